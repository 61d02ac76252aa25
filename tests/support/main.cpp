// Catch2 v3 brings a main of its own (Catch2::Catch2WithMain); v2 wants one translation unit with it.
#if !__has_include(<catch2/catch_test_macros.hpp>)
#    define CATCH_CONFIG_MAIN
#    include <catch2/catch.hpp>
#endif
