#pragma once
// The names that testkit knows the driver's failures by. It judges them by the names of the Python
// driver's classes, as it is run with TEST_DRIVER_NAME=python: it has no names for this driver.

#include <bolt/error.hpp>

#include <string>
#include <string_view>

namespace testkit {

/// `request`: of testkit, e.g. "NewDriver"; Python has several names for wrong usage. Answers e.g.
/// "ClientError", or "ValueError" for classes of Python itself.
[[nodiscard]] std::string_view python_class(const bolt::Error& error, std::string_view request);

/// As Python prints a class: "<class 'neo4j.exceptions.ClientError'>".
[[nodiscard]] std::string python_type(std::string_view class_name);

/// Whether results of the same transaction fail from this error on, because of it.
[[nodiscard]] bool fails_results(const bolt::Error& error);

}  // namespace testkit
