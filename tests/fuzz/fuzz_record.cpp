// Fuzz target: any bytes as a record, read by all types that a caller may ask for: columns by
// number and by name, tuples, structs, lists of them. Promises: a value, or an Error of kind type
// or usage.

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "protocol/hydrate.hpp"

#include <bolt/bolt.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

struct Inner {
    std::string name;
    std::optional<int> age;

    static constexpr auto bolt_fields() {
        return std::tuple(bolt::Field("a", &Inner::name), bolt::Field("b", &Inner::age));
    }
};

struct Row {
    std::int8_t number = 0;
    std::optional<Inner> inner;
    std::optional<std::vector<double>> doubles;

    static constexpr auto bolt_fields() {
        return std::tuple(
            bolt::Field("a", &Row::number),
            bolt::Field("b", &Row::inner),
            bolt::Field("z", &Row::doubles)
        );
    }
};

template <class Read>
void attempt(Read read) {
    try {
        (void)read();
    } catch (const bolt::Error& error) {
        if (error.kind() != bolt::ErrorKind::type && error.kind() != bolt::ErrorKind::usage) {
            std::abort();
        }
    }
}

template <class... Ts>
void read_columns(const bolt::Record& record) {
    for (std::size_t i = 0; i <= record.size() && i < 8; ++i) {
        (attempt([&] { return record.at<Ts>(i); }), ...);
        (attempt([&] { return record.at<std::optional<Ts>>(i); }), ...);
    }
    (attempt([&] { return record.at<Ts>("b"); }), ...);
    (attempt([&] { return record.get<Ts>("nowhere"); }), ...);
}

void read_as_everything(const bolt::Record& record) {
    read_columns<
        bool,
        std::int64_t,
        std::uint8_t,
        double,
        float,
        std::string,
        std::string_view,
        bolt::Bytes,
        bolt::Value,
        bolt::List,
        bolt::Map>(record);
    read_columns<
        bolt::Node,
        bolt::Relationship,
        bolt::Path,
        bolt::Date,
        bolt::DateTime,
        bolt::Duration,
        bolt::Point,
        bolt::Vector,
        bolt::Uuid>(record);
    read_columns<
        std::vector<std::string_view>,
        std::vector<std::vector<float>>,
        std::array<std::int64_t, 2>,
        std::tuple<std::string, double>,
        Inner,
        std::vector<Inner>>(record);
    attempt([&] { return record.to<std::tuple<std::int64_t, std::string>>(); });
    attempt([&] { return record.to<std::tuple<bolt::Value>>(); });
    attempt([&] { return record.to<Row>(); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bolt::packstream::Limits limits;
    limits.allow_uuids = true;
    auto arena = std::make_shared<bolt::packstream::Arena>(64);
    // A copy of exactly this size: reading beyond it is seen.
    const std::vector<std::uint8_t> copy(data, data + size);
    bolt::detail::Cell cell;
    {
        bolt::packstream::Decoder decoder(copy, *arena, limits, bolt::packstream::Texts::kept);
        if (decoder.read(cell) != bolt::packstream::DecodeStatus::ok ||
            cell.kind != bolt::Kind::list) {
            return 0;
        }
    }
    bolt::protocol::Dialect dialect;
    dialect.vectors = true;
    dialect.uuids = true;
    bolt::protocol::hydrate(cell, dialect);
    const auto keys = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"a", "b", "a", "c"}
    );
    read_as_everything(bolt::Record(keys, arena, {cell.cells, cell.size}));
    return 0;
}
