// Tables of a TOML text are added and changed without touching anything beside them.
// The samples are laid out as Codex and people leave them.
#include "app/toml_edit.hpp"

#include "app/usage_error.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

namespace {

namespace app = mcp::app;

app::TomlTable table() {
    app::TomlTable wanted;
    wanted.path = {"mcp_servers", "boltmem"};
    wanted.keys = {{"command", "\"/opt/x\""}, {"args", "[\"serve\"]"}};
    wanted.unwanted = {"url"};
    return wanted;
}

app::TomlTable with_environment() {
    app::TomlTable wanted = table();
    wanted.environment = {{"STORE", "\"s\""}};
    return wanted;
}

std::string refusal(std::string_view text) {
    try {
        static_cast<void>(app::set_toml_table(text, table()));
    } catch (const app::UsageError& error) {
        return error.what();
    }
    return "accepted";
}

constexpr std::string_view kOurs =
    "[mcp_servers.boltmem]\ncommand = \"/opt/x\"\nargs = [\"serve\"]\n";

}  // namespace

TEST_CASE("a table is added at the end", "[setup]") {
    CHECK(app::set_toml_table("", table()) == kOurs);
    const std::string text = "model = \"o\" # mine\n[tools]\nweb = true";
    CHECK(app::set_toml_table(text, table()) == text + "\n\n" + std::string(kOurs));
    CHECK(
        app::set_toml_table("a = 1\r\n", table()) ==
        "a = 1\r\n\r\n[mcp_servers.boltmem]\r\ncommand = \"/opt/x\"\r\nargs = [\"serve\"]\r\n"
    );
}

TEST_CASE("an environment becomes a table of its own", "[setup]") {
    CHECK(
        app::set_toml_table("", with_environment()) ==
        std::string(kOurs) + "\n[mcp_servers.boltmem.env]\nSTORE = \"s\"\n"
    );
    const std::string text =
        std::string(kOurs) + "\n[mcp_servers.boltmem.env]\nOTHER = \"o\" # keep\n\n[last]\nx = 1\n";
    CHECK(
        app::set_toml_table(text, with_environment()) ==
        std::string(kOurs) +
            "\n[mcp_servers.boltmem.env]\nOTHER = \"o\" # keep\nSTORE = \"s\"\n\n[last]\nx = 1\n"
    );
}

TEST_CASE("an environment inline or by dotted keys stays in its form", "[setup]") {
    const std::string head = std::string(kOurs);
    CHECK(
        app::set_toml_table(head + "env = { A = \"a\" }\n", with_environment()) ==
        head + "env = { A = \"a\", STORE = \"s\" }\n"
    );
    CHECK(
        app::set_toml_table(head + "env = {}\n", with_environment()) ==
        head + "env = { STORE = \"s\" }\n"
    );
    CHECK(
        app::set_toml_table(head + "env = { STORE = \"old\", A = \"a\" }\n", with_environment()) ==
        head + "env = { STORE = \"s\", A = \"a\" }\n"
    );
    CHECK(
        app::set_toml_table(head + "env.A = \"a\"\n", with_environment()) ==
        head + "env.A = \"a\"\nenv.STORE = \"s\"\n"
    );
    CHECK(
        app::set_toml_table(head + "env.STORE = \"old\"\n", with_environment()) ==
        head + "env.STORE = \"s\"\n"
    );
}

TEST_CASE("keys are replaced in their place and others stay", "[setup]") {
    const std::string text =
        "# mine\n[mcp_servers.other]\ncommand = 'o'\n\n[mcp_servers.\"boltmem\"] # ours\n"
        "startup_timeout_sec = 20\nurl = \"http://x/\"\ncommand = '/old' # the program\n\n[z]\n";
    CHECK(
        app::set_toml_table(text, table()) ==
        "# mine\n[mcp_servers.other]\ncommand = 'o'\n\n[mcp_servers.\"boltmem\"] # ours\n"
        "startup_timeout_sec = 20\ncommand = \"/opt/x\" # the program\nargs = [\"serve\"]\n\n[z]\n"
    );
}

TEST_CASE("what is there already changes nothing", "[setup]") {
    const std::string text = app::set_toml_table("a = 1\n", with_environment());
    CHECK(app::set_toml_table(text, with_environment()) == text);
    CHECK(app::has_toml_table(text, {"mcp_servers", "boltmem"}));
    CHECK_FALSE(app::has_toml_table("[mcp_servers.other]\n", {"mcp_servers", "boltmem"}));
}

TEST_CASE("unwanted keys go with their tables", "[setup]") {
    app::TomlTable remote = table();
    remote.keys = {{"url", "\"https://h/mcp\""}};
    remote.unwanted = {"command", "args", "env"};
    const std::string text =
        std::string(kOurs) + "x = 1\n[mcp_servers.boltmem.env]\nA = \"a\"\n[z]\n";
    CHECK(
        app::set_toml_table(text, remote) ==
        "[mcp_servers.boltmem]\nx = 1\nurl = \"https://h/mcp\"\n[z]\n"
    );
}

TEST_CASE("values of several lines and odd names are understood", "[setup]") {
    const std::string text =
        "s = \"\"\"\n[mcp_servers.boltmem]\n\"\"\"\"\nt = '''\n[x]'''\n"
        "list = [ # a\n  \"]\", '#', # b\n  [1, 2],\n]\n"
        "date = 1979-05-27 07:32:00 # c\n\"quoted key\".'b' = { c = 1, d = [ ] }\n"
        "[[many]]\nn = 1\n[[many]]\nn = 2\n";
    CHECK(app::set_toml_table(text, table()) == text + "\n" + std::string(kOurs));
}

TEST_CASE("a table in another form is refused with its line", "[setup]") {
    CHECK(refusal("a = 1\nmcp_servers = { }\n").starts_with("line 2: mcp_servers.boltmem is"));
    CHECK(refusal("[mcp_servers]\nboltmem = { command = 'x' }\n").starts_with("line 2: "));
    CHECK(refusal("[mcp_servers]\nboltmem.command = 'x'\n").starts_with("line 2: "));
    CHECK(refusal("[[mcp_servers]]\nname = 'x'\n").starts_with("line 1: "));
    CHECK(refusal("[mcp_servers.boltmem.env]\nA = 'x'\n").starts_with("line 1: "));
    CHECK(refusal("[mcp_servers.boltmem]\n\n[mcp_servers.boltmem]\n").starts_with("line 3: "));
}

TEST_CASE("what is no TOML is refused with its line", "[setup]") {
    CHECK(refusal("a = 1\nb 2\n") == "line 2: expected '='");
    CHECK(refusal("a = \"x\n").starts_with("line 1: a string has no end"));
    CHECK(refusal("a = \"\"\"x\n").starts_with("line 1: a string of several lines"));
    CHECK(refusal("a = [1, 2\nb = 3\n").starts_with("line 2: expected ']'"));
    CHECK(refusal("[a\n") == "line 1: expected ']'");
    CHECK(refusal("a = \n").starts_with("line 1: expected a value"));
    CHECK(refusal("a = 1 2 = 3\nb = {x\n").starts_with("line 2: "));
    CHECK(refusal("= 1\n") == "line 1: expected a key");
    CHECK(refusal("a = " + std::string(300, '[')).find("levels") != std::string::npos);
}

TEST_CASE("texts become TOML strings", "[setup]") {
    CHECK(app::toml_string("a\"b\\c\n\x7F") == "\"a\\\"b\\\\c\\u000a\\u007f\"");
}
