// The contract's place in a database file of its own, in a new temporary folder.
// Each handle opens the file anew, as another process would.
#include "contract/store_contract.hpp"
#include "sqlite/store.hpp"
#include "support/temporary_folder.hpp"

#include <memory/config.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace contract {

namespace {

class SqlitePlace final : public Place {
  public:
    std::unique_ptr<memory::Store> make_handle(boost::asio::any_io_executor /*ex*/) override {
        memory::SqliteConfig config;
        config.path = folder_ / "memory.db";
        return memory::sqlite::make_store(std::move(config));
    }

    [[nodiscard]] std::string_view backend() const override { return "sqlite"; }

    [[nodiscard]] std::string location() const override { return (folder_ / "memory.db").string(); }

  private:
    support::TemporaryFolder folder_{"boltmem-contract"};
};

}  // namespace

std::unique_ptr<Place> make_place(const std::string& /*mark*/) {
    return std::make_unique<SqlitePlace>();
}

}  // namespace contract
