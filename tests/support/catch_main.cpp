// The main() of every test executable, compiled once because Catch2 2.13's takes ten seconds.
// Not used with Catch2 3, which brings its own.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
