// Line framing. The buffer is compacted when space is asked for, so each byte moves at most once
// per chunk; a long message grows it, and it shrinks again afterwards.

#include "transport/line_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace mcp::transport {
namespace {

constexpr std::size_t kChunk = std::size_t{64} * 1024;

bool is_blank(std::string_view line) noexcept {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::span<char> LineBuffer::prepare() {
    line_ = {};
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        scanned_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == 0 && buffer_.size() > 4 * kChunk) {
        buffer_ = {};
    }
    if (buffer_.size() - end_ < kChunk) {
        buffer_.resize(std::max(end_ + kChunk, buffer_.size() * 2));
    }
    return std::span<char>(buffer_).subspan(end_, kChunk);
}

void LineBuffer::commit(std::size_t bytes) {
    end_ += bytes;
}

bool LineBuffer::take(std::size_t end, std::size_t line_end) {
    line_ = std::string_view(buffer_).substr(begin_, line_end - begin_);
    begin_ = end;
    scanned_ = end;
    if (dropping_) {
        dropping_ = false;
        return false;
    }
    if (line_.ends_with('\r')) {
        line_.remove_suffix(1);
    }
    return !is_blank(line_);
}

LineBuffer::Next LineBuffer::next() {
    for (;;) {
        const auto* found = static_cast<const char*>(
            scanned_ == end_ ? nullptr
                             : std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_)
        );
        if (found != nullptr) {
            const auto at = static_cast<std::size_t>(found - buffer_.data());
            if (!dropping_ && at - begin_ > max_line_) {
                begin_ = at + 1;
                scanned_ = begin_;
                return Next::too_long;
            }
            if (take(at + 1, at)) {
                return Next::line;
            }
            continue;
        }
        scanned_ = end_;
        if (dropping_) {
            begin_ = end_;
        } else if (end_ - begin_ > max_line_) {
            dropping_ = true;
            begin_ = end_;
            return Next::too_long;
        }
        return Next::need_more;
    }
}

LineBuffer::Next LineBuffer::last() {
    const bool there = begin_ < end_ && take(end_, end_);
    dropping_ = false;
    return there ? Next::line : Next::need_more;
}

}  // namespace mcp::transport
