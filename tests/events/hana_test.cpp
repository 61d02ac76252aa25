#include "scaivault/events/hana.hpp"
#include <scaivault/events/types.hpp>

#include "scaivault/events/envelope.hpp"
#include "scaivault/events/rotation.hpp"
#include "scaivault/events/secret.hpp"

#include "../support/catch.hpp"

#include <boost/hana/at_key.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/contains.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/fuse.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/members.hpp>
#include <boost/hana/size.hpp>
#include <boost/hana/string.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hana_shop {

struct order_placed {
    std::string order_id;
    int items = 0;
};
struct undescribed {
    int value = 0;
};

} // namespace hana_shop

template <>
struct scaivault::fields<hana_shop::order_placed> {
    using list = field_list<field<"order_id", &hana_shop::order_placed::order_id>,
                            field<"items", &hana_shop::order_placed::items>>;
};

namespace {

namespace hana = boost::hana;
using scaivault::secret_rotated;

static_assert(hana::Struct<secret_rotated>::value);
static_assert(hana::Struct<scaivault::rotation_completed>::value);
static_assert(hana::Struct<scaivault::envelope>::value);
static_assert(hana::Struct<hana_shop::order_placed>::value);
static_assert(!hana::Struct<hana_shop::undescribed>::value);
static_assert(!hana::Struct<scaivault::unknown_event>::value);
static_assert(!hana::Struct<int>::value);

static_assert(decltype(hana::length(hana::accessors<secret_rotated>()))::value == 6);
static_assert(std::is_same_v<decltype(hana::keys(std::declval<hana_shop::order_placed>())),
                             hana::tuple<hana::string<'o', 'r', 'd', 'e', 'r', '_', 'i', 'd'>,
                                         hana::string<'i', 't', 'e', 'm', 's'>>>);

secret_rotated example() {
    return {3, 4, "rot_quarterly", "quarterly", scaivault::time_point{}, true};
}

} // namespace

TEST_CASE("the keys are the JSON keys, in the vendor's order") {
    std::string keys;
    hana::for_each(hana::keys(example()), [&](auto key) { keys.append(key.c_str()) += ' '; });
    CHECK(keys == "old_version new_version rotation_policy_id rotation_policy_name grace_period_ends "
                  "auto_generated ");
}

TEST_CASE("the members are the struct's, in the vendor's order") {
    const auto members = hana::members(example());
    CHECK(hana::at_c<0>(members) == 3);
    CHECK(hana::at_c<1>(members) == 4);
    CHECK(hana::at_c<2>(members) == "rot_quarterly");
    CHECK(hana::at_c<5>(members));
}

TEST_CASE("a struct is visited as pairs of key and value") {
    std::string seen;
    hana::for_each(hana_shop::order_placed{"A1", 2}, hana::fuse([&](auto key, const auto& value) {
                       seen.append(key.c_str()) += '=';
                       if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
                           seen += value;
                       else
                           seen += std::to_string(value);
                       seen += ' ';
                   }));
    CHECK(seen == "order_id=A1 items=2 ");
}

TEST_CASE("a member is read and written through its key") {
    secret_rotated value = example();
    constexpr auto key = hana::string_c<'n', 'e', 'w', '_', 'v', 'e', 'r', 's', 'i', 'o', 'n'>;
    static_assert(std::is_same_v<decltype(hana::at_key(value, key)), std::int64_t&>);
    hana::at_key(value, key) = 5;
    CHECK(value.new_version == 5);
    CHECK(hana::at_key(std::as_const(value), key) == 5);
}

TEST_CASE("Hana's comparison is the struct's") {
    secret_rotated other = example();
    CHECK(hana::equal(example(), other));
    other.auto_generated = false;
    CHECK_FALSE(hana::equal(example(), other));
}
