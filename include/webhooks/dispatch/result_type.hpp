#pragma once

#include "alternatives.hpp"
#include "handler.hpp"
#include "plan.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

/// Whether handlers can be called with the events they take, and what they return.
namespace webhooks::detail {

/// Whether a handler's function can be called with an argument of this type.
template <class Handler, class Argument>
inline constexpr bool takes = requires(Handler& handler, Argument&& argument) {
    handler.function(std::forward<Argument>(argument));
};

/// Whether `Handler` accepts alternative `Index` of an event that is passed so. A function that takes no rvalue, such
/// as `[](auto& event)`, gets an lvalue. Only such a function is asked whether it takes one: to answer, a generic lambda
/// is instantiated with its body.
template <class Handler, class Catalog, class Passed, std::size_t Index>
inline constexpr bool accepts = [] {
    using given = alternative_as<Catalog, Index, Passed>;
    if constexpr (takes<Handler, given>)
        return true;
    else
        return takes<Handler, std::remove_reference_t<given>&>;
}();

/// What the function of a handler that accepts alternative `Index` is given.
template <class Handler, class Catalog, class Passed, std::size_t Index,
          class Given = alternative_as<Catalog, Index, Passed>>
using argument_for = std::conditional_t<takes<Handler, Given>, Given, std::remove_reference_t<Given>&>;

/// What it returns.
template <class Handler, class Catalog, class Passed, std::size_t Index>
using returned_by = std::decay_t<decltype(std::declval<Handler&>().function(
    std::declval<argument_for<Handler, Catalog, Passed, Index>>()))>;

/// The calls of a dispatch with the types of the handlers; see `calls`.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
struct typed_calls {
    static constexpr auto& list = calls<Catalog, FirstMatch, spec_of<Handlers>...>;
    using indices = std::make_index_sequence<list.size>;

    template <std::size_t Nth>
    using handler = boost::mp11::mp_at_c<boost::mp11::mp_list<Handlers...>, list.items[Nth].handler>;

    /// For each call, whether the handler accepts the event.
    static constexpr auto accepted = with_indices<list.size>([]<std::size_t... Nth>() {
        return std::array<bool, list.size>{accepts<handler<Nth>, Catalog, Passed, list.items[Nth].event>...};
    });
    static constexpr bool all_accepted = std::find(accepted.begin(), accepted.end(), false) == accepted.end();

    /// What a call that is accepted returns.
    template <std::size_t Nth>
    using result = returned_by<handler<Nth>, Catalog, Passed, list.items[Nth].event>;

    template <std::size_t... Nth>
    static auto distinct_results(std::index_sequence<Nth...>)
        -> boost::mp11::mp_unique<boost::mp11::mp_list<result<Nth>...>>;
};

/// What the handlers of a first-match dispatch return. All are callable.
template <class Catalog, class Passed, class... Handlers>
class results {
    using called = typed_calls<Catalog, true, Passed, Handlers...>;
    using types = decltype(called::distinct_results(typename called::indices{}));
    static constexpr std::size_t count = boost::mp11::mp_size<types>::value;

    template <class... Types>
    static auto common(boost::mp11::mp_list<Types...>) -> std::common_type<Types...>;
    template <class Type>
    static auto common(boost::mp11::mp_list<Type>) -> std::type_identity<Type>;
    static auto common(boost::mp11::mp_list<>) -> std::type_identity<void>;

    template <std::size_t Count>
    using common_of_first = decltype(common(boost::mp11::mp_take_c<types, Count>{}));

    /// How many types, from left to right, have a common one.
    template <std::size_t Count>
    static consteval std::size_t count_common() {
        // The second condition must not be asked when the first one holds.
        if constexpr (Count == count)
            return Count; // NOLINT(bugprone-branch-clone): see above
        else if constexpr (requires { typename common_of_first<Count + 1>::type; })
            return count_common<Count + 1>();
        else
            return Count;
    }
    static constexpr std::size_t common_count = count_common<0>();

public:
    static constexpr bool have_common_type = common_count == count;

    /// The common type; void when no function is called.
    using type = typename common_of_first<common_count>::type;

    /// Whether there is a value to return for ignored events, or none is ignored.
    static constexpr bool can_ignore = std::is_void_v<type> || std::default_initializable<type> ||
                                       called::list.size == alternative_count<Catalog>;

    /// The first call whose result has no common type with those before it.
    static consteval std::size_t first_without_common_type() {
        using odd = boost::mp11::mp_at_c<types, common_count>;
        return with_indices<called::list.size>([]<std::size_t... Nth>() {
            constexpr std::array<bool, sizeof...(Nth)> is_odd{
                std::is_same_v<typename called::template result<Nth>, odd>...};
            return static_cast<std::size_t>(std::find(is_odd.begin(), is_odd.end(), true) - is_odd.begin());
        });
    }
};

} // namespace webhooks::detail
