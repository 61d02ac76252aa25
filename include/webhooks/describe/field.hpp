#pragma once

#include "../dispatch/fixed_string.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace webhooks {

/// Every time in an event: UTC, microseconds, as the vendor's clock prints them.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

/// How a field may be absent from the JSON.
enum class presence : std::uint8_t {
    required,  ///< always present, never `null`
    nullable,  ///< always present, `null` when there is no value; a `std::optional` member
    omittable, ///< missing when there is no value; a `std::optional` member
};

/// One JSON member of a struct: its key, the data member that holds it, and how it may be absent.
template <fixed_string Key, auto Member, presence Presence = presence::required>
struct field {
    static constexpr auto key = Key;         ///< the JSON key, a `fixed_string`
    static constexpr auto member = Member;   ///< pointer to the data member
    static constexpr auto may_be = Presence; ///< how it may be absent
};

/// The field that names an event, in the field list of an envelope. Without one, it is the field whose key is "event_id".
template <fixed_string Key, auto Member>
struct id_field : field<Key, Member> {};

/// In the field list of an envelope: where the event's type stands, and its key. It is no member of the struct.
template <fixed_string Key>
struct type_here {
    static constexpr auto key = Key; ///< the JSON key, a `fixed_string`
};

/// In the field list of an envelope: where the event's payload stands, and its key. It is no member of the struct. With
/// `presence::omittable` it may be missing for types whose payload is `no_payload` or a `std::optional`.
template <fixed_string Key, presence Presence = presence::required>
struct payload_here {
    static constexpr auto key = Key;         ///< the JSON key, a `fixed_string`
    static constexpr auto may_be = Presence; ///< whether it may be missing
};

/// The members of one struct, in the order in which the vendor writes them. In the list of an envelope, `type_here` and
/// `payload_here` stand among them, or the markers of `describe/places.hpp`, for a vendor that has them elsewhere; see
/// `envelope_layout` for an envelope whose list has none of them.
template <class... Fields>
struct field_list {};

/// The field list of `T`, as the member type `list`. Specialise it to describe a payload of your own:
///
///     template <> struct fields<order_placed> {
///         using list = field_list<field<"order_id", &order_placed::order_id>,
///                                 field<"coupon", &order_placed::coupon, presence::omittable>>;
///     };
///
/// A list that leaves out a member of the struct is a compile error where the struct is read.
///
/// A struct with `BOOST_DESCRIBE_STRUCT` needs no specialisation. Its list has the public members, those of described base
/// classes first: each with its own name as the key, `presence::omittable` if it is a `std::optional`, required otherwise.
template <class T>
struct fields;

namespace detail {

/// Whether Boost.Describe knows the members of `T`.
template <class T>
concept boost_described = boost::describe::has_describe_members<T>::value;

template <class Descriptor>
inline constexpr std::string_view described_name{Descriptor::name};

template <class Class, class Value>
constexpr presence described_presence(Value Class::*) {
    return presence::required;
}
template <class Class, class Value>
constexpr presence described_presence(std::optional<Value> Class::*) {
    return presence::omittable;
}

template <class Descriptor>
using described_field = field<fixed_string<described_name<Descriptor>.size()>{described_name<Descriptor>},
                              Descriptor::pointer, described_presence(Descriptor::pointer)>;

template <class T>
using described_members =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

} // namespace detail

/// The field list of a struct that is described with Boost.Describe.
template <class T>
requires detail::boost_described<T>
struct fields<T> {
    /// Its public members and those of its bases; `std::optional` members can be null or absent.
    using list = boost::mp11::mp_rename<
        boost::mp11::mp_transform<detail::described_field, detail::described_members<T>>, field_list>;
};

/// Whether `T` has a field list.
template <class T>
concept described = requires {
    typename fields<T>::list;
};

namespace detail {

/// `std::map<std::string, ...>` and what is used like it, such as `std::unordered_map`.
template <class T>
concept map_of_texts = std::is_same_v<typename T::key_type, std::string> &&
    requires(T& map, const std::string& key) {
    typename T::mapped_type;
    map.try_emplace(key);
};

/// Whether an item of a field list is a member of the struct; the others say where something stands.
template <class Item>
inline constexpr bool is_member = requires {
    Item::member;
};

template <class Item, class F>
constexpr void call_for_member(F& f) {
    if constexpr (is_member<Item>)
        f(Item{});
}

template <class F, class... Items>
constexpr void for_each_in(field_list<Items...>, F& f) {
    (call_for_member<Items>(f), ...);
}

} // namespace detail

/// Calls `f` with an object of each `field<...>` of `T`, in the vendor's order. The objects are empty: in
/// `[](auto item) {...}`, `item.key`, `item.member` and `item.may_be` are constant expressions.
template <described T, class F>
constexpr void for_each_field(F&& f) {
    detail::for_each_in(typename fields<T>::list{}, f);
}

} // namespace webhooks
