#pragma once
// Records for tests: decoded from bytes, as the client makes them.
// The arena lives as long as the record.

#include "bytes.hpp"
#include "support/catch.hpp"

#include <bolt/record.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bolt::test {

inline Keys keys_of(std::vector<std::string> names) {
    return std::make_shared<const std::vector<std::string>>(std::move(names));
}

/// `data` is an encoded list.
inline Record record_of(Keys keys, std::span<const std::uint8_t> data) {
    auto arena = std::make_shared<packstream::Arena>(64);
    const std::uint8_t* const copy = arena->copy(data);
    const packstream::Limits limits = newest_limits();
    packstream::Decoder decoder({copy, data.size()}, *arena, limits);
    detail::Cell row;
    REQUIRE(decoder.read(row) == packstream::DecodeStatus::ok);
    protocol::hydrate(row, newest_dialect());
    const std::span<const detail::Cell> cells(row.cells, row.size);
    return {std::move(keys), arena, cells};
}

inline Record record_of(Keys keys, const List& values) {
    return record_of(std::move(keys), encode(values));
}

inline Record record_of(std::vector<std::string> names, const List& values) {
    return record_of(keys_of(std::move(names)), values);
}

}  // namespace bolt::test
