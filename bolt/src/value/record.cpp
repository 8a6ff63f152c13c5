// Columns of records; see record.hpp. What is in a column: value_view.cpp.
// Errors name the column, because the caller may read a dozen of them in one statement.

#include "value/type_error.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>

#include <string>
#include <vector>

namespace bolt {

const std::vector<std::string>& Record::keys() const noexcept {
    static const std::vector<std::string> kNone;
    return keys_ ? *keys_ : kNone;
}

void Record::rethrow_for_column(std::size_t index) const {
    detail::rethrow_at(
        "column " + (index < keys().size() ? "'" + keys()[index] + "'" : std::to_string(index))
    );
}

void Record::throw_no_column(std::size_t index) const {
    throw Error(
        ErrorKind::usage,
        "the record has " + std::to_string(cells_.size()) + " columns; there is no number " +
            std::to_string(index)
    );
}

void Record::throw_no_column(std::string_view name) const {
    std::string names;
    for (const std::string& key : keys()) {
        names += (names.empty() ? "" : ", ") + key;
    }
    throw Error(
        ErrorKind::usage, "the record has no column '" + std::string(name) + "'; it has: " + names
    );
}

void Record::throw_wrong_size(std::size_t wanted) const {
    throw Error(
        ErrorKind::usage,
        "the record has " + std::to_string(cells_.size()) + " columns, not " +
            std::to_string(wanted)
    );
}

ValueView Record::operator[](std::string_view key) const {
    const std::optional<std::size_t> index = find(key);
    if (!index) {
        throw_no_column(key);
    }
    return ValueView(cells_[*index]);
}

}  // namespace bolt
