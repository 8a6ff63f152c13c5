// How long one record takes from received bytes to values: 1,000,000 RECORD messages of (int,
// string, float, list of 2 ints, bool) through the protocol's client. Prints CPU time in ns per
// record, median and least of the passes. Usage: bolt_decode_benchmark [PASSES [RECORDS]]; no
// server, no socket.

#include "packstream/encoder.hpp"
#include "protocol/client.hpp"
#include "wire/chunker.hpp"

#include <bolt/row.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using bolt::protocol::Client;
using bolt::protocol::Event;

using Bytes = std::vector<std::uint8_t>;

/// As much as one read of a socket brings.
constexpr std::size_t kPortion = 64 * 1024;
/// Records that are held together, as fetch_size of the driver.
constexpr std::size_t kBatch = 1'000;

void append_message(Bytes& stream, std::uint8_t tag, const bolt::Value& field) {
    Bytes body;
    bolt::packstream::Encoder encoder(body, bolt::packstream::Dialect());
    encoder.structure(tag, 1);
    encoder.value(field);
    bolt::wire::append_chunked(stream, body);
}

Bytes stream_of(std::size_t records) {
    Bytes stream;
    for (std::size_t i = 0; i < records; ++i) {
        const auto number = static_cast<std::int64_t>(i);
        bolt::List row;
        row.emplace_back(number);
        row.emplace_back("person " + std::to_string(1'000'000 + i));
        row.emplace_back(static_cast<double>(i) / 3.0);
        row.emplace_back(bolt::List{number, number % 100});
        row.emplace_back(i % 2 == 0);
        append_message(stream, 0x71, std::move(row));
    }
    return stream;
}

/// A client in the middle of a result.
std::unique_ptr<Client> streaming_client() {
    auto client = std::make_unique<Client>(bolt::wire::Version(5, 8));
    client->hello(bolt::protocol::HelloRequest(), bolt::AuthToken::none());
    client->logon(bolt::AuthToken::none());
    client->run("RETURN 1", bolt::Map(), nullptr);
    client->pull(-1);
    client->consume(client->output().size());
    Bytes answers;
    for (int i = 0; i < 3; ++i) {
        append_message(answers, 0x70, bolt::Map());
    }
    client->feed(answers);
    while (client->next_event().type != Event::Type::needs_more) {
    }
    return client;
}

/// Calls `on_record` for every record of the stream; the answer is how many there were, 0 when
/// there was anything else.
template <class OnRecord>
std::size_t read_all(std::span<const std::uint8_t> stream, OnRecord on_record) {
    const std::unique_ptr<Client> client = streaming_client();
    std::size_t records = 0;
    while (!stream.empty()) {
        const std::size_t size = std::min(kPortion, stream.size());
        client->feed(stream.first(size));
        stream = stream.subspan(size);
        for (;;) {
            Event& event = client->next_event();
            if (event.type == Event::Type::needs_more) {
                break;
            }
            if (event.type != Event::Type::record) {
                std::fprintf(stderr, "unexpected event: %s\n", event.problem.c_str());
                return 0;
            }
            on_record(event);
            ++records;
        }
    }
    return records;
}

double cpu_nanoseconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Person {
    std::int64_t id = 0;
    std::string_view name;
    double score = 0;
    std::array<std::int64_t, 2> pair{};
    bool active = false;

    static constexpr auto bolt_fields() {
        return std::tuple(
            bolt::Field("id", &Person::id),
            bolt::Field("name", &Person::name),
            bolt::Field("score", &Person::score),
            bolt::Field("pair", &Person::pair),
            bolt::Field("active", &Person::active)
        );
    }
};

using Row = std::tuple<std::int64_t, std::string_view, double, std::vector<std::int64_t>, bool>;
using FlatRow =
    std::tuple<std::int64_t, std::string_view, double, std::array<std::int64_t, 2>, bool>;

/// Kept from pass to pass, so that nothing is left out as useless.
double checksum = 0;

template <class List>
void add(std::int64_t id, std::string_view name, double score, const List& pair, bool active) {
    checksum += static_cast<double>(id) + static_cast<double>(name.size()) + score +
                static_cast<double>(pair[0] + pair[1]) + (active ? 1 : 0);
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t passes = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 9;
    const std::size_t records = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 1'000'000;
    const Bytes stream = stream_of(records);
    std::printf(
        "%zu records, %.1f bytes each with chunk headers, %zu passes; CPU ns per record\n",
        records,
        static_cast<double>(stream.size()) / static_cast<double>(records),
        passes
    );
    const auto keys = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"id", "name", "score", "pair", "active"}
    );
    const auto record_of = [&keys](Event& event) {
        return bolt::Record(keys, std::move(event.arena), event.cells);
    };

    struct Case {
        const char* name;
        std::function<std::size_t()> run;
    };

    std::vector<bolt::Record> batch;
    batch.reserve(kBatch);
    const std::vector<Case> cases{
        {"decode",
         [&] {
             return read_all(stream, [](Event& event) {
                 checksum += static_cast<double>(event.cells.size());
             });
         }},
        {"decode, Record",
         [&] {
             return read_all(stream, [&](Event& event) {
                 checksum += static_cast<double>(record_of(event).size());
             });
         }},
        {"decode, Record kept in batches of 1,000",
         [&] {
             return read_all(stream, [&](Event& event) {
                 if (batch.size() == kBatch) {
                     batch.clear();
                 }
                 batch.push_back(record_of(event));
             });
         }},
        {"decode, Record, tuple with vector",
         [&] {
             return read_all(stream, [&](Event& event) {
                 const bolt::Record record = record_of(event);
                 const auto [id, name, score, pair, active] = record.to<Row>();
                 add(id, name, score, pair, active);
             });
         }},
        {"decode, Record, tuple with array",
         [&] {
             return read_all(stream, [&](Event& event) {
                 const bolt::Record record = record_of(event);
                 const auto [id, name, score, pair, active] = record.to<FlatRow>();
                 add(id, name, score, pair, active);
             });
         }},
        {"decode, Record, struct by names",
         [&] {
             return read_all(stream, [&](Event& event) {
                 const bolt::Record record = record_of(event);
                 const auto person = record.to<Person>();
                 add(person.id, person.name, person.score, person.pair, person.active);
             });
         }},
        {"decode, Record, to_value() of all",
         [&] {
             return read_all(stream, [&](Event& event) {
                 const bolt::Record record = record_of(event);
                 for (std::size_t i = 0; i < record.size(); ++i) {
                     checksum += record[i].to_value().is_null() ? 1 : 0;
                 }
             });
         }},
    };
    const std::string_view wanted = count > 3 ? arguments[3] : "";
    for (const Case& measured : cases) {
        if (!wanted.empty() && wanted != measured.name) {
            continue;
        }
        std::vector<double> times;
        for (std::size_t pass = 0; pass <= passes; ++pass) {
            const double begin = cpu_nanoseconds();
            const std::size_t found = measured.run();
            const double end = cpu_nanoseconds();
            if (found != records) {
                std::fprintf(stderr, "%zu records instead of %zu\n", found, records);
                return 1;
            }
            if (pass > 0) {  // the first one warms up
                times.push_back((end - begin) / static_cast<double>(records));
            }
        }
        std::sort(times.begin(), times.end());
        std::printf("%8.1f  (%.1f)  %s\n", times[times.size() / 2], times.front(), measured.name);
        std::fflush(stdout);
    }
    std::printf("checksum %g\n", checksum);
    return 0;
}
