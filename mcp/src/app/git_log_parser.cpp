// The state machine over NUL-ended fields that git_log_parser.hpp describes.
// Memory is bounded by the limits: what a field has beyond them is counted, never kept.
#include "app/git_log_parser.hpp"

#include "app/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace mcp::app {
namespace {

bool is_sha(std::string_view text) {
    const bool known_length = text.size() == 40 || text.size() == 64;
    return known_length && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

}  // namespace

GitLogParser::GitLogParser(GitLogLimits limits) : limits_(limits) {}

GitLogParser::Status GitLogParser::feed(std::string_view bytes) {
    while (status_ == Status::ok && !bytes.empty()) {
        const std::size_t end = bytes.find('\0');
        if (end == std::string_view::npos) {
            keep(bytes);
            break;
        }
        keep(bytes.substr(0, end));
        bytes.remove_prefix(end + 1);
        status_ = end_field();
    }
    return status_;
}

GitLogParser::Status GitLogParser::finish() {
    if (status_ != Status::ok) {
        return status_;
    }
    const bool between_fields = text_bytes_ == 0;
    if (!between_fields || (field_ != Field::start && field_ != Field::file)) {
        status_ = Status::malformed;
    } else if (field_ == Field::file) {
        complete();
        field_ = Field::start;
    }
    return status_;
}

std::vector<GitCommit> GitLogParser::take() {
    return std::exchange(commits_, {});
}

void GitLogParser::keep(std::string_view bytes) {
    text_bytes_ += bytes.size();
    const std::size_t room = limits_.field_bytes - std::min(limits_.field_bytes, text_.size());
    text_ += bytes.substr(0, room);
}

GitLogParser::Status GitLogParser::end_field() {
    bool good = true;
    switch (field_) {
        case Field::start:
            good = text_bytes_ == 0;
            field_ = Field::sha;
            break;
        case Field::sha:
            good = read_sha();
            field_ = Field::parents;
            break;
        case Field::parents:
            good = read_parents();
            field_ = Field::seconds;
            break;
        case Field::seconds:
            good = read_seconds();
            field_ = Field::author;
            break;
        case Field::author:
            commit_.author = to_valid_utf8(text_);
            field_ = Field::subject;
            break;
        case Field::subject:
            commit_.subject = to_valid_utf8(text_);
            field_ = Field::body;
            break;
        case Field::body:
            commit_.body = to_valid_utf8(text_);
            commit_.body_bytes = text_bytes_;
            field_ = Field::file;
            break;
        case Field::file:
            if (text_bytes_ == 0) {
                complete();
                field_ = Field::sha;
            } else {
                read_file();
            }
            break;
    }
    text_.clear();
    text_bytes_ = 0;
    return good ? Status::ok : Status::malformed;
}

bool GitLogParser::read_sha() {
    commit_.sha = text_;
    return text_bytes_ == text_.size() && is_sha(text_);
}

bool GitLogParser::read_parents() {
    // An octopus of thousands of parents is cut by the limit in the middle of a hash: malformed.
    std::string_view rest = text_;
    while (!rest.empty()) {
        const std::string_view parent = rest.substr(0, rest.find(' '));
        if (!is_sha(parent)) {
            return false;
        }
        commit_.parents.emplace_back(parent);
        rest.remove_prefix(std::min(rest.size(), parent.size() + 1));
    }
    return true;
}

bool GitLogParser::read_seconds() {
    // Git shows a broken author line's time as nothing; such a commit dates from 1970.
    if (text_.empty()) {
        return true;
    }
    const char* end = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data(), end, commit_.author_seconds);
    if (read.ec == std::errc::result_out_of_range) {
        commit_.author_seconds = std::numeric_limits<std::int64_t>::max();
        return read.ptr == end;
    }
    return read.ec == std::errc() && read.ptr == end;
}

void GitLogParser::read_file() {
    std::string_view name = text_;
    const bool is_first = commit_.file_count == 0;
    if (is_first && name.front() == '\n') {
        name.remove_prefix(1);
    }
    ++commit_.file_count;
    const bool whole = text_bytes_ == text_.size() && name.size() <= limits_.file_bytes;
    if (whole && commit_.files.size() < limits_.files) {
        commit_.files.push_back(to_valid_utf8(name));
    }
}

void GitLogParser::complete() {
    commits_.push_back(std::exchange(commit_, GitCommit()));
}

}  // namespace mcp::app
