#pragma once

#include "../dispatch/fixed_string.hpp"
#include "../dispatch/pattern.hpp"
#include "../events/catalog.hpp"
#include "detail/subject_text.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Verified events on NATS JetStream.
namespace scaivault::nats {

/// The subject of an event type, below the stream's prefix: the type itself, where it can be a subject.
///
/// The types of the catalog can. An unknown one, which is whatever text was signed, may not: each character that
/// a subject must not have or that would be a wildcard (white space, control characters, `*`, `>`, anything
/// outside ASCII, and `%` itself) becomes `%` and two hexadecimal digits, and an empty segment becomes `%`
/// alone. A type whose subject would have more than `max_subject_size` characters goes to `%too_long`. Two
/// types of a bearable length have two subjects. Linear in the length of the type.
[[nodiscard]] inline std::string subject_of(std::string_view event_type) {
    std::string subject;
    subject.reserve(event_type.size() + 8);
    detail::write_subject(event_type, [&](char c) {
        if (subject.size() <= max_subject_size)
            subject.push_back(c);
    });
    if (subject.size() > max_subject_size)
        subject = detail::too_long_subject;
    return subject;
}

/// The subjects, below the stream's prefix, that select the event types which `Pattern` selects.
///
/// `*` stays `*`, and a `**` at the end becomes `>`. NATS has nothing for a `**` elsewhere, so it becomes as many
/// `*` as there are segments in its place in a type of `Catalog`: `**.created` is `*.created` and
/// `*.*.created`. No subject of the list selects what another does. For a type of the catalog they say what
/// `matches` says; of types that are not in it, they select those of the same lengths, and in the place of a
/// wildcard they take an empty segment too, which `matches` does not.
template <fixed_string Pattern, class Catalog = catalog>
[[nodiscard]] constexpr std::span<const std::string_view> subjects_for() noexcept {
    static_assert(is_valid_pattern<Pattern>, "the pattern is malformed: see scaivault::defect_of");
    return detail::subject_list<detail::expansions_of<Pattern, Catalog>::patterns>::subjects;
}

/// The subjects, below the stream's prefix, that select exactly the types that `Handlers::subscription()` asks
/// for: one for each of its elements, none of which selects what another does. Made at compile time.
template <class Handlers>
[[nodiscard]] constexpr std::span<const std::string_view> subscription_subjects() noexcept {
    return detail::subject_list<detail::stored<Handlers, true>>::subjects;
}

/// The same for `Handlers::exact_subscription()`: one subject for each type.
template <class Handlers>
[[nodiscard]] constexpr std::span<const std::string_view> exact_subscription_subjects() noexcept {
    return detail::subject_list<detail::stored<Handlers, false>>::subjects;
}

} // namespace scaivault::nats
