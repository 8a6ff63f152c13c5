// Keys and pruning; see home_database_cache.hpp.
// Size and share that is dropped: as in the official drivers.

#include "routing/home_database_cache.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace bolt::routing {

namespace {

/// Any value as text that differs when the values do; never shown to anybody.
void append(std::string& text, const Value& value) {
    if (const auto* string = value.get_if<std::string>()) {
        text += "s" + std::to_string(string->size()) + ":" + *string;
    } else if (const auto* integer = value.get_if<std::int64_t>()) {
        text += "i" + std::to_string(*integer) + ":";
    } else if (const auto* boolean = value.get_if<bool>()) {
        text += *boolean ? "t:" : "f:";
    } else if (const auto* number = value.get_if<double>()) {
        text += "d" + std::to_string(*number) + ":";
    } else if (const auto* list = value.get_if<List>()) {
        text += "[";
        for (const Value& item : *list) {
            append(text, item);
        }
        text += "]";
    } else if (const auto* map = value.get_if<Map>()) {
        // In the order of keys: equal maps may have been filled differently.
        std::vector<const MapEntry*> entries;
        for (const MapEntry& entry : *map) {
            entries.push_back(&entry);
        }
        std::sort(entries.begin(), entries.end(), [](const MapEntry* a, const MapEntry* b) {
            return a->key < b->key;
        });
        text += "{";
        for (const MapEntry* entry : entries) {
            append(text, Value(entry->key));
            append(text, entry->value);
        }
        text += "}";
    } else {
        text += "?" + std::to_string(static_cast<int>(value.kind())) + ":";
    }
}

}  // namespace

std::string HomeDatabaseCache::key(
    const std::string& impersonated_user, const std::optional<AuthToken>& session_auth
) {
    if (!impersonated_user.empty()) {
        return "user " + impersonated_user;
    }
    if (!session_auth) {
        return "driver";
    }
    const Map& entries = session_auth->entries();
    const Value* scheme = entries.find("scheme");
    const Value* principal = entries.find("principal");
    if (scheme != nullptr && *scheme == Value("basic") && principal != nullptr) {
        if (const auto* user = principal->get_if<std::string>()) {
            return "user " + *user;
        }
    }
    std::string text = "token ";
    append(text, Value(entries));
    return text;
}

std::optional<std::string> HomeDatabaseCache::get(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) {
        return std::nullopt;
    }
    entry->second.used = ++clock_;
    return entry->second.database;
}

void HomeDatabaseCache::set(const std::string& key, std::string database) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    entry.database = std::move(database);
    entry.used = ++clock_;
    if (entries_.size() > max_size_) {
        prune_locked();
    }
}

/// Drops about 1 % of n ln n entries, so that a full cache is not searched at each new user.
void HomeDatabaseCache::prune_locked() {
    const auto size = static_cast<double>(max_size_);
    const auto share = static_cast<std::size_t>(0.01 * size * std::log(size));
    const std::size_t count = std::clamp<std::size_t>(share, 1, entries_.size());
    std::vector<std::uint64_t> uses;
    for (const auto& [key, entry] : entries_) {
        uses.push_back(entry.used);
    }
    const auto last = uses.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::nth_element(uses.begin(), last, uses.end());
    const std::uint64_t limit = *last;
    std::erase_if(entries_, [limit](const auto& item) { return item.second.used <= limit; });
}

}  // namespace bolt::routing
