#include "webhooks/dispatch/alternatives.hpp"

#include "scaivault/dispatch/handlers.hpp"

#include "../support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace dispatch_alternatives_test {

namespace {

using namespace scaivault;

/// "n.000", "n.001" and so on, all of the same length.
template <std::size_t Index>
inline constexpr std::array<char, 5> text_of{'n', '.', char('0' + Index / 100), char('0' + Index / 10 % 10),
                                             char('0' + Index % 10)};

/// Events with different layouts: an integer, a string, or a larger alignment, in turn.
template <std::size_t Index, std::size_t Kind = Index % 3>
struct numbered {
    static constexpr std::string_view type{text_of<Index>.data(), text_of<Index>.size()};
    std::size_t number = Index;
};
template <std::size_t Index>
struct numbered<Index, 1> {
    static constexpr std::string_view type{text_of<Index>.data(), text_of<Index>.size()};
    std::string text = std::string(40, 'x');
    std::size_t number = Index;
};
template <std::size_t Index>
struct alignas(64) numbered<Index, 2> {
    static constexpr std::string_view type{text_of<Index>.data(), text_of<Index>.size()};
    char first = 'f';
    std::size_t number = Index;
};

/// Its copy constructor throws, which leaves a variant without a value.
struct other {
    other() = default;
    other(const other&) { throw 1; }
    other& operator=(const other&) = default;
    std::string event_type = "not numbered";
};

template <class Indices>
struct variant_over;
template <std::size_t... Index>
struct variant_over<std::index_sequence<Index...>> {
    using type = std::variant<numbered<Index>..., other>;
    using many_numbers = std::variant<numbered<Index, 0>...>;
};

/// Large, but compiles in a second.
using many = variant_over<std::make_index_sequence<70>>::type;

template <class Variant>
using catalog_of = typename catalog_for<Variant>::type;

/// Checks what `with_index` returns for each index below `Count`, if it calls the even ones.
template <class Result, std::size_t Count>
bool gives_even_indices() {
    const auto evens = []<std::size_t... Half>(std::index_sequence<Half...>) {
        return std::index_sequence<2 * Half...>{};
    }
    (std::make_index_sequence<(Count + 1) / 2>{});
    bool right = true;
    for (std::size_t index = 0; index != Count; ++index) {
        const auto given = webhooks::detail::with_index<Result, Count>(
            index,
            [](auto constant) {
                if constexpr (constant % 2 == 0)
                    return Result(std::to_string(constant + 1));
                else
                    return Result();
            },
            evens);
        right = right && given == (index % 2 == 0 ? Result(std::to_string(index + 1)) : Result());
    }
    return right;
}

/// A trivially copyable number.
struct number {
    number() = default;
    explicit number(const std::string& text) : value(std::stoul(text)) {}
    std::size_t value = 0;
    bool operator==(const number&) const = default;
};

TEST_CASE("each index is given as a constant, whatever the number of them and the result") {
    CHECK(gives_even_indices<number, 1>());
    CHECK(gives_even_indices<number, 257>());
    CHECK(gives_even_indices<std::string, 31>());
}

TEST_CASE("an index that no alternative has is refused with an exception, whatever the result") {
    const auto nothing = [](auto) {};
    const auto text = [](auto) { return std::string(); };
    const auto zero = [](auto) { return 0; };
    const std::index_sequence<1> called;
    CHECK_NOTHROW(webhooks::detail::with_index<void, 3>(2, nothing, called));
    CHECK_THROWS_AS((webhooks::detail::with_index<void, 3>(3, nothing, called)), std::bad_variant_access);
    CHECK_THROWS_AS((webhooks::detail::with_index<int, 3>(std::variant_npos, zero, called)),
                    std::bad_variant_access);
    CHECK_THROWS_AS((webhooks::detail::with_index<std::string, 3>(3, text, called)), std::bad_variant_access);
}

constexpr bool matches_in_a_constant_expression() {
    using trivial = variant_over<std::make_index_sequence<100>>::many_numbers;
    return match(trivial(std::in_place_index<99>), on<"n.099">([](const auto& e) { return e.number; }),
                 ignore_rest) == 99;
}
static_assert(matches_in_a_constant_expression());

/// The result of `hs` for alternative `Index` of seventy.
template <std::size_t Index, class Handlers>
std::string taken(const Handlers& hs) {
    const many event(std::in_place_index<Index>);
    return hs(event);
}

TEST_CASE("handlers take events of seventy types") {
    const auto hs = handlers_for<catalog_of<many>>(
        on<"n.000">([](const auto& event) { return "first " + std::to_string(event.number); }),
        on<"n.064">([](const auto& event) { return "sixty-fifth " + std::to_string(event.number); }),
        on<"n.069">([](const auto& event) { return "last " + std::to_string(event.number); }),
        on<"n.*">([](const auto& event) { return std::to_string(event.number); }),
        on_unknown([](const auto& event) { return std::string(event.event_type); }));
    CHECK(taken<0>(hs) == "first 0");
    CHECK(taken<1>(hs) == "1");
    CHECK(taken<63>(hs) == "63");
    CHECK(taken<64>(hs) == "sixty-fifth 64");
    CHECK(taken<68>(hs) == "68");
    CHECK(taken<69>(hs) == "last 69");
    CHECK(taken<70>(hs) == "not numbered");
}

struct header {
    int number = 0;
};
/// Events with their envelopes at different offsets.
struct first_event : header {};
struct before {
    std::string text = "before";
};
struct second_event : before, header {};
struct third_event : header {
    third_event() = default;
    third_event(const third_event&) { throw 1; }
    third_event& operator=(const third_event&) = default;
};
struct three_events {
    using envelope_type = header;
    using variant = std::variant<first_event, second_event, third_event>;
};

TEST_CASE("the envelope is found of whatever an event is, and of nothing else") {
    three_events::variant event(std::in_place_index<0>);
    std::get<0>(event).number = 1;
    CHECK(webhooks::detail::envelope_in<three_events>(event).number == 1);
    event.emplace<1>().number = 2;
    CHECK(webhooks::detail::envelope_in<three_events>(event).number == 2);
    CHECK(&webhooks::detail::envelope_in<three_events>(event) == &std::get<1>(event));
    const third_event source;
    CHECK_THROWS_AS(event.emplace<2>(source), int);
    CHECK_THROWS_AS(webhooks::detail::envelope_in<three_events>(event), std::bad_variant_access);
}

TEST_CASE("of many types too an event moves into its handler") {
    many event(std::in_place_index<1>);
    const auto* const kept = std::get<1>(event).text.data();
    const auto text =
        match(std::move(event), on<"n.001">([](numbered<1>&& taken) { return std::move(taken.text); }),
              otherwise([](const auto&) { return std::string(); }));
    CHECK(text.data() == kept);
}

TEST_CASE("of many types too every handler gets an event that wants it") {
    const many event(std::in_place_index<69>);
    std::vector<std::size_t> seen;
    match_all(event, on<"n.069">([&](const auto& e) { seen.push_back(e.number); }),
              on<"n.*">([&](const auto& e) { seen.push_back(e.number + 1); }),
              on<"n.000">([&](const auto&) { seen.push_back(0); }), ignore_rest);
    CHECK(seen == std::vector<std::size_t>{69, 70});
}

TEST_CASE("a variant of many types without a value is refused with an exception") {
    many event(std::in_place_index<1>);
    const other source;
    CHECK_THROWS_AS(event.emplace<70>(source), int);
    REQUIRE(event.valueless_by_exception());
    bool ran = false;
    CHECK_THROWS_AS(match(event, on<"n.*">([&](const auto&) { ran = true; }),
                          otherwise([&](const auto&) { ran = true; })),
                    std::bad_variant_access);
    CHECK_THROWS_AS(match_all(event, on<"n.*">([&](const auto&) { ran = true; }), ignore_rest),
                    std::bad_variant_access);
    CHECK_FALSE(ran);
}

} // namespace

} // namespace dispatch_alternatives_test
