#pragma once
// What testkit and this program say to each other: requests and replies, and the failures that are
// none of the driver. How they are framed is the business of conversation.hpp.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace testkit {

using Json = nlohmann::json;

/// Names an object of one conversation; testkit hands it back as it got it.
using Id = std::int64_t;

struct Request {
    Request() = default;

    Request(std::string request_name, Json request_data)
        : name(std::move(request_name)), data(std::move(request_data)) {}

    std::string name;
    Json data;
};

struct Reply {
    Reply() = default;

    Reply(std::string reply_name, Json reply_data)
        : name(std::move(reply_name)), data(std::move(reply_data)) {}

    std::string name;
    Json data;
};

/// The test's own work failed, which the driver has to pass on untouched.
class FrontendError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// testkit asked for something that this program does not know, or at the wrong time.
class BackendError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// testkit has closed its connection.
class Disconnected : public std::runtime_error {
  public:
    Disconnected() : std::runtime_error("testkit has closed the connection") {}
};

/// A field of an object; nullptr when it is absent or null, which testkit means alike.
[[nodiscard]] inline const Json* given(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// A text of an object; empty when it is absent or null.
[[nodiscard]] inline std::string text_of(const Json& object, const char* key) {
    const Json* found = given(object, key);
    return found == nullptr ? std::string() : found->get<std::string>();
}

/// A flag of an object; false when it is absent or null.
[[nodiscard]] inline bool is_set(const Json& object, const char* key) {
    const Json* found = given(object, key);
    return found != nullptr && found->get<bool>();
}

/// An object with one entry, which most replies are.
[[nodiscard]] inline Json entry(const char* key, Json value) {
    Json object = Json::object();
    object[key] = std::move(value);
    return object;
}

}  // namespace testkit
