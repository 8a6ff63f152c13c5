#pragma once
// A server's mind for load: it answers any number of sessions by Bolt's state rules, and counts
// what was committed, so that tests can tell lost and doubled work.
//
// Queries: `ECHO` answers $n in one record; `ROWS` answers $n records 0, 1, ...; `WRITE` notes $id
// when its transaction commits; `FAIL` fails with the code $code.

#include "support/bolt_server.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace support {

/// What all connections of one echo server have done. Thread-safe.
class EchoLedger {
  public:
    void commit(const std::vector<std::int64_t>& ids);
    /// How often each id was committed.
    [[nodiscard]] std::map<std::int64_t, int> committed() const;
    [[nodiscard]] std::size_t pulls() const;
    void note_pull();

  private:
    mutable std::mutex mutex_;
    std::map<std::int64_t, int> committed_;
    std::size_t pulls_ = 0;
};

class Echo final : public Brain {
  public:
    explicit Echo(std::shared_ptr<EchoLedger> ledger) : ledger_(std::move(ledger)) {}

    [[nodiscard]] Reply on_request(const BoltRequest& request) override;

  private:
    struct Stream {
        std::int64_t next = 0;
        std::int64_t end = 0;
        std::optional<bolt::Value> single;  ///< instead of the row numbers
    };

    void run(const BoltRequest& request, Reply& reply);
    void stream(const BoltRequest& request, Reply& reply);
    void end_transaction(Reply& reply, bool commit);

    std::shared_ptr<EchoLedger> ledger_;
    bool failed_ = false;
    bool in_transaction_ = false;
    std::map<std::int64_t, Stream> streams_;
    std::int64_t last_stream_ = -1;
    std::vector<std::int64_t> written_;
};

}  // namespace support
