// Version negotiation; see handshake.hpp.
// Bolt documentation, "Handshake" and "Manifest negotiation".

#include "wire/handshake.hpp"

#include <array>
#include <utility>

namespace bolt::wire {

namespace {

constexpr std::array<std::uint8_t, 20> kOpening{
    0x60, 0x60, 0xB0, 0x17,  // magic
    0x00, 0x00, 0x01, 0xFF,  // manifest, version 1
    0x00, 0x08, 0x08, 0x05,  // 5.8 to 5.0; nobody chooses 5.5, and an offer costs one of four
    0x00, 0x02, 0x04, 0x04,  // 4.4 to 4.2
    0x00, 0x00, 0x00, 0x03,  // 3.0
};
constexpr std::array<std::uint8_t, 4> kManifest{0x00, 0x00, 0x01, 0xFF};
/// More ranges than any server has; a larger count is a broken or hostile peer. [limit]
constexpr std::uint64_t kMostRanges = 1'000;
constexpr unsigned kMostVarintBits = 63;

}  // namespace

std::vector<std::uint8_t> Handshake::opening() {
    return {kOpening.begin(), kOpening.end()};
}

std::size_t Handshake::wants() const noexcept {
    constexpr std::size_t kWord = 4;
    switch (step_) {
        case Step::choice:
            return kWord - word_.size();
        case Step::ranges:
            // Behind the ranges there is one byte of capabilities at least.
            return static_cast<std::size_t>(ranges_left_) * kWord - word_.size() + 1;
        case Step::count:
        case Step::capabilities:
            return 1;
        case Step::done:
        case Step::failed:
            break;
    }
    return 0;
}

Handshake::Status Handshake::fail(std::string problem) {
    problem_ = std::move(problem);
    step_ = Step::failed;
    return Status::failed;
}

Handshake::Status Handshake::on_choice() {
    if (word_[0] == 'H' && word_[1] == 'T' && word_[2] == 'T' && word_[3] == 'P') {
        return fail("the server speaks HTTP on this port; use its Bolt port, usually 7687");
    }
    if (word_[0] == 0x15 && word_[1] == 0x03) {
        // A TLS alert record: the server takes our opening for a broken ClientHello.
        return fail("the server expects TLS on this port; use bolt+s:// or neo4j+s://");
    }
    if (word_[0] == kManifest[0] && word_[1] == kManifest[1] && word_[2] == kManifest[2] &&
        word_[3] == kManifest[3]) {
        step_ = Step::count;
        word_.clear();
        return Status::needs_more;
    }
    version_ = Version(word_[3], word_[2]);
    if (version_ == Version()) {
        return fail(
            "the server speaks none of " + std::string(kSupportedVersions) +
            "; it is older than Neo4j 3.5, or no Neo4j"
        );
    }
    // Newer majors are chosen from manifests only: the opening does not offer them.
    constexpr std::uint8_t kNewestOffered = 5;
    if (word_[0] != 0 || word_[1] != 0 || !is_supported(version_) ||
        version_.major > kNewestOffered) {
        return fail(
            "the server chose Bolt " + version_.to_string() + ", which this driver did not offer"
        );
    }
    step_ = Step::done;
    return Status::done;
}

bool Handshake::varint(std::uint8_t byte, bool& finished) {
    // Ten bytes of seven bits; of the tenth only the lowest bit fits.
    if (shift_ > kMostVarintBits || (shift_ == kMostVarintBits && (byte & 0x7EU) != 0)) {
        return false;
    }
    number_ |= std::uint64_t{byte & 0x7FU} << shift_;
    shift_ += 7;
    finished = (byte & 0x80U) == 0;
    if (finished) {
        shift_ = 0;
    }
    return true;
}

/// A word 00 RANGE MINOR MAJOR stands for MINOR and RANGE minors below it.
void Handshake::consider_range() {
    if (word_[0] != 0) {
        return;  // not a version, but something newer manifests may hold
    }
    const unsigned range = word_[1];
    for (unsigned below = 0; below <= range && below <= word_[2]; ++below) {
        const Version version(word_[3], static_cast<std::uint8_t>(word_[2] - below));
        if (is_supported(version) && version > best_) {
            best_ = version;
        }
    }
}

Handshake::Status Handshake::choose() {
    if (best_ == Version()) {
        return fail("the server's manifest holds none of " + std::string(kSupportedVersions));
    }
    version_ = best_;
    reply_ = {0x00, 0x00, version_.minor, version_.major, 0x00};
    step_ = Step::done;
    return Status::done;
}

Handshake::Status Handshake::feed(std::span<const std::uint8_t>& input) {
    while (!input.empty() && step_ != Step::done && step_ != Step::failed) {
        const std::uint8_t byte = input.front();
        input = input.subspan(1);
        bool finished = false;
        switch (step_) {
            case Step::choice:
                word_.push_back(byte);
                if (word_.size() == 4) {
                    if (const Status status = on_choice(); status != Status::needs_more) {
                        return status;
                    }
                }
                break;
            case Step::count:
                if (!varint(byte, finished)) {
                    return fail("the server's manifest is malformed");
                }
                if (finished) {
                    ranges_left_ = std::exchange(number_, 0);
                    if (ranges_left_ > kMostRanges) {
                        return fail("the server's manifest is malformed");
                    }
                    step_ = ranges_left_ == 0 ? Step::capabilities : Step::ranges;
                }
                break;
            case Step::ranges:
                word_.push_back(byte);
                if (word_.size() == 4) {
                    consider_range();
                    word_.clear();
                    if (--ranges_left_ == 0) {
                        step_ = Step::capabilities;
                    }
                }
                break;
            case Step::capabilities:
                if (!varint(byte, finished)) {
                    return fail("the server's manifest is malformed");
                }
                if (finished) {
                    return choose();
                }
                break;
            case Step::done:
            case Step::failed:
                break;
        }
    }
    if (step_ == Step::done) {
        return Status::done;
    }
    return step_ == Step::failed ? Status::failed : Status::needs_more;
}

}  // namespace bolt::wire
