#pragma once

#include "alternatives.hpp"
#include "catalog.hpp"
#include "diagnostics.hpp"
#include "handler.hpp"
#include "plan.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

/// Whether handlers can be called with the events they take, and what they return.
namespace scaivault::detail {

template <class Handler>
inline constexpr bool is_ignored = std::is_same_v<typename std::remove_cvref_t<Handler>::spec, ignores_rest>;

/// The label of a handler that takes alternative `Index`, for messages.
template <class Catalog, class Spec, std::size_t Index>
consteval auto label_taking() {
    constexpr auto& masks = Spec::template masks<Catalog>;
    constexpr auto nth = [] {
        std::size_t i = 0;
        while (i + 1 != boost::mp11::mp_size<typename Spec::labels>::value && !masks[i][Index])
            ++i;
        return i;
    }();
    return label_at<typename Spec::labels, nth>;
}

/// Whether a handler's function can be called with an argument of this type.
template <class Handler, class Argument>
inline constexpr bool takes = requires(Handler& handler, Argument&& argument) {
    handler.function(std::forward<Argument>(argument));
};

/// Whether `Handler` accepts alternative `Index` of an event that is passed so. A function that takes no rvalue, such
/// as `[](auto& event)`, gets an lvalue, and only such a one is asked whether it does: a generic lambda answers with
/// its whole body.
template <class Handler, class Catalog, class Passed, std::size_t Index>
inline constexpr bool accepts = [] {
    using given = passed_as<Passed, alternative_at<Catalog, Index>>;
    if constexpr (takes<Handler, given>)
        return true;
    else
        return takes<Handler, std::remove_reference_t<given>&>;
}();

/// What the function of a handler that accepts alternative `Index` is given.
template <class Handler, class Catalog, class Passed, std::size_t Index,
          class Given = passed_as<Passed, alternative_at<Catalog, Index>>>
using argument_for = std::conditional_t<takes<Handler, Given>, Given, std::remove_reference_t<Given>&>;

/// What it returns.
template <class Handler, class Catalog, class Passed, std::size_t Index>
using returned_by = std::decay_t<decltype(std::declval<Handler&>().function(
    std::declval<argument_for<Handler, Catalog, Passed, Index>>()))>;

/// The alternatives that handler `Handler` of a list is called for.
template <class Catalog, bool FirstMatch, std::size_t Handler, class... Specs>
inline constexpr event_mask<Catalog> called_for = [] {
    if constexpr (FirstMatch) {
        event_mask<Catalog> mask{};
        for (std::size_t i = 0; i != mask.size(); ++i)
            mask[i] = route<Catalog, Specs...>[i] == Handler;
        return mask;
    } else {
        return wanted_by<Catalog, boost::mp11::mp_at_c<boost::mp11::mp_list<Specs...>, Handler>>;
    }
}();

template <bool IsCalled, class Handler, class Catalog, class Passed, std::size_t Alternative>
consteval bool refuses() {
    if constexpr (IsCalled)
        return !accepts<Handler, Catalog, Passed, Alternative>;
    else
        return false;
}

/// The first alternative that handler `Index` of `Handlers` is called for and does not accept, or `nobody`.
template <class Catalog, bool FirstMatch, class Passed, std::size_t Index, class... Handlers>
consteval std::size_t first_refused() {
    using handler_type = boost::mp11::mp_at_c<boost::mp11::mp_list<Handlers...>, Index>;
    if constexpr (is_ignored<handler_type>) {
        return nobody;
    } else {
        // Written in place: GCC 14 rejects a local reference to it here, "'mask' is not captured".
        return []<std::size_t... I>(std::index_sequence<I...>) {
            std::size_t first = nobody;
            ((refuses<called_for<Catalog, FirstMatch, Index,
                                 typename std::remove_cvref_t<Handlers>::spec...>[I],
                      handler_type, Catalog, Passed, I>()&& first == nobody
                  ? first = I
                  : first),
             ...);
            return first;
        }
        (alternative_indices<Catalog>{});
    }
}

/// The handler that a first-match dispatch calls for alternative `Index`.
template <class Catalog, std::size_t Index, class... Handlers>
using taker_of = boost::mp11::mp_at_c<boost::mp11::mp_list<Handlers...>,
                                      route<Catalog, typename std::remove_cvref_t<Handlers>::spec...>[Index]>;

template <class Handler, class Catalog, class Passed, std::size_t Index>
consteval bool ignores_or_accepts() {
    if constexpr (is_ignored<Handler>)
        return true;
    else
        return accepts<Handler, Catalog, Passed, Index>;
}

/// Whether every handler accepts all that it is called for. In a first-match dispatch each alternative has one handler
/// to ask, otherwise each handler may have each alternative.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval bool all_callable() {
    if constexpr (FirstMatch)
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
            return (ignores_or_accepts<taker_of<Catalog, Index, Handlers...>, Catalog, Passed, Index>() &&
                    ...);
        }
    (alternative_indices<Catalog>{});
    else return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return ((first_refused<Catalog, FirstMatch, Passed, Index, Handlers...>() == nobody) && ...);
    }
    (std::index_sequence_for<Handlers...>{});
}

