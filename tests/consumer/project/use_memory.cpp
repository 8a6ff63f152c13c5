// Uses boltmem::memory as an agent would: stores two memories, links them, and recalls one by a
// question. Usage: use_memory FILE; the store is made there.
#include <memory/database.hpp>

#include <exception>
#include <iostream>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

memory::Task<> remember_and_recall(memory::MemoryDatabase& database) {
    memory::NewMemory problem;
    problem.type = memory::MemoryType::problem;
    problem.title = "Uploads fail at night";
    problem.content = "Large uploads stop with a timeout while the backup runs.";
    const memory::StoreReceipt stored_problem = co_await database.store(std::move(problem));

    memory::NewMemory solution;
    solution.type = memory::MemoryType::solution;
    solution.title = "Retry with backoff";
    solution.content = "Five attempts with growing pauses; the nightly failures are gone.";
    const memory::StoreReceipt stored_solution = co_await database.store(std::move(solution));

    memory::NewRelationship solves(
        stored_solution.id, stored_problem.id, memory::RelationshipType::solves
    );
    co_await database.relate(std::move(solves));

    memory::RecallQuery question;
    question.text = "why did the upload fail";
    const memory::Page<memory::Hit> hits = co_await database.recall(std::move(question));
    if (hits.items.empty() || hits.items.front().memory.id != stored_problem.id) {
        throw std::runtime_error("the problem was not recalled");
    }
    std::cout << "recalled: " << hits.items.front().memory.title << '\n';
    co_await database.close();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: use_memory FILE\n";
        return 2;
    }
    boost::asio::io_context loop;
    std::exception_ptr failure;
    memory::MemoryDatabase database(
        loop.get_executor(), memory::Config::parse("sqlite:" + std::string(arguments[1]))
    );
    boost::asio::co_spawn(loop, remember_and_recall(database), [&](std::exception_ptr error) {
        failure = error;
    });
    loop.run();
    try {
        if (failure) {
            std::rethrow_exception(failure);
        }
    } catch (const std::exception& error) {
        std::cerr << "use_memory: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
