// Matching of clients' answers to our requests.
// Ids are ours alone: "server-<n>" cannot be confused with those of the client's requests.

#include "api/questions.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::api {

void Questions::take(protocol::ClientAnswer answer) {
    const auto found = open_.find(answer.id);
    if (found == open_.end() || found->second->done) {
        return;
    }
    found->second->done = true;
    found->second->answer = std::move(answer);
    answered_.notify();
}

QuestionSet::~QuestionSet() {
    for (const auto& [key, asked] : asked_) {
        questions_.open_.erase(asked.id);
    }
}

std::string QuestionSet::add(const std::string& key) {
    Asked asked;
    asked.id = "\"server-" + std::to_string(questions_.next_++) + "\"";
    asked.open = std::make_shared<Questions::Open>();
    questions_.open_.emplace(asked.id, asked.open);
    std::string id = asked.id;
    asked_.insert_or_assign(key, std::move(asked));
    return id;
}

bool QuestionSet::complete() const noexcept {
    return std::ranges::all_of(asked_, [](const auto& entry) { return entry.second.open->done; });
}

std::map<std::string, json::Value, std::less<>> QuestionSet::results() const {
    std::map<std::string, json::Value, std::less<>> out;
    for (const auto& [key, asked] : asked_) {
        const protocol::ClientAnswer& answer = asked.open->answer;
        if (!answer.result.is_object()) {
            std::string said;
            if (answer.error.is_object() && answer.error.contains("message") &&
                answer.error["message"].is_string()) {
                said = ": " + answer.error["message"].get<std::string>();
            }
            throw ToolError("The client did not answer the question" + said);
        }
        out.emplace(key, answer.result);
    }
    return out;
}

}  // namespace mcp::api
