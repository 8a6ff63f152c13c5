// The program `boltmem`: reads the command line, runs one command, and turns what it throws into a
// line on standard error and an exit code. The only file that knows every command.
#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/options.hpp"
#include "app/output.hpp"
#include "app/settings.hpp"
#include "app/surroundings.hpp"
#include "app/usage_error.hpp"

#include <memory/error.hpp>

#include <exception>
#include <malloc.h>
#include <new>
#include <signal.h>
#include <string>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

namespace {

namespace app = mcp::app;
using app::Exit;

/// Starts the coroutine of whichever command was chosen.
struct Start {
    app::Host& host;
    bool json;

    mcp::Task<Exit> operator()(app::ServeOptions o) const { return run_serve(host, std::move(o)); }

    mcp::Task<Exit> operator()(app::StoreOptions o) const {
        return run_store(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::RecallOptions o) const {
        return run_recall(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::SearchOptions o) const {
        return run_search(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::GetOptions o) const { return run_get(host, o, json); }

    mcp::Task<Exit> operator()(app::DeleteOptions o) const { return run_delete(host, o, json); }

    mcp::Task<Exit> operator()(app::RelateOptions o) const {
        return run_relate(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::RelatedOptions o) const {
        return run_related(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::ImportGitOptions o) const {
        return run_import_git(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::StatsOptions o) const { return run_stats(host, o, json); }

    mcp::Task<Exit> operator()(app::DoctorOptions o) const { return run_doctor(host, o, json); }

    mcp::Task<Exit> operator()(app::ConfigOptions o) const { return run_config(host, o, json); }

    mcp::Task<Exit> operator()(app::SetupOptions o) const {
        return run_setup(host, std::move(o), json);
    }

    mcp::Task<Exit> operator()(app::TokenOptions o) const {
        return run_token(host, std::move(o), json);
    }
};

app::OnInterrupt on_interrupt(const app::CommandOptions& command) {
    if (std::holds_alternative<app::ServeOptions>(command)) {
        return app::OnInterrupt::leave_it;
    }
    if (std::holds_alternative<app::ImportGitOptions>(command)) {
        return app::OnInterrupt::ask;
    }
    return app::OnInterrupt::cancel;
}

Exit run(const std::vector<std::string>& arguments) {
    const app::Input input = ::isatty(STDIN_FILENO) == 1 ? app::Input::terminal : app::Input::other;
    app::ParsedLine line = app::parse_line(arguments, input);
    if (!line.options.has_value()) {
        app::Output output;
        output.line(line.text);
        output.flush();
        return Exit::done;
    }
    app::Options options = std::move(*line.options);
    app::Host host(app::resolve_settings(options.settings, app::process_surroundings()));
    const app::OnInterrupt policy = on_interrupt(options.command);
    const Start start{host, options.json};
    const Exit code = host.run(std::visit(start, std::move(options.command)), policy);
    host.output().flush();
    if (code == Exit::interrupted && policy == app::OnInterrupt::cancel) {
        app::print_error("interrupted");
    }
    return code;
}

Exit guarded(const std::vector<std::string>& arguments) {
    try {
        return run(arguments);
    } catch (const app::UsageError& error) {
        app::print_error(error.what());
        return Exit::usage;
    } catch (const app::OutputError& error) {
        if (!error.reader_gone()) {
            app::print_error(error.what());
        }
        return Exit::failed;
    } catch (const std::bad_alloc&) {
        app::print_error("out of memory");
        return Exit::failed;
    } catch (const std::exception& error) {
        app::print_error(error.what());
        return Exit::failed;
    }
}

/// By default glibc gives the top of the heap back to the system after every larger query, and the
/// next query faults it in again: a sixth of a search's time. Here up to 4 MiB stay. [limit]
void keep_some_freed_memory() {
#ifdef __GLIBC__
    constexpr int kKept = 4 * 1024 * 1024;
    ::mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

}  // namespace

int main(int count, char** words) {
    keep_some_freed_memory();
    // A reader that goes away (`boltmem search | head`) is an error of write(), not a signal.
    ::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
    return static_cast<int>(guarded(arguments));
}
