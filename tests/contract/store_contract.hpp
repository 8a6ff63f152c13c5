#pragma once
// What a backend brings to run the store's contract: a place of its own, and handles on it.
// The cases know nothing else of it; each executable links them with one file that defines these.

#include <memory/store.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace contract {

/// An isolated place where a case keeps its memories. Goes away with everything in it.
class Place {
  public:
    Place() = default;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    virtual ~Place() = default;

    /// A new handle on the place's data, with nothing shared with earlier handles but the data:
    /// what another process would have.
    [[nodiscard]] virtual std::unique_ptr<memory::Store> make_handle(boost::asio::any_io_executor ex
    ) = 0;

    /// What StoreInfo must say of the place.
    [[nodiscard]] virtual std::string_view backend() const = 0;
    [[nodiscard]] virtual std::string location() const = 0;
};

/// Makes a place. Every tenant that the case uses ends with `mark`, and every counted word begins
/// with it, so that a place inside a shared database can keep its own apart and clean up.
[[nodiscard]] std::unique_ptr<Place> make_place(const std::string& mark);

}  // namespace contract
