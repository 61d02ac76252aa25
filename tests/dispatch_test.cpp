#include <scaivault/dispatch.hpp>

// A program with its own catalog must not depend on JSON or cryptography. Each of these macros is defined by the
// first header of its library that could be included.
#if defined(BOOST_JSON_CONFIG_HPP) || defined(BOOST_JSON_DECL) || defined(BOOST_JSON_DETAIL_CONFIG_HPP)
#    error "dispatch.hpp brings in Boost.JSON"
#endif
#if defined(OPENSSL_VERSION_NUMBER) || defined(OPENSSL_MACROS_H) || defined(OPENSSL_EVP_H) ||                \
    defined(OPENSSL_TYPES_H)
#    error "dispatch.hpp brings in OpenSSL"
#endif
#if defined(BOOST_SYSTEM_ERROR_CODE_HPP_INCLUDED) || defined(BOOST_SYSTEM_RESULT_HPP_INCLUDED)
#    error "dispatch.hpp brings in Boost.System, which is for JSON's results"
#endif

// The same macros must be defined once the libraries are included, so that a renamed one is noticed.
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <openssl/evp.h>
#if !defined(BOOST_JSON_DECL) || !defined(OPENSSL_VERSION_NUMBER) ||                                         \
    !defined(BOOST_SYSTEM_RESULT_HPP_INCLUDED)
#    error "the checks above no longer see the libraries"
#endif

#include "support/catch.hpp"

#include <string_view>
#include <variant>

namespace {

using namespace scaivault;

struct order_placed {
    int items = 0;
};
struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.paid", order_placed>> {};

TEST_CASE("the dispatch core alone is all that a catalog of your own needs") {
    const shop::variant e = shop::event<"order.placed">{{}, {3}};
    CHECK(match(e, on<"order.placed">([](const shop::event<"order.placed">& placed) {
                    return placed.data.items;
                }),
                ignore_rest) == 3);
    int calls = 0;
    match_all(e, on<"order.*">([&](const auto&) { ++calls; }), on<"**">([&](const auto&) { ++calls; }),
              ignore_rest);
    CHECK(calls == 2);
    const auto hs = handlers_for<shop>(on<"order.*">([](const auto& any) { return any.type; }),
                                       otherwise([](const auto&) { return std::string_view{}; }));
    CHECK(hs(e) == "order.placed");
    CHECK(std::visit(overloaded{[](const shop::unknown_type&) { return 0; }, [](const auto&) { return 1; }},
                     e) == 1);
    static_assert(matches("order.*", "order.paid"));
    static_assert(is_valid_pattern<"order.*">);
}

} // namespace
