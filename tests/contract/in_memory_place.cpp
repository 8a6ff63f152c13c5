// The contract's place in this process's memory: the plain store that the cases themselves are
// checked with. A case that fails here is wrong, or the plain store is; no database is in between.
#include "contract/store_contract.hpp"
#include "support/in_memory_store.hpp"

#include <utility>

namespace contract {

namespace {

class InMemoryPlace final : public Place {
  public:
    std::unique_ptr<memory::Store> make_handle(boost::asio::any_io_executor /*ex*/) override {
        return std::make_unique<support::InMemoryStore>(data_);
    }

    [[nodiscard]] std::string_view backend() const override { return "in-memory"; }

    [[nodiscard]] std::string location() const override { return "memory of this process"; }

  private:
    std::shared_ptr<support::InMemoryData> data_ = std::make_shared<support::InMemoryData>();
};

}  // namespace

std::unique_ptr<Place> make_place(const std::string& /*mark*/) {
    return std::make_unique<InMemoryPlace>();
}

}  // namespace contract
