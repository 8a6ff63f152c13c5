#pragma once
// Bolt messages as a test's server sees them: requests decoded into readable text, replies built
// with the driver's own encoder, so that both are exact to the byte.

#include <bolt/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolt::packstream {
class Encoder;
}

namespace support {

/// One request, decoded. `text` is e.g. `RUN 'RETURN 1' {} {mode: 'r'}`.
struct BoltRequest {
    BoltRequest() = default;
    std::uint8_t tag = 0;
    std::string name;  ///< e.g. "RUN"
    bolt::List fields;
    std::string text;
};

/// Throws std::runtime_error for what is no message.
[[nodiscard]] BoltRequest decode_request(std::span<const std::uint8_t> message);

/// A value in the notation of the scripts: 'text', 1, 1.5, [1, 2], {key: 'value'}, null.
[[nodiscard]] std::string render(const bolt::Value& value);

/// A map in one expression: `map_of("n", 1)`.
[[nodiscard]] inline bolt::Map map_of() {
    return {};
}

template <class... Rest>
[[nodiscard]] bolt::Map map_of(std::string key, bolt::Value value, Rest&&... rest) {
    bolt::Map map;
    map.set(std::move(key), std::move(value));
    const bolt::Map others = map_of(std::forward<Rest>(rest)...);
    for (const bolt::MapEntry& entry : others) {
        map.set(entry.key, entry.value);
    }
    return map;
}

/// A list in one expression, for the same reason.
template <class... Items>
[[nodiscard]] bolt::List list_of(Items&&... items) {
    bolt::List list;
    (list.emplace_back(std::forward<Items>(items)), ...);
    return list;
}

/// What a server does after it has sent a reply.
enum class Ending : std::uint8_t {
    none,
    close,       ///< FIN
    reset,       ///< RST
    half_close,  ///< no more from the server, but it goes on reading
    stall,       ///< silence, with the connection open
    endless,     ///< more of the same without an end, until the client has gone
};

/// The messages that answer one request; may be none.
class Reply {
  public:
    Reply() = default;

    Reply& success(const bolt::Map& metadata = {});
    Reply& record(const bolt::List& values);
    /// A record of one value, which may be one that no client can send.
    Reply& record(const std::function<void(bolt::packstream::Encoder& out)>& write);
    /// In the form of Bolt 5.7 and later.
    Reply& failure(std::string_view code, std::string_view message);
    /// Whatever the metadata says.
    Reply& failure(const bolt::Map& metadata);
    /// In the form of Bolt 5.6 and earlier.
    Reply& legacy_failure(std::string_view code, std::string_view message);
    Reply& ignored();
    /// The keep-alive: an empty chunk.
    Reply& noop();
    Reply& raw(std::vector<std::uint8_t> bytes);

    /// The server takes this long over the answer, from the moment it has the request.
    Reply& after(std::chrono::microseconds delay) {
        delay_ = delay;
        return *this;
    }

    Reply& then(Ending ending) {
        ending_ = ending;
        return *this;
    }

    /// And then `bytes` again and again, until the client has gone.
    Reply& endlessly(std::vector<std::uint8_t> bytes) {
        repeated_ = std::move(bytes);
        return then(Ending::endless);
    }

    /// Written to the socket beneath TLS, where there is any.
    Reply& beneath_tls() {
        beneath_tls_ = true;
        return *this;
    }

    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }

    [[nodiscard]] Ending ending() const noexcept { return ending_; }

    [[nodiscard]] const std::vector<std::uint8_t>& repeated() const noexcept { return repeated_; }

    [[nodiscard]] bool is_beneath_tls() const noexcept { return beneath_tls_; }

    [[nodiscard]] std::chrono::microseconds delay() const noexcept { return delay_; }

    /// Where in the bytes each message ends.
    [[nodiscard]] const std::vector<std::size_t>& ends() const noexcept { return ends_; }

  private:
    void message(std::uint8_t tag, const bolt::Value* field);

    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> repeated_;
    bool beneath_tls_ = false;
    std::vector<std::size_t> ends_;
    Ending ending_ = Ending::none;
    std::chrono::microseconds delay_{0};
};

}  // namespace support
