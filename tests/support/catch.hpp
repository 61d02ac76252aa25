#pragma once

// For Catch2 v2 and v3. Tests include this header and use only what both have (TEST_CASE, SECTION, CHECK, REQUIRE,
// INFO, CAPTURE, GENERATE).
#if __has_include(<catch2/catch_test_macros.hpp>)
#    include <catch2/catch_test_macros.hpp>
#    include <catch2/generators/catch_generators.hpp>
#    include <catch2/generators/catch_generators_range.hpp>
#else
#    include <catch2/catch.hpp>
#endif
