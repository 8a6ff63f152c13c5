// Settings with rules: the time-out of a transaction.
// The rest of config.hpp is plain data.

#include <bolt/config.hpp>
#include <bolt/error.hpp>

#include <utility>

namespace bolt {

TxConfig& TxConfig::timeout(milliseconds value) & {
    if (value.count() < 0) {
        throw Error(
            ErrorKind::usage, "a transaction's time-out cannot be negative; 0 means no limit"
        );
    }
    timeout_ = value;
    return *this;
}

TxConfig&& TxConfig::timeout(milliseconds value) && {
    timeout(value);
    return std::move(*this);
}

TxConfig& TxConfig::metadata(Map value) & {
    metadata_ = std::move(value);
    return *this;
}

TxConfig&& TxConfig::metadata(Map value) && {
    metadata_ = std::move(value);
    return std::move(*this);
}

}  // namespace bolt