template <class Catalog, class Spec, std::size_t Refused>
consteval auto mistakes_in_handler() {
    if constexpr (Refused == nobody)
        return boost::mp11::mp_list<>{};
    else
        return boost::mp11::mp_list<diagnostics::handler_cannot_take_event<
            name_of<Catalog, Refused>, label_taking<Catalog, Spec, Refused>()>>{};
}

/// Each handler that does not accept its event, as a list of mistakes.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval auto uncallable() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return boost::mp11::mp_append<
            boost::mp11::mp_list<>,
            decltype(mistakes_in_handler<
                     Catalog, typename std::remove_cvref_t<Handlers>::spec,
                     first_refused<Catalog, FirstMatch, Passed, Index, Handlers...>()>())...>{};
    }
    (std::index_sequence_for<Handlers...>{});
}

/// The common type of what the handlers of a first-match dispatch return, each for the events routed to it, where
/// they do not all return the same. All handlers are callable.
template <class Catalog, class Passed, class... Handlers>
class mixed_result {
    /// What the handler of alternative `Index` returns, with its label; nothing for an ignored one.
    template <std::size_t Index>
    static auto outcome_of() {
        using handler = taker_of<Catalog, Index, Handlers...>;
        if constexpr (is_ignored<handler>)
            return boost::mp11::mp_list<>{};
        else
            return boost::mp11::mp_list<
                diagnostics::handler_result<label_of<typename std::remove_cvref_t<handler>::spec>,
                                            returned_by<handler, Catalog, Passed, Index>>>{};
    }

    template <std::size_t... Index>
    static auto outcomes_of(std::index_sequence<Index...>) -> boost::mp11::mp_unique<
        boost::mp11::mp_append<boost::mp11::mp_list<>, decltype(outcome_of<Index>())...>>;

    /// The common type so far, and the first outcome, which an error names.
    template <class First, class Type>
    struct folded {
        using type = Type;
        static constexpr bool good = true;

        template <class Outcome>
        static auto with(Outcome) {
            using right = typename Outcome::type;
            if constexpr (std::is_same_v<Type, right>) {
                return folded{};
            } else if constexpr (requires { typename std::common_type<Type, right>::type; }) {
                return folded<First, std::common_type_t<Type, right>>{};
            } else {
                return no_type<First, Outcome>{};
            }
        }
    };

    template <class First, class Second>
    struct no_type {
        using type = void;
        using mistake = diagnostics::no_common_result_type<First, Second>;
        static constexpr bool good = false;

        template <class Outcome>
        static no_type with(Outcome) {
            return {};
        }
    };

    struct nothing {
        using type = void;
        static constexpr bool good = true;

        template <class Outcome>
        static auto with(Outcome) {
            return folded<Outcome, typename Outcome::type>{};
        }
    };

    template <class Folded, class Outcome>
    using add = decltype(Folded::with(Outcome{}));

    using all = boost::mp11::mp_fold<decltype(outcomes_of(alternative_indices<Catalog>{})), nothing, add>;

public:
    using type = typename all::type;

    /// Whether there is a common type, and a value to return for what is ignored.
    static constexpr bool good = all::good && (std::is_void_v<type> || std::default_initializable<type> ||
                                               !(is_ignored<Handlers> || ...));

    static consteval auto mistakes() {
        if constexpr (!all::good)
            return boost::mp11::mp_list<typename all::mistake>{};
        else
            return boost::mp11::mp_list<diagnostics::ignore_rest_cannot_make_result<type>>{};
    }
};

