// Tests of JSON-RPC messages: which is which, what makes one invalid, how answers look.
// Encoding is compared as text, because it is written as text.

#include "jsonrpc/message.hpp"

#include "support/catch.hpp"

#include <string>

namespace jsonrpc = mcp::jsonrpc;
using jsonrpc::Kind;

namespace {

jsonrpc::Message decode(std::string_view text) {
    mcp::json::Value value;
    REQUIRE(mcp::json::parse(text, {}, value) == mcp::json::ParseStatus::ok);
    return jsonrpc::decode(std::move(value));
}

}  // namespace

TEST_CASE("messages are told apart") {
    struct Case {
        const char* text;
        Kind kind;
        const char* id;
    };

    const Case cases[] = {
        {R"({"jsonrpc":"2.0","id":1,"method":"ping"})", Kind::request, "1"},
        {R"({"jsonrpc":"2.0","id":"a\"b","method":"ping"})", Kind::request, R"("a\"b")"},
        {R"({"jsonrpc":"2.0","id":0,"method":"ping","extra":1})", Kind::request, "0"},
        {R"({"jsonrpc":"2.0","id":-7,"method":"ping"})", Kind::request, "-7"},
        {R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"x"})",
         Kind::request,
         "18446744073709551615"},
        {R"({"jsonrpc":"2.0","id":"","method":"ping"})", Kind::request, R"("")"},
        {R"({"jsonrpc":"2.0","method":"notifications/x"})", Kind::notification, "null"},
        {R"({"jsonrpc":"2.0","id":1,"result":{}})", Kind::response, "1"},
        {R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}})", Kind::response, "1"},
        {R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}})", Kind::response, "null"},
        {R"({"id":7,"method":"ping"})", Kind::invalid, "7"},
        {R"({"jsonrpc":"1.0","id":7,"method":"ping"})", Kind::invalid, "7"},
        {R"({"jsonrpc":2.0,"id":7,"method":"ping"})", Kind::invalid, "7"},
        {R"({"jsonrpc":"2.0","id":7})", Kind::invalid, "7"},
        {R"({"jsonrpc":"2.0","id":7,"method":5})", Kind::invalid, "7"},
        {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", Kind::invalid, "null"},
        {R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", Kind::invalid, "null"},
        {R"({"jsonrpc":"2.0","id":true,"method":"ping"})", Kind::invalid, "null"},
        {R"({"jsonrpc":"2.0","id":[1],"method":"ping"})", Kind::invalid, "null"},
        {R"({"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"})", Kind::invalid, "null"},
        {R"({"jsonrpc":"2.0"})", Kind::invalid, "null"},
        {R"({})", Kind::invalid, "null"},
        {R"("ping")", Kind::invalid, "null"},
        {R"(5)", Kind::invalid, "null"},
        {R"(null)", Kind::invalid, "null"},
    };
    for (const Case& one : cases) {
        INFO(one.text);
        const jsonrpc::Message message = decode(one.text);
        CHECK(message.kind == one.kind);
        CHECK(message.id == one.id);
        CHECK(message.problem.empty() == (one.kind != Kind::invalid));
    }
}

TEST_CASE("params are kept as they came; absent and null are an empty object") {
    CHECK(decode(R"({"jsonrpc":"2.0","id":1,"method":"m"})").params == mcp::json::Value::object());
    CHECK(
        decode(R"({"jsonrpc":"2.0","id":1,"method":"m","params":null})").params ==
        mcp::json::Value::object()
    );
    CHECK(decode(R"({"jsonrpc":"2.0","id":1,"method":"m","params":[1]})").params.is_array());
    CHECK(decode(R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1}})").params["a"] == 1);
}

TEST_CASE("answers echo the id and escape their texts") {
    std::string out;
    jsonrpc::append_result(out, R"("x")", R"("a":1)");
    CHECK(out == R"({"jsonrpc":"2.0","id":"x","result":{"a":1}})");
    out.clear();
    jsonrpc::append_error(out, "3", mcp::ErrorCode::invalid_params, "bad \"name\"");
    CHECK(out == R"({"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"bad \"name\""}})");
    out.clear();
    jsonrpc::append_error(out, "null", mcp::ErrorCode::parse_error, "x", R"({"k":[]})");
    CHECK(
        out ==
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x","data":{"k":[]}}})"
    );
}
