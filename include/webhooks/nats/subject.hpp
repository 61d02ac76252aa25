#pragma once

#include "../dispatch/fixed_string.hpp"
#include "../dispatch/pattern.hpp"
#include "detail/subject_text.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Verified events on NATS JetStream.
namespace webhooks::nats {

/// The subject of an event type, below the stream's prefix.
///
/// For the types of the catalog this is the type itself. An unknown type can be any text, so it is escaped. Each
/// character that a subject must not contain or that would be a wildcard (white space, control characters, `*`, `>`,
/// anything outside ASCII, and `%` itself) becomes `%` and two hexadecimal digits. An empty segment becomes `%`. If the
/// subject would have more than `max_subject_size` characters, it is `%too_long`. Apart from those, different types
/// have different subjects. Linear in the length of the type.
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

/// The subjects, below the stream's prefix, that select the event types of `Pattern`. No subject covers another.
///
/// `*` stays `*`, and a `**` at the end becomes `>`. NATS has no equivalent of a `**` elsewhere, so it is expanded to
/// as many `*` as the types of `Catalog` have segments there: `**.created` becomes `*.created` and `*.*.created`.
///
/// For a type of the catalog, the subjects select exactly what `matches` selects. For other types there are two
/// differences: only types with the same numbers of segments are selected, and a wildcard also takes an empty segment.
template <fixed_string Pattern, class Catalog>
[[nodiscard]] constexpr std::span<const std::string_view> subjects_for() noexcept {
    static_assert(is_valid_pattern<Pattern>, "the pattern is malformed: see webhooks::defect_of");
    return detail::subject_list<detail::expansions_of<Pattern, Catalog>::patterns>::subjects;
}

/// The subjects, below the stream's prefix, that select exactly the types of `Handlers::subscription()`: one for each
/// element. They are disjoint. Computed at compile time.
template <class Handlers>
[[nodiscard]] constexpr std::span<const std::string_view> subscription_subjects() noexcept {
    return detail::subject_list<detail::stored<Handlers, true>>::subjects;
}

/// The same for `Handlers::exact_subscription()`: one subject per type.
template <class Handlers>
[[nodiscard]] constexpr std::span<const std::string_view> exact_subscription_subjects() noexcept {
    return detail::subject_list<detail::stored<Handlers, false>>::subjects;
}

} // namespace webhooks::nats