/// Where all return the same type, which is soon seen, for most lists.
template <class Type>
struct same_result {
    using type = Type;
    static constexpr bool good = true;
};

/// Whether `Handler` returns `Type` for alternative `Index`, or is ignored and `Type` is void.
template <class Type, class Handler, class Catalog, class Passed, std::size_t Index>
consteval bool returns() {
    if constexpr (is_ignored<Handler>)
        return std::is_void_v<Type>;
    else
        return std::is_same_v<returned_by<Handler, Catalog, Passed, Index>, Type>;
}

template <class Type, class Catalog, class Passed, class... Handlers>
consteval bool all_return() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return (returns<Type, taker_of<Catalog, Index, Handlers...>, Catalog, Passed, Index>() && ...);
    }
    (alternative_indices<Catalog>{});
}

template <class Catalog, class Passed, class... Handlers>
consteval auto find_common_result() {
    using first = taker_of<Catalog, 0, Handlers...>;
    using type = typename decltype([] {
        if constexpr (is_ignored<first>)
            return std::type_identity<void>{};
        else
            return std::type_identity<returned_by<first, Catalog, Passed, 0>>{};
    }())::type;
    if constexpr (all_return<type, Catalog, Passed, Handlers...>())
        return std::type_identity<same_result<type>>{};
    else
        return std::type_identity<mixed_result<Catalog, Passed, Handlers...>>{};
}

/// The common type of what the handlers of a first-match dispatch return, each for the events routed to it.
/// All handlers are callable.
template <class Catalog, class Passed, class... Handlers>
using common_result = typename decltype(find_common_result<Catalog, Passed, Handlers...>())::type;

template <class Catalog>
concept is_catalog = requires {
    Catalog::size;
    typename Catalog::variant;
};

template <class Type>
struct no_catalog : std::type_identity<diagnostics::type_is_no_catalog<Type>> {};

/// The "catalog" of what was passed to `match` and is no variant.
template <class Argument>
struct no_catalog<variant_catalog<Argument>>
    : std::type_identity<diagnostics::argument_is_no_variant_of_events<
          Argument, std::conditional_t<std::is_convertible_v<const Argument&, std::string_view>,
                                       diagnostics::decode_the_text_first,
                                       diagnostics::pass_any_event_or_another_variant_of_events>>> {};

template <class Argument>
concept is_handler = requires {
    typename std::remove_cvref_t<Argument>::spec;
};

template <class Argument>
consteval auto mistakes_in_argument() {
    if constexpr (is_handler<Argument>)
        return boost::mp11::mp_list<>{};
    else
        return boost::mp11::mp_list<diagnostics::argument_is_no_handler<
            std::remove_cvref_t<Argument>, diagnostics::write_on_otherwise_or_on_unknown_around_it>>{};
}

/// All that is wrong with a list of handlers for an event that is passed so, as a list of mistakes; of several
/// kinds of mistakes only the first, since the others might follow from it.
template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
consteval auto find_mistakes() {
    if constexpr (!is_catalog<Catalog>)
        return boost::mp11::mp_list<typename no_catalog<Catalog>::type>{};
    else if constexpr (!(is_handler<Handlers> && ...))
        return boost::mp11::mp_append<boost::mp11::mp_list<>,
                                      decltype(mistakes_in_argument<Handlers>())...>{};
    else if constexpr (!boost::mp11::mp_empty<decltype(mistakes_in_catalog<Catalog>())>::value)
        return mistakes_in_catalog<Catalog>();
    else if constexpr (!is_sound<Catalog, FirstMatch, typename std::remove_cvref_t<Handlers>::spec...>())
        return mistakes_in_plan<Catalog, FirstMatch, typename std::remove_cvref_t<Handlers>::spec...>();
    else if constexpr (!all_callable<Catalog, FirstMatch, Passed, Handlers...>())
        return uncallable<Catalog, FirstMatch, Passed, Handlers...>();
    else if constexpr (!FirstMatch)
        return boost::mp11::mp_list<>{};
    else if constexpr (!common_result<Catalog, Passed, Handlers...>::good)
        return common_result<Catalog, Passed, Handlers...>::mistakes();
    else
        return boost::mp11::mp_list<>{};
}

template <class Catalog, bool FirstMatch, class Passed, class... Handlers>
using mistakes_in = decltype(find_mistakes<Catalog, FirstMatch, Passed, Handlers...>());

} // namespace scaivault::detail
