// The three defaults; see diagnostic_record.hpp.
// Made once: each result has a status.

#include "protocol/diagnostic_record.hpp"

namespace bolt::protocol {

const Map& default_diagnostic_record() {
    static const Map kRecord = [] {
        Map record;
        record.set("OPERATION", "");
        record.set("OPERATION_CODE", "0");
        record.set("CURRENT_SCHEMA", "/");
        return record;
    }();
    return kRecord;
}

}  // namespace bolt::protocol
