#pragma once
// WorkObserver: what a query or a transaction tells its session.
// Implemented by api/session_core.hpp.

#include <bolt/task.hpp>

#include <string>

namespace bolt::conn {

class WorkObserver {
  public:
    WorkObserver() = default;
    WorkObserver(const WorkObserver&) = delete;
    WorkObserver& operator=(const WorkObserver&) = delete;
    virtual ~WorkObserver() = default;

    /// The database that the server chose.
    virtual void on_database(const std::string& database) = 0;
    /// It has been committed.
    virtual void on_bookmark(const std::string& bookmark) = 0;
    /// Whether others have to be told of a bookmark, by share_bookmarks().
    [[nodiscard]] virtual bool shares_bookmarks() const noexcept = 0;
    virtual Task<> share_bookmarks() = 0;
};

}  // namespace bolt::conn
