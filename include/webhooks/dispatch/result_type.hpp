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

namespace webhooks {

struct delivery_context; // defined in webhooks/delivery_context.hpp

}

/// Whether handlers can be called with the events they take, and what they return.
namespace webhooks::detail {

/// Whether a handler's function can be called with arguments of these types.
template <class Handler, class... Arguments>
inline constexpr bool takes = requires(Handler& handler, Arguments&&... arguments) {
    handler.function(std::forward<Arguments>(arguments)...);
};

/// How a handler is given an event that is passed so: a tap sees it as const.
template <class Handler, class Passed>
using given_to = std::conditional_t<is_tap<spec_of<Handler>>, const any_variant&, Passed>;

/// Whether `Handler` accepts alternative `Index` of an event that is passed so, as the only argument. A function that takes no
/// rvalue, such as `[](auto& event)`, gets an lvalue. Only such a function is asked whether it takes one: to answer, a generic
/// lambda is instantiated with its body.
template <class Handler, class Catalog, class Passed, std::size_t Index>
inline constexpr bool accepts_alone = [] {
    using given = alternative_as<Catalog, Index, given_to<Handler, Passed>>;
    if constexpr (takes<Handler, given>)
        return true;
    else
        return takes<Handler, std::remove_reference_t<given>&>;
}();

/// The same, with the delivery's context behind it or without.
template <class Handler, class Catalog, class Passed, std::size_t Index>
inline constexpr bool accepts = [] {
    using given = alternative_as<Catalog, Index, given_to<Handler, Passed>>;
    if constexpr (accepts_alone<Handler, Catalog, Passed, Index>)
        // NOLINTNEXTLINE(bugprone-branch-clone): a context is tried only if the event alone is not enough
        return true;
    else if constexpr (takes<Handler, given, const delivery_context&>)
        return true;
    else
        return takes<Handler, std::remove_reference_t<given>&, const delivery_context&>;
}();

/// Whether the predicate of a guarded handler can be called with alternative `Index`.
template <class Handler, class Catalog, std::size_t Index>
inline constexpr bool can_judge = [] {
    if constexpr (is_guarded<spec_of<Handler>>)
        return requires(std::remove_reference_t<Handler> & handler,
                        const alternative_at<Catalog, Index>& event) {
            static_cast<bool>(handler.predicate(event));
        };
    else
        return true;
}();

/// What the function of a handler that accepts alternative `Index` is given.
template <class Handler, class Catalog, class Passed, std::size_t Index,
          class Given = alternative_as<Catalog, Index, given_to<Handler, Passed>>>
using argument_for =
    std::conditional_t<takes<Handler, Given> || takes<Handler, Given, const delivery_context&>, Given,
                       std::remove_reference_t<Given>&>;

/// What it returns.
template <class Handler, class Catalog, class Passed, std::size_t Index>
consteval auto find_returned() {
    using argument = argument_for<Handler, Catalog, Passed, Index>;
    if constexpr (accepts_alone<Handler, Catalog, Passed, Index>)
        return std::type_identity<
            std::decay_t<decltype(std::declval<Handler&>().function(std::declval<argument>()))>>{};
    else
        return std::type_identity<std::decay_t<decltype(std::declval<Handler&>().function(
            std::declval<argument>(), std::declval<const delivery_context&>()))>>{};
}
template <class Handler, class Catalog, class Passed, std::size_t Index>
using returned_by = typename decltype(find_returned<Handler, Catalog, Passed, Index>())::type;

/// `boost::system::error_code`, `std::error_code`.
template <class Type>
concept error_code_like = requires(const Type& error) {
    error.category();
    error.message();
    static_cast<bool>(error);
};

/// Whether a receiver can tell from what a handler returns if it failed: `void` never does; an error code and a `result` say
/// so. Named by their members, because the dispatch depends on no library of results.
template <class Type>
inline constexpr bool can_report = error_code_like<Type> || requires(const Type& returned) {
    returned.has_value();
    requires error_code_like<std::remove_cvref_t<decltype(returned.error())>> || requires {
        requires error_code_like<std::remove_cvref_t<decltype(returned.error().code)>>;
    };
};
template <>
inline constexpr bool can_report<void> = true;

/// The results that a receiver takes whose handlers end before it does. `async_receive` has a type like this one, which adds
/// awaitables of such results.
struct results_at_once {
    template <class Type>
    static constexpr bool can_take = can_report<Type>;
};

/// A type that is `co_await`ed.
template <class Type>
concept awaitable_like = requires(Type& returned) {
    returned.await_resume();
}
|| requires(Type& returned) {
    returned.operator co_await();
}
|| requires(Type& returned) {
    operator co_await(std::move(returned));
};

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

    /// For each call, whether the predicate, if there is one, accepts the event.
    static constexpr auto judged = with_indices<list.size>([]<std::size_t... Nth>() {
        return std::array<bool, list.size>{can_judge<handler<Nth>, Catalog, list.items[Nth].event>...};
    });

    /// Whether a call is that of a tap, whose result is no result of the dispatch.
    template <std::size_t Nth>
    static constexpr bool is_tap = detail::is_tap<spec_of<handler<Nth>>>;

    /// What a call that is accepted returns.
    template <std::size_t Nth>
    using result = returned_by<handler<Nth>, Catalog, Passed, list.items[Nth].event>;

    template <std::size_t... Nth>
    static consteval auto distinct_results(std::index_sequence<Nth...>) {
        using boost::mp11::mp_list;
        if constexpr (clause_table<Catalog, spec_of<Handlers>...>::is_plain)
            return boost::mp11::mp_unique<mp_list<result<Nth>...>>{};
        else
            return boost::mp11::mp_unique<boost::mp11::mp_append<
                mp_list<>, std::conditional_t<is_tap<Nth>, mp_list<>, mp_list<result<Nth>>>...>>{};
    }
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
                                       !ignores_some<Catalog, spec_of<Handlers>...>;

    /// Whether each result says if the handler failed, perhaps after it was awaited.
    static constexpr bool are_reports = [] {
        return []<class... Types>(boost::mp11::mp_list<Types...>) {
            return ((can_report<Types> || awaitable_like<Types>)&&...);
        }(types{});
    }();

    /// The first call that is not that of a tap.
    static consteval std::size_t first_call() {
        return with_indices<called::list.size>([]<std::size_t... Nth>() {
            constexpr std::array<bool, sizeof...(Nth)> taps{called::template is_tap<Nth>...};
            return static_cast<std::size_t>(std::find(taps.begin(), taps.end(), false) - taps.begin());
        });
    }

    /// The first call whose result has no common type with those before it.
    static consteval std::size_t first_without_common_type() {
        using odd = boost::mp11::mp_at_c<types, common_count>;
        return with_indices<called::list.size>([]<std::size_t... Nth>() {
            constexpr std::array<bool, sizeof...(Nth)> is_odd{
                (!called::template is_tap<Nth> &&
                 std::is_same_v<typename called::template result<Nth>, odd>)...};
            return static_cast<std::size_t>(std::find(is_odd.begin(), is_odd.end(), true) - is_odd.begin());
        });
    }
};

} // namespace webhooks::detail
