#pragma once

#include "../detail/requirements.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

/// The alternatives of a catalog's variant: their types, and the one that an event holds.
///
/// Templates have the catalog among their arguments, not its variant, and how an event is passed as a reference to
/// `passed_event`: a symbol with the names of all event types in it is long, and one for each type makes the
/// compiler's time grow with their square.
namespace scaivault::detail {

/// Stands for the variant in a reference type that says how it is passed.
struct passed_event;

template <class Reference, class Type>
struct passed_like;
template <class Type>
struct passed_like<passed_event&, Type> : std::type_identity<Type&> {};
template <class Type>
struct passed_like<const passed_event&, Type> : std::type_identity<const Type&> {};
template <class Type>
struct passed_like<passed_event&&, Type> : std::type_identity<Type&&> {};
template <class Type>
struct passed_like<const passed_event&&, Type> : std::type_identity<const Type&&> {};

/// `Type` as a reference with the constness and value category of `Passed`, a reference to `passed_event`.
template <class Passed, class Type>
using passed_as = typename passed_like<Passed, Type>::type;

/// How `Variant`, a reference type, is passed.
template <class Variant, class Event = std::conditional_t<std::is_const_v<std::remove_reference_t<Variant>>,
                                                          const passed_event, passed_event>>
using passing_of = std::conditional_t<std::is_lvalue_reference_v<Variant>, Event&, Event&&>;

/// How many alternatives the variant has: the event types, and mostly one for the unknown.
template <class Catalog>
inline constexpr std::size_t alternative_count = std::variant_size_v<typename Catalog::variant>;

template <class Catalog>
using alternative_indices = std::make_index_sequence<alternative_count<Catalog>>;

/// The type of alternative `Index`.
template <class Catalog, std::size_t Index>
using alternative_at =
    boost::mp11::mp_at_c<boost::mp11::mp_rename<typename Catalog::variant, boost::mp11::mp_list>, Index>;

/// Up to how many alternatives `std::get_if` and a tree of branches are used, which work in constant expressions too.
inline constexpr std::size_t few_alternatives = 64;

/// The alternative at `Index` of a variant that holds it.
///
/// Of large variants the place is known: libstdc++ keeps all alternatives in one union, the variant's first
/// subobject, and its ABI will not change. Its `std::get_if` instantiates a function for every third alternative
/// below the one looked for, with the names of all others in its symbol: 300 types take it 8 seconds.
template <class Catalog, std::size_t Index, class Passed>
constexpr auto held(passed_as<Passed, typename Catalog::variant> variant)
    -> passed_as<Passed, alternative_at<Catalog, Index>> {
    using result = passed_as<Passed, alternative_at<Catalog, Index>>;
#ifdef __GLIBCXX__
    if constexpr (few_alternatives < alternative_count<Catalog>) {
        using pointer = std::add_pointer_t<result>;
        using address =
            std::conditional_t<std::is_const_v<std::remove_reference_t<result>>, const void*, void*>;
        const address where = &variant;
        return static_cast<result>(*std::launder(static_cast<pointer>(where)));
    } else
#endif
        return static_cast<result>(*std::get_if<Index>(&variant));
}

// The cases of a switch from `i` on; those beyond `Count` are no code.
#define SCAIVAULT_CASE(i)                                                                                    \
    case i:                                                                                                  \
        if constexpr ((i) < Count)                                                                           \
            return function(std::integral_constant<std::size_t, First + (i)>{});                             \
        else                                                                                                 \
            __builtin_unreachable();
#define SCAIVAULT_CASES_4(i)                                                                                 \
    SCAIVAULT_CASE((i)) SCAIVAULT_CASE((i) + 1) SCAIVAULT_CASE((i) + 2) SCAIVAULT_CASE((i) + 3)
#define SCAIVAULT_CASES_16(i)                                                                                \
    SCAIVAULT_CASES_4((i)) SCAIVAULT_CASES_4((i) + 4) SCAIVAULT_CASES_4((i) + 8) SCAIVAULT_CASES_4((i) + 12)
#define SCAIVAULT_CASES_64(i)                                                                                \
    SCAIVAULT_CASES_16((i))                                                                                  \
    SCAIVAULT_CASES_16((i) + 16) SCAIVAULT_CASES_16((i) + 32) SCAIVAULT_CASES_16((i) + 48)

/// `with_index` for the `Count` indices from `First` on: a single jump up to 256.
template <class Result, std::size_t First, std::size_t Count, class Function>
constexpr Result jump(std::size_t index, Function& function) {
    if constexpr (Count > 256) {
        if (index >= 256)
            return jump<Result, First + 256, Count - 256>(index - 256, function);
    }
    switch (index) { // Each case is a branch for each `Count`: GCOVR_EXCL_BR_LINE
        SCAIVAULT_CASES_64(0)
        SCAIVAULT_CASES_64(64)
        SCAIVAULT_CASES_64(128)
        SCAIVAULT_CASES_64(192)
    default:
        __builtin_unreachable();
    }
}

#undef SCAIVAULT_CASES_64
#undef SCAIVAULT_CASES_16
#undef SCAIVAULT_CASES_4
#undef SCAIVAULT_CASE

/// Calls `function` with `index`, which is less than `Count`, as a constant. Of few, Boost.Mp11's tree of branches with
/// small switches in its leaves is faster on types in random order; of many, its depth shows.
template <class Result, std::size_t Count, class Function>
constexpr Result with_index(std::size_t index, Function& function) {
    if constexpr (Count <= few_alternatives)
        return boost::mp11::mp_with_index<Count>(index, function);
    else
        return jump<Result, 0, Count>(index, function);
}

/// Throws `std::bad_variant_access`; under -fno-exceptions, aborts.
[[noreturn]] inline void throw_bad_variant_access() {
#ifdef __cpp_exceptions
    throw std::bad_variant_access{};
#else
    std::abort();
#endif
}

/// The index of the alternative that the variant holds. Throws `std::bad_variant_access` when it holds none.
template <class Variant>
constexpr std::size_t held_index(const Variant& variant) {
    const std::size_t index = variant.index();
    if (index >= std::variant_size_v<Variant>) [[unlikely]]
        throw_bad_variant_access();
    return index;
}

/// Calls `function` with the index of the variant as a constant. A `switch`, not a table of function
/// pointers: libstdc++'s `std::visit` is a table from 12 alternatives on, and 1.5 times as slow.
template <class Result, class Variant, class Function>
constexpr Result with_alternative(const Variant& variant, Function&& function) {
    return with_index<Result, std::variant_size_v<Variant>>(held_index(variant), function);
}

/// The envelope of what the variant holds, or nothing. Optimised, this is one comparison.
template <class Catalog, std::size_t... Index>
constexpr const typename Catalog::envelope_type* find_envelope(const typename Catalog::variant& variant,
                                                               std::index_sequence<Index...>) {
    const typename Catalog::envelope_type* found = nullptr;
    static_cast<void>(((variant.index() == Index && // GCOVR_EXCL_BR_LINE
                        (found = &held<Catalog, Index, const passed_event&>(variant), true)) ||
                       ...)); // GCOVR_EXCL_BR_LINE
    return found;
}

/// The envelope of what the variant holds. Throws `std::bad_variant_access` when it holds nothing.
template <class Catalog>
constexpr const typename Catalog::envelope_type& envelope_in(const typename Catalog::variant& variant) {
    const auto* const found = find_envelope<Catalog>(variant, alternative_indices<Catalog>{});
    if (found == nullptr) [[unlikely]]
        throw_bad_variant_access();
    return *found;
}

} // namespace scaivault::detail
