#pragma once

#include "../detail/requirements.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

/// The alternatives of a catalog's variant: their types, and the one that an event holds.
///
/// Templates take the catalog as an argument, not its variant: a symbol that names the variant names all event types,
/// and one such symbol for each type makes the compiler's time grow with the square of their number.
namespace webhooks::detail {

/// `To` with the constness and value category of `From`, a reference type.
template <class From, class To,
          class Qualified = std::conditional_t<std::is_const_v<std::remove_reference_t<From>>, const To, To>>
using copy_cvref_t = std::conditional_t<std::is_lvalue_reference_v<From>, Qualified&, Qualified&&>;

/// Stands for the variant in a reference type that says how the variant is passed.
struct any_variant;

/// How `Variant`, a reference type, is passed: a reference to `any_variant`.
template <class Variant>
using passing_of = copy_cvref_t<Variant, any_variant>;

/// The variant of a catalog, as it is passed.
template <class Catalog, class Passed>
using variant_as = copy_cvref_t<Passed, typename Catalog::variant>;

/// How many alternatives the variant has: the event types, and mostly one for the unknown.
template <class Catalog>
inline constexpr std::size_t alternative_count = std::variant_size_v<typename Catalog::variant>;

template <class Catalog>
using alternative_indices = std::make_index_sequence<alternative_count<Catalog>>;

/// The type of alternative `Index`.
template <class Catalog, std::size_t Index>
using alternative_at =
    boost::mp11::mp_at_c<boost::mp11::mp_rename<typename Catalog::variant, boost::mp11::mp_list>, Index>;

/// Alternative `Index`, as it is passed.
template <class Catalog, std::size_t Index, class Passed>
using alternative_as = copy_cvref_t<Passed, alternative_at<Catalog, Index>>;

/// The alternative at `Index` of a variant that holds it; undefined for any other index.
///
/// To compile this costs time for each type that it is used with: libstdc++'s `std::get_if` instantiates a function for
/// every third alternative below `Index`.
template <class Catalog, std::size_t Index, class Passed>
[[gnu::always_inline]] constexpr alternative_as<Catalog, Index, Passed>
get_unchecked(variant_as<Catalog, Passed> variant) {
    return static_cast<alternative_as<Catalog, Index, Passed>>(*std::get_if<Index>(std::addressof(variant)));
}

/// Throws `std::bad_variant_access`; under -fno-exceptions, aborts.
[[noreturn]] inline void throw_bad_variant_access() {
#ifdef __cpp_exceptions
    throw std::bad_variant_access{};
#else
    std::abort();
#endif
}

/// Calls `function` with the one of `Called` that equals `index`, as a constant; other indices of a variant of `Count`
/// alternatives give a value-initialised result. Throws `std::bad_variant_access` for an index that is not below
/// `Count`: the variant holds nothing.
///
/// GCC and clang make one jump of the comparisons, whatever their number, in any caller. Boost.Mp11's jump is used for
/// results that cannot be assigned: it is a function of its own in a large caller.
template <class Result, std::size_t Count, class Function, std::size_t... Called>
[[gnu::always_inline]] constexpr Result with_index(std::size_t index, const Function& function,
                                                   std::index_sequence<Called...>) {
    if constexpr (std::is_void_v<Result>) {
        const bool found =
            ((index == Called && (function(std::integral_constant<std::size_t, Called>{}), true)) || ...);
        if (!found && index >= Count) [[unlikely]]
            throw_bad_variant_access();
    } else if constexpr (std::semiregular<Result> && std::is_trivially_copyable_v<Result>) {
        Result result{};
        with_index<void, Count>(
            index, [&](auto constant) __attribute__((always_inline)) { result = function(constant); },
            std::index_sequence<Called...>{});
        return result;
    } else {
        if (index >= Count) [[unlikely]]
            throw_bad_variant_access();
        return boost::mp11::mp_with_index<Count>(index, function);
    }
}

/// Calls `function` with the index of the variant as a constant. Throws `std::bad_variant_access` when the variant holds
/// nothing. One jump: libstdc++'s `std::visit` is a call through a table from 12 alternatives on, and 1.5 times as slow.
template <class Result, class Variant, class Function>
[[gnu::always_inline]] constexpr Result with_alternative(const Variant& variant, const Function& function) {
    constexpr auto count = std::variant_size_v<Variant>;
    return with_index<Result, count>(variant.index(), function, std::make_index_sequence<count>{});
}

/// The envelope of what the variant holds. Throws `std::bad_variant_access` when it holds nothing. Optimised, this is one
/// comparison where all alternatives have their envelope at the same place.
///
/// `Part`: the catalog, or the part of it whose variant this is.
template <class Catalog, class Part = Catalog>
constexpr const typename Catalog::envelope_type& envelope_in(const typename Part::variant& variant) {
    const typename Catalog::envelope_type* found = nullptr;
    with_index<void, alternative_count<Part>>(
        variant.index(),
        [&](auto index) { found = &get_unchecked<Part, index, const any_variant&>(variant); },
        alternative_indices<Part>{});
    return *found;
}

} // namespace webhooks::detail
