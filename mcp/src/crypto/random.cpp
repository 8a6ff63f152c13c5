// Random bytes by OpenSSL's RAND_bytes, in the pieces that its int length allows.
// A failure throws: a secret that is not random must not come to be.
#include "crypto/random.hpp"

#include <mcp/error.hpp>

#include <algorithm>

#include <openssl/rand.h>

namespace mcp::crypto {

std::string random_bytes(std::size_t count) {
    constexpr std::size_t kPiece = std::size_t{1} << 20U;
    std::string out(count, '\0');
    for (std::size_t done = 0; done < count;) {
        const std::size_t piece = std::min(kPiece, count - done);
        auto* target = reinterpret_cast<unsigned char*>(out.data() + done);
        if (RAND_bytes(target, static_cast<int>(piece)) != 1) {
            throw Error("the system gave OpenSSL no random bytes; check /dev/urandom");
        }
        done += piece;
    }
    return out;
}

}  // namespace mcp::crypto
