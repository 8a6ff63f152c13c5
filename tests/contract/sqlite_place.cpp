// The contract's place in a database file of its own, in a new temporary folder.
// Each handle opens the file anew, as another process would.
#include "contract/store_contract.hpp"
#include "sqlite/store.hpp"

#include <memory/config.hpp>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace contract {

namespace {

std::filesystem::path make_folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "boltmem-contract-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("cannot make a temporary folder");
    }
    return pattern;
}

class SqlitePlace final : public Place {
  public:
    ~SqlitePlace() override {
        std::error_code ignored;  // a folder that stays is an annoyance, not a failure of the case
        std::filesystem::remove_all(folder_, ignored);
    }

    std::unique_ptr<memory::Store> make_handle(boost::asio::any_io_executor /*ex*/) override {
        memory::SqliteConfig config;
        config.path = folder_ / "memory.db";
        return memory::sqlite::make_store(std::move(config));
    }

    [[nodiscard]] std::string_view backend() const override { return "sqlite"; }

    [[nodiscard]] std::string location() const override { return (folder_ / "memory.db").string(); }

  private:
    std::filesystem::path folder_ = make_folder();
};

}  // namespace

std::unique_ptr<Place> make_place(const std::string& /*mark*/) {
    return std::make_unique<SqlitePlace>();
}

}  // namespace contract
