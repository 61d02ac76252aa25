#include "scaivault/events/field.hpp"
#include "scaivault/events/field_check.hpp"

#include "../support/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// As a user would: a struct of their own, in a namespace of their own.
namespace shop {

struct order_placed {
    std::string order_id;
    std::int64_t items = 0;
    std::optional<std::string> coupon;
    std::vector<std::string> tags;
};

struct order_lost : order_placed {};
struct nothing {};
struct undescribed {
    int value = 0;
};

struct nested {
    order_placed order;
    std::optional<order_placed> previous;
    std::vector<order_placed> others;
    bool last = false;
};

struct one_left_out {
    int first = 0;
    int second = 0;
};
struct member_twice {
    int first = 0;
    int second = 0;
};
struct key_twice {
    int first = 0;
    int second = 0;
};
struct one_too_many {
    int first = 0;
};

} // namespace shop

namespace webhooks {

template <>
struct fields<shop::order_placed> {
    using list = field_list<field<"order_id", &shop::order_placed::order_id>,
                            field<"items", &shop::order_placed::items, presence::nullable>,
                            field<"coupon", &shop::order_placed::coupon, presence::omittable>,
                            field<"tags", &shop::order_placed::tags>>;
};
template <>
struct fields<shop::nothing> {
    using list = field_list<>;
};
template <>
struct fields<shop::nested> {
    using list = field_list<field<"order", &shop::nested::order>, field<"previous", &shop::nested::previous>,
                            field<"others", &shop::nested::others>, field<"last", &shop::nested::last>>;
};
template <>
struct fields<shop::one_left_out> {
    using list = field_list<field<"first", &shop::one_left_out::first>>;
};
template <>
struct fields<shop::member_twice> {
    using list =
        field_list<field<"first", &shop::member_twice::first>, field<"second", &shop::member_twice::first>>;
};
template <>
struct fields<shop::key_twice> {
    using list =
        field_list<field<"first", &shop::key_twice::first>, field<"first", &shop::key_twice::second>>;
};
template <>
struct fields<shop::one_too_many> {
    using list =
        field_list<field<"first", &shop::one_too_many::first>, field<"second", &shop::one_too_many::first>>;
};

} // namespace webhooks

namespace {

using scaivault::described;
using scaivault::fields_are_complete;
using scaivault::presence;

static_assert(described<shop::order_placed>);
static_assert(described<shop::nothing>);
static_assert(!described<shop::undescribed>);
static_assert(!described<shop::order_lost>); // a field list is not inherited
static_assert(!described<int>);

static_assert(fields_are_complete<shop::order_placed>());
static_assert(fields_are_complete<shop::nothing>());
static_assert(fields_are_complete<shop::nested>());
static_assert(!fields_are_complete<shop::one_left_out>());
static_assert(!fields_are_complete<shop::member_twice>());
static_assert(!fields_are_complete<shop::key_twice>());
static_assert(!fields_are_complete<shop::one_too_many>());

template <class T>
constexpr std::size_t count_of(presence wanted) {
    std::size_t count = 0;
    scaivault::for_each_field<T>([&](auto item) { count += item.may_be == wanted; });
    return count;
}

static_assert(count_of<shop::order_placed>(presence::required) == 2);
static_assert(count_of<shop::order_placed>(presence::nullable) == 1);
static_assert(count_of<shop::order_placed>(presence::omittable) == 1);
static_assert(count_of<shop::nothing>(presence::required) == 0);

struct call_counter {
    int calls = 0;
    void operator()(auto) { ++calls; }
};

} // namespace

TEST_CASE("the fields are visited in the order of the list, with their members") {
    const shop::order_placed order{"A1", 2, "SPRING", {"gift"}};
    std::string seen;
    scaivault::for_each_field<shop::order_placed>([&](auto item) {
        seen.append(item.key.view());
        if constexpr (requires { seen.append(order.*item.member); })
            seen.append("=").append(order.*item.member);
        seen += ' ';
    });
    CHECK(seen == "order_id=A1 items coupon tags ");
}

TEST_CASE("one function object is called for all fields, not a copy for each") {
    call_counter count;
    scaivault::for_each_field<shop::order_placed>(count);
    CHECK(count.calls == 4);
}
