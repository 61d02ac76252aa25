#pragma once

#include "fixed_string.hpp"

#include <cstddef>

/// What the compiler prints when a list of handlers or a catalog is wrong. Each mistake is a template whose name is the
/// explanation and whose arguments are the names at fault. `mistake` has the `static_assert` that fails. GCC prints the
/// arguments in "In instantiation of", clang in "due to requirement"; both print strings of up to 33 characters whole.
namespace webhooks::diagnostics {

/// The nearest event types, or the pattern that was probably meant.
template <fixed_string... Names>
struct did_you_mean {};

/// The pattern selects nothing in the catalog: a typo, or a wildcard of the wrong length.
template <fixed_string Pattern, class Hint>
struct no_event_type_matches {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// What to do about a text where an event is wanted: `decode` it, or give the delivery to a receiver.
struct decode_the_text_first {};
/// What to do about anything else that is no event: pass the variant.
struct pass_any_event_or_another_variant_of_events {};

/// `match` and `match_all` take a `std::variant` of events; the argument is something else.
template <class Argument, class Remedy>
struct argument_is_no_variant_of_events {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// `handlers_for<Catalog>` takes a catalog, such as `webhooks::catalog`, not the variant of its events.
template <class Type>
struct type_is_no_catalog {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// What to do about a function without a pattern.
struct write_on_otherwise_or_on_unknown_around_it {};
/// What to do about a `handler_list` in a `match`.
struct put_the_list_into_handlers {};
/// What to do about a function, or a single handler, that is given to a receiver.
struct put_it_into_handlers_with_a_pattern {};

/// A list of handlers has something else in it, such as a bare lambda; or a receiver is given something that is no list.
template <class Argument, class Remedy>
struct argument_is_no_handler {
    static constexpr bool value = false; ///< asserted by `mistake`
};

// The rules of a pattern, for `malformed_pattern`.

/// Broken by `""`.
struct a_pattern_has_at_least_one_segment {};
/// Broken by `".rotated"`.
struct a_pattern_does_not_begin_with_a_dot {};
/// Broken by `"secret."`.
struct a_pattern_does_not_end_with_a_dot {};
/// Broken by `"secret..rotated"`.
struct two_dots_have_a_segment_between_them {};
/// Broken by `"secret.***"`.
struct a_wildcard_has_one_star_or_two {};
/// Broken by `"secret.rot*"`.
struct a_wildcard_stands_for_a_whole_segment {};

/// The pattern breaks a rule of the pattern language.
template <fixed_string Pattern, class Rule>
struct malformed_pattern {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The patterns of earlier handlers that, together, take everything; `otherwise`, `on_unknown` and
/// `ignore_rest` appear under their own names.
template <fixed_string... Patterns>
struct already_taken_by {};

/// The handler is unreachable: handlers before it take all of its events. Reorder the handlers, or delete it.
template <fixed_string Pattern, class Earlier>
struct handler_never_runs {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The first few of a list of event types.
template <fixed_string... Names>
struct types {};

/// How many more there are than the list shows.
template <std::size_t Count>
struct and_more {};

/// The first few of the types that have handlers with a guard only: another handler must take what all of these leave.
template <fixed_string... Names>
struct only_guarded {};

/// What to do about events without a handler.
struct add_otherwise_on_unknown_or_ignore_rest {};

/// These event types have no handler. `otherwise(f)` takes everything else, `ignore_rest` ignores it, and `on_unknown(f)` takes
/// "unknown_event": types that the catalog does not know, since the vendor may add some. `Remedy` is
/// `add_otherwise_on_unknown_or_ignore_rest`, after `only_guarded<...>` if guarded handlers take some of the types.
template <class Types, class More, class... Remedy>
struct events_without_handler {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The function takes another event type than the one that it is given. Change its parameter or its pattern, or write
/// `const auto&`.
template <fixed_string Event>
struct it_takes {};
/// The function takes the payload. It is given the event: take that, and read its member `data`.
template <class Payload>
struct it_takes_the_payload_instead_of_the_event {};
/// The function takes something else.
template <class Parameter>
struct its_parameter_is {};

/// A mistake, and more about its cause.
template <class What, class Cause>
struct explained {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The function given for `Pattern` cannot be called with `event<Event>`. In `explained` with what it takes, if that is known:
/// not for a function with `auto`, nor for one with several overloads.
template <fixed_string Event, fixed_string Pattern>
struct handler_cannot_take_event {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The predicate in `when(...)` of the handler for `Pattern` cannot be called with `const event<Event>&`, or its result is no
/// bool.
template <fixed_string Event, fixed_string Pattern>
struct guard_cannot_judge_event {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The function given for `Pattern` has a second parameter, `const delivery_context&`, and there is no delivery: it is called
/// by `match`, or by `handlers` with an event alone. Give the handlers to a receiver, or pass a context as second argument.
template <fixed_string Pattern>
struct handler_needs_a_delivery_context {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// What to do about an awaitable: a handler that suspends needs `co_await async_receive(...)`.
template <class Awaitable>
struct use_async_receive_for {};

/// A receiver calls the handler for `Pattern` and would drop what it returns. Return `void`, or something that can fail: an
/// `error_code` or a `result<T>`.
template <fixed_string Pattern, class Result>
struct handler_result_would_be_dropped {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// The handler for `Pattern` returns `Result`.
template <fixed_string Pattern, class Result>
struct handler_result {
    using type = Result; ///< what it returns
};

/// Two handlers of one match return types that have no common type.
template <class First, class Second>
struct no_common_result_type {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// `ignore_rest` needs a value to return for what it ignores.
template <class Result>
struct ignore_rest_cannot_make_result {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// An alternative of your own variant has no `static constexpr std::string_view type`. Only the last alternative may lack it:
/// it then stands for unknown events.
template <class Alternative>
struct alternative_without_type {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// Two entries of a catalog, or two alternatives of your own variant, have the same name.
template <fixed_string Name>
struct duplicate_event_type {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// What to do about `on("secret.rotated", f)`: write `on<"secret.rotated">(f)`, so that the compiler can check the pattern.
struct put_it_in_angle_brackets {};

/// A pattern was given as an argument of a function.
template <class Argument, class Remedy>
struct argument_is_no_pattern {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// What to do about `receiver{"..."}`: write `receiver{signing_secrets{"..."}}`.
template <class Keys>
struct put_it_into {};

/// A receiver was given a text where it takes secrets, or public keys.
template <class Argument, class Remedy>
struct argument_is_no_set_of_secrets {
    static constexpr bool value = false; ///< asserted by `mistake`
};

/// Where a build fails.
template <class What>
struct mistake {
    static_assert(
        What::value,
        "the event, the handlers or the catalog are wrong: the name of the template in this message "
        "says how, its arguments say where (explained in webhooks/dispatch/diagnostics.hpp)");
};

/// One error for each of several mistakes, in order. They are bases: clang stops in a list of expressions at the first error,
/// and an error inside of a function would not name the caller's line.
template <class... Mistakes>
struct mistakes : mistake<Mistakes>... {};

/// The result of a call with errors. Converts to anything, so that no further error follows.
template <class... Mistakes>
struct refusal : mistake<Mistakes>... {
    /// Not defined: the build has failed already.
    template <class T>
    operator T() const;
};

} // namespace webhooks::diagnostics
