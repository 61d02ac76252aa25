#include "webhooks/dispatch/plan.hpp"

#include "scaivault/events/catalog.hpp"
#include "webhooks/dispatch/problems.hpp"

#include "../support/catch.hpp"

#include <boost/mp11/list.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace dispatch_plan_test {

// The errors as types. tests/compile_fail tests what compilers print for them.
namespace {

using namespace scaivault;
using namespace webhooks::diagnostics;
using boost::mp11::mp_list;
using webhooks::detail::handled;
using webhooks::detail::ignores_rest;
using webhooks::detail::no_handler;
using webhooks::detail::route;
using webhooks::detail::takes_patterns;
using webhooks::detail::takes_rest;
using webhooks::detail::takes_unknown;

template <fixed_string... Patterns>
using for_ = takes_patterns<Patterns...>;

/// A handler without a function.
template <class Spec>
struct clause {
    using spec = Spec;
};

template <class Catalog, bool FirstMatch, class... Specs>
inline constexpr auto problems = webhooks::detail::problems_in_plan<Catalog, FirstMatch, Specs...>();

template <class Catalog, bool FirstMatch, class... Specs>
consteval bool is_sound() {
    return problems<Catalog, FirstMatch, Specs...>.size == 0;
}

template <class Catalog, bool FirstMatch, class... Specs>
using plan_errors =
    decltype(webhooks::detail::errors_of<problems<Catalog, FirstMatch, Specs...>, Catalog,
                                         const webhooks::detail::any_variant&, clause<Specs>...>());
template <class Catalog, class... Specs>
using first_match = plan_errors<Catalog, true, Specs...>;
template <class Catalog, class... Specs>
using every_match = plan_errors<Catalog, false, Specs...>;

struct empty {};
struct shop : basic_catalog<entry<"order.placed", empty>, entry<"order.paid", empty>,
                            entry<"order.item.lost", empty>, entry<"user.left", empty>> {};

// The handler of each type.
using route_of_shop = std::array<std::size_t, 5>;
static_assert(route<shop, for_<"order.paid">, for_<"order.*">, takes_rest> == route_of_shop{1, 0, 2, 2, 2});
static_assert(route<shop, for_<"**">, takes_unknown> == route_of_shop{0, 0, 0, 0, 1});
static_assert(route<shop, for_<"user.*", "order.paid">> ==
              route_of_shop{no_handler, 0, no_handler, 0, no_handler});
static_assert(route<shop, takes_rest, for_<"user.*">> == route_of_shop{0, 0, 0, 0, 0});
static_assert(route<shop> == route_of_shop{no_handler, no_handler, no_handler, no_handler, no_handler});

using mask = std::array<bool, 5>;
static_assert(handled<shop, for_<"order.*">, ignores_rest> == mask{true, true, false, false, false});
static_assert(handled<shop, for_<"order.*">, takes_rest> == mask{true, true, true, true, true});
static_assert(handled<shop, for_<"order.*">> == mask{true, true, false, false, false});

// Correct lists have no errors.
static_assert(is_sound<shop, true, for_<"order.*">, ignores_rest>());
static_assert(is_sound<shop, true, for_<"**">, takes_unknown>());
static_assert(is_sound<shop, true, takes_rest>());
static_assert(is_sound<shop, true, ignores_rest>());
static_assert(is_sound<shop, true, for_<"order.paid">, for_<"order.**">, for_<"**">, takes_unknown>());
static_assert(std::is_same_v<first_match<shop, for_<"order.*">, ignores_rest>, mp_list<>>);
// One pattern of a handler may be covered by earlier handlers, if another is not.
static_assert(is_sound<shop, true, for_<"order.**">, for_<"order.paid", "user.left">, takes_rest>());
// `ignore_rest` may have nothing to ignore.
static_assert(is_sound<shop, true, for_<"**">, takes_unknown, ignores_rest>());

// Patterns.
static_assert(!is_sound<shop, true, for_<"order.payd">, ignores_rest>());
static_assert(
    std::is_same_v<first_match<shop, for_<"order.payd", "user.left", "order">, for_<"usr.*">, ignores_rest>,
                   mp_list<no_event_type_matches<"order.payd", did_you_mean<"order.paid">>,
                           no_event_type_matches<"order", did_you_mean<"order.*">>,
                           no_event_type_matches<"usr.*", did_you_mean<"user.*">>>>);
// If a pattern is wrong, missing handlers are not reported.
static_assert(std::is_same_v<first_match<shop, for_<"order.payd">>,
                             mp_list<no_event_type_matches<"order.payd", did_you_mean<"order.paid">>>>);

// Unreachable handlers.
static_assert(std::is_same_v<first_match<shop, for_<"order.*">, for_<"order.paid">, ignores_rest>,
                             mp_list<handler_never_runs<"order.paid", already_taken_by<"order.*">>>>);
static_assert(
    std::is_same_v<first_match<shop, for_<"order.placed", "user.left">, for_<"order.*">,
                               for_<"order.paid", "order.placed">, ignores_rest>,
                   mp_list<handler_never_runs<"order.paid", already_taken_by<"order.placed", "order.*">>>>);
static_assert(std::is_same_v<first_match<shop, takes_rest, takes_unknown, for_<"user.*">>,
                             mp_list<handler_never_runs<"on_unknown", already_taken_by<"otherwise">>,
                                     handler_never_runs<"user.*", already_taken_by<"otherwise">>>>);
// The error names only the handlers that cover a part of it.
static_assert(
    std::is_same_v<first_match<shop, for_<"user.*">, for_<"order.**">, for_<"order.paid">, takes_rest>,
                   mp_list<handler_never_runs<"order.paid", already_taken_by<"order.**">>>>);
static_assert(std::is_same_v<first_match<shop, for_<"**">, takes_unknown, takes_rest>,
                             mp_list<handler_never_runs<"otherwise", already_taken_by<"**", "on_unknown">>>>);

// Events without a handler.
using remedy = add_otherwise_on_unknown_or_ignore_rest;
static_assert(
    std::is_same_v<first_match<shop, for_<"order.*">>,
                   mp_list<events_without_handler<types<"order.item.lost", "user.left", "unknown_event">,
                                                  and_more<0>, remedy>>>);
static_assert(
    std::is_same_v<first_match<catalog, for_<"secret.*">>,
                   mp_list<events_without_handler<types<"policy.created", "policy.updated", "policy.deleted",
                                                        "policy.binding.created", "policy.binding.deleted">,
                                                  and_more<19>, remedy>>>);
static_assert(
    std::is_same_v<first_match<shop>,
                   mp_list<events_without_handler<
                       types<"order.placed", "order.paid", "order.item.lost", "user.left", "unknown_event">,
                       and_more<0>, remedy>>>);

// match_all calls every matching handler, so none is unreachable.
static_assert(is_sound<shop, false, for_<"order.*">, for_<"order.paid">, ignores_rest>());
static_assert(is_sound<shop, false, takes_rest, for_<"order.paid">, takes_unknown>());
static_assert(std::is_same_v<every_match<shop, for_<"order.payd">, ignores_rest>,
                             mp_list<no_event_type_matches<"order.payd", did_you_mean<"order.paid">>>>);
static_assert(std::is_same_v<every_match<shop, for_<"**">>,
                             mp_list<events_without_handler<types<"unknown_event">, and_more<0>, remedy>>>);

// A variant without unknown events needs no handler for them.
struct started {
    static constexpr std::string_view type = "job.started";
};
struct stopped {
    static constexpr std::string_view type = "job.stopped";
};
struct strange {};
using closed = catalog_for<std::variant<started, stopped>>::type;
using open = catalog_for<std::variant<started, stopped, strange>>::type;
static_assert(is_sound<closed, true, for_<"job.started">, for_<"job.stopped">>());
static_assert(!is_sound<open, true, for_<"job.started">, for_<"job.stopped">>());
static_assert(is_sound<open, true, for_<"job.*">, takes_unknown>());

// Functions that cannot take an event, and their results.
template <class Variant, class... Handlers>
using found = webhooks::detail::mistakes_in<typename catalog_for<std::remove_cvref_t<Variant>>::type, true,
                                            webhooks::detail::passing_of<Variant&&>, Handlers&...>;

constexpr auto nothing_of = [](const auto&) {};
constexpr auto number_of = [](const auto&) { return 1; };
constexpr auto text_of = [](const auto&) { return std::string(); };
using jobs = std::variant<started, stopped>;

static_assert(std::is_same_v<found<const jobs&, decltype(on<"job.*">(nothing_of))>, mp_list<>>);
static_assert(std::is_same_v<
              found<const jobs&, decltype(on<"**", "job.*">([](const started&) {}))>,
              mp_list<explained<handler_cannot_take_event<"job.stopped", "**">, its_parameter_is<started>>>>);
static_assert(std::is_same_v<
              found<jobs&, decltype(on<"job.started">([](started&) {})), decltype(ignore_rest)>, mp_list<>>);
static_assert(std::is_same_v<found<jobs, decltype(on<"job.started">([](started&) {})), decltype(ignore_rest)>,
                             mp_list<>>);
static_assert(
    std::is_same_v<found<const jobs&, decltype(on<"job.started">([](started&) {})), decltype(ignore_rest)>,
                   mp_list<handler_cannot_take_event<"job.started", "job.started">>>);
static_assert(
    std::is_same_v<found<jobs&, decltype(on<"job.started">([](started&&) {})), decltype(ignore_rest)>,
                   mp_list<handler_cannot_take_event<"job.started", "job.started">>>);
static_assert(
    std::is_same_v<
        found<jobs&, decltype(on<"job.started">([](int) {})), decltype(on<"job.stopped">([](int) {}))>,
        mp_list<explained<handler_cannot_take_event<"job.started", "job.started">, its_parameter_is<int>>,
                explained<handler_cannot_take_event<"job.stopped", "job.stopped">, its_parameter_is<int>>>>);

static_assert(
    std::is_same_v<found<jobs&, decltype(on<"job.started">(number_of)), decltype(otherwise(text_of))>,
                   mp_list<no_common_result_type<handler_result<"job.started", int>,
                                                 handler_result<"otherwise", std::string>>>>);
static_assert(
    std::is_same_v<found<jobs&, decltype(on<"job.started">(nothing_of)), decltype(otherwise(number_of))>,
                   mp_list<no_common_result_type<handler_result<"job.started", void>,
                                                 handler_result<"otherwise", int>>>>);
struct no_default {
    explicit no_default(int) {}
};
constexpr auto strict = [](const auto&) { return no_default{1}; };
static_assert(std::is_same_v<found<jobs&, decltype(on<"job.started">(strict)), decltype(ignore_rest)>,
                             mp_list<ignore_rest_cannot_make_result<no_default>>>);
static_assert(std::is_same_v<found<jobs&, decltype(on<"job.started">(strict)), decltype(otherwise(strict))>,
                             mp_list<>>);

// Variants that are not a catalog.
struct same_as_started {
    static constexpr std::string_view type = "job.started";
};
static_assert(std::is_same_v<found<std::variant<strange, started>&, decltype(ignore_rest)>,
                             mp_list<alternative_without_type<strange>>>);
static_assert(std::is_same_v<found<std::variant<started, strange, empty>&, decltype(ignore_rest)>,
                             mp_list<alternative_without_type<strange>>>);
static_assert(std::is_same_v<found<std::variant<started, stopped, same_as_started>&, decltype(ignore_rest)>,
                             mp_list<duplicate_event_type<"job.started">>>);

TEST_CASE("every event of the catalog goes to the first handler that takes it") {
    constexpr auto& takers = route<catalog, for_<"secret.rotated">, for_<"secret.*", "policy.*">,
                                   for_<"**.created">, takes_unknown, ignores_rest>;
    for (std::size_t i = 0; i != catalog::size; ++i) {
        const auto name = catalog::names[i];
        CAPTURE(name);
        const std::size_t expected = name == "secret.rotated"                                 ? 0
                                     : matches("secret.*", name) || matches("policy.*", name) ? 1
                                     : matches("**.created", name)                            ? 2
                                                                                              : 4;
        CHECK(takers[i] == expected);
    }
    CHECK(takers[catalog::size] == 3);
}

} // namespace

} // namespace dispatch_plan_test
