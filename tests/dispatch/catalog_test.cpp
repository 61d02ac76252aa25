#include "scaivault/dispatch/catalog.hpp"

#include "scaivault/events/catalog.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace dispatch_catalog_test {

namespace {

using scaivault::any_event;
using scaivault::basic_catalog;
using scaivault::catalog;
using scaivault::entry;
using scaivault::enveloped;
using scaivault::fixed_string;

// The vendor's catalog.
static_assert(catalog::size == 30);
static_assert(catalog::names.size() == 30);
static_assert(catalog::names[0] == "secret.created");
static_assert(catalog::names[10] == "policy.binding.created");
static_assert(catalog::names[29] == "identity.sync.completed");

static_assert(catalog::find("secret.created") == 0);
static_assert(catalog::find("secret.rotated") == 3);
static_assert(catalog::find("identity.sync.completed") == 29);
static_assert(!catalog::find("secret.roated"));
static_assert(!catalog::find(""));
static_assert(!catalog::find({}));
static_assert(noexcept(catalog::find("")));

static_assert(catalog::contains<"secret.rotated">);
static_assert(!catalog::contains<"secret.roated">);
static_assert(!catalog::contains<"secret.*">);
static_assert(!catalog::contains<"">);

static_assert(catalog::count_matching<"secret.*"> == 7);
static_assert(catalog::count_matching<"secret.**"> == 7);
static_assert(catalog::count_matching<"secret.rotated"> == 1);
static_assert(catalog::count_matching<"**"> == 30);
static_assert(catalog::count_matching<"*"> == 0);
static_assert(catalog::count_matching<"*.*"> == 20);
static_assert(catalog::count_matching<"*.*.*"> == 10);
static_assert(catalog::count_matching<"policy.*"> == 4);
static_assert(catalog::count_matching<"policy.**"> == 6);
static_assert(catalog::count_matching<"dynamic.*"> == 0);
static_assert(catalog::count_matching<"federation.*"> == 0);
static_assert(catalog::count_matching<"identity.*"> == 0);
static_assert(catalog::count_matching<"dynamic.**"> == 4);
static_assert(catalog::count_matching<"secret"> == 0);
// A malformed pattern selects nothing.
static_assert(catalog::count_matching<""> == 0);
static_assert(catalog::count_matching<"secret."> == 0);
static_assert(catalog::count_matching<"sec*"> == 0);
static_assert(catalog::count_matching<"***"> == 0);

// A type has the same index in `names`, `variant`, `event` and `payload`.
template <std::size_t Index>
constexpr bool agrees() {
    constexpr auto name = catalog::name_at<Index>;
    using event = catalog::event_at<Index>;
    return name.view() == catalog::names[Index] && catalog::find(name) == Index && event::type == name &&
           std::is_same_v<std::variant_alternative_t<Index, catalog::variant>, event> &&
           std::is_same_v<catalog::event<name>, event> && std::is_same_v<scaivault::event<name>, event> &&
           std::is_same_v<catalog::payload<name>, catalog::payload_at<Index>> &&
           std::is_same_v<scaivault::payload_t<name>, catalog::payload_at<Index>> &&
           std::is_same_v<typename event::payload_type, catalog::payload_at<Index>> &&
           std::is_same_v<decltype(event::data), catalog::payload_at<Index>> &&
           std::is_base_of_v<scaivault::envelope, event>;
}
static_assert([]<std::size_t... Index>(std::index_sequence<Index...>) {
    return (agrees<Index>() && ...);
}(std::make_index_sequence<30>{}));

static_assert(std::is_same_v<any_event, catalog::variant>);
static_assert(std::variant_size_v<any_event> == 31);
static_assert(std::is_same_v<std::variant_alternative_t<30, any_event>, scaivault::unknown_event>);
static_assert(std::is_same_v<scaivault::payload_t<"secret.rotated">, scaivault::secret_rotated>);
static_assert(
    std::is_same_v<scaivault::payload_t<"policy.binding.deleted">, scaivault::policy_binding_change>);

// A function template deduces the name from `event<Name>`.
template <fixed_string Name>
constexpr std::string_view name_of(const scaivault::event<Name>&) {
    return Name;
}

TEST_CASE("a function template deduces the name of an event") {
    const scaivault::event<"dynamic.lease.created"> created;
    CHECK(name_of(created) == "dynamic.lease.created");
    CHECK(name_of(scaivault::event<"secret.rotated">{}) == "secret.rotated");
    CHECK(created.type == "dynamic.lease.created");
}

// A user-defined catalog without an envelope.
struct order_placed {
    int items = 0;
    bool operator==(const order_placed&) const = default;
};
struct order_paid {
    long cents = 0;
    bool operator==(const order_paid&) const = default;
};
struct shop : basic_catalog<entry<"order.placed", order_placed>, entry<"order.paid", order_paid>> {};

static_assert(shop::size == 2);
static_assert(shop::names[1] == "order.paid");
static_assert(shop::find("order.paid") == 1);
static_assert(!shop::find("order.lost"));
static_assert(shop::count_matching<"order.*"> == 2);
static_assert(std::is_same_v<shop::payload<"order.paid">, order_paid>);
static_assert(std::is_same_v<shop::envelope_type, webhooks::detail::no_envelope>);
static_assert(std::is_same_v<shop::variant,
                             std::variant<shop::event<"order.placed">, shop::event<"order.paid">,
                                          scaivault::basic_unknown_event<webhooks::detail::no_envelope>>>);

TEST_CASE("an event without an envelope has its payload alone") {
    shop::event<"order.placed"> placed{{}, {3}};
    CHECK(placed.data.items == 3);
    CHECK(placed == shop::event<"order.placed">{{}, {3}});
    CHECK_FALSE(placed == shop::event<"order.placed">{{}, {4}});
    CHECK(sizeof placed == sizeof(order_placed));
    const shop::variant any = placed;
    CHECK(any.index() == 0);
    CHECK(any == shop::variant{placed});
}

// A user-defined catalog with an envelope and its own type for unknown events.
struct header {
    int sequence = 0;
    bool operator==(const header&) const = default;
};
struct strange_event : header {
    std::string event_type;
    std::string data;
};
struct factory : basic_catalog<enveloped<header, strange_event>, entry<"machine.started", order_placed>,
                               entry<"machine.stopped", order_placed>> {};

static_assert(std::is_same_v<factory::envelope_type, header>);
static_assert(std::is_same_v<factory::unknown_type, strange_event>);
static_assert(std::is_base_of_v<header, factory::event<"machine.started">>);
// Two names with the same payload have different event types.
static_assert(!std::is_same_v<factory::event<"machine.started">, factory::event<"machine.stopped">>);
static_assert(std::is_same_v<std::variant_alternative_t<2, factory::variant>, strange_event>);
struct plain_factory : basic_catalog<enveloped<header>, entry<"machine.started", order_placed>> {};
static_assert(std::is_same_v<plain_factory::unknown_type, scaivault::basic_unknown_event<header>>);
// An event with the same name, payload and envelope is the same type in both catalogs.
static_assert(std::is_same_v<plain_factory::event<"machine.started">, factory::event<"machine.started">>);

// Extending a catalog preserves the indices and types of its entries.
struct order_lost {};
struct larger_shop : shop::extend<entry<"order.lost", order_lost>, entry<"order.found", order_lost>> {};
static_assert(larger_shop::size == 4);
static_assert(larger_shop::names[0] == "order.placed");
static_assert(larger_shop::find("order.found") == 3);
static_assert(!shop::find("order.found"));
static_assert(std::is_same_v<larger_shop::event<"order.paid">, shop::event<"order.paid">>);
static_assert(std::is_same_v<std::variant_alternative_t<4, larger_shop::variant>, shop::unknown_type>);

struct secret_archived {};
struct next_year : catalog::extend<entry<"secret.archived", secret_archived>> {};
static_assert(next_year::size == 31);
static_assert(next_year::find("secret.archived") == 30);
static_assert(next_year::count_matching<"secret.*"> == 8);
static_assert(std::is_same_v<next_year::event<"secret.rotated">, scaivault::event<"secret.rotated">>);
static_assert(std::is_same_v<std::variant_alternative_t<31, next_year::variant>, scaivault::unknown_event>);

// An empty catalog has unknown events only.
struct nothing : basic_catalog<> {};
static_assert(nothing::size == 0);
static_assert(!nothing::find("secret.rotated"));
static_assert(!nothing::find(""));
static_assert(nothing::count_matching<"**"> == 0);
static_assert(std::variant_size_v<nothing::variant> == 1);

// A plain variant of structs is a catalog, too.
struct started {
    static constexpr std::string_view type = "job.started";
};
struct stopped {
    static constexpr const char* type = "job.stopped"; // anything that converts to string_view
};
struct otherwise_named {
    std::string type; // a non-static member does not name an event type
};
using webhooks::detail::variant_catalog;
using jobs = variant_catalog<std::variant<started, stopped, otherwise_named>>;
static_assert(jobs::size == 2);
static_assert(jobs::names[1] == "job.stopped");
static_assert(jobs::find("job.started") == 0);
static_assert(!jobs::find("job.paused"));
static_assert(jobs::name_at<0>.view() == "job.started");
static_assert(jobs::name_at<1>.view() == "job.stopped");
static_assert(std::is_same_v<scaivault::catalog_for<std::variant<started>>::type,
                             variant_catalog<std::variant<started>>>);
static_assert(std::is_same_v<scaivault::catalog_for<any_event>::type, catalog>);

TEST_CASE("an unknown event keeps what was received") {
    scaivault::basic_unknown_event<header> unknown{{7}, "machine.exploded", R"({"loud": true})"};
    CHECK(unknown.sequence == 7);
    CHECK(unknown == scaivault::basic_unknown_event<header>{{7}, "machine.exploded", R"({"loud": true})"});
    CHECK_FALSE(unknown == scaivault::basic_unknown_event<header>{{7}, "machine.exploded", "{}"});
    CHECK_FALSE(unknown == scaivault::basic_unknown_event<header>{{8}, "machine.exploded", unknown.data});
}

TEST_CASE("a name is found at run time wherever its text stands") {
    for (std::size_t i = 0; i != catalog::size; ++i) {
        std::string text{catalog::names[i]};
        CHECK(catalog::find(text) == std::optional{i});
        text += '\0';
        CHECK_FALSE(catalog::find(text));
    }
}

} // namespace

} // namespace dispatch_catalog_test
