#pragma once

#include "../../receiver.hpp"
#include "subject_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace scaivault::nats::detail {

/// The id and the type of an event, without its payload.
struct identity {
    std::string event_id{};
    std::string unknown_type{}; ///< the type's name if the catalog does not have it
    std::size_t type = 0;       ///< index in the catalog, or its size for an unknown type
    bool handled = true;        ///< true if one of the given handlers takes the type
};

/// The mask of types to decode whole: unknown ones, for the name of their type. Of the others, id and type suffice.
template <class Catalog>
inline constexpr auto unknown_types_only = [] {
    std::array<bool, Catalog::size + 1> mask{};
    mask.back() = true;
    return mask;
}();

/// Reads an event's id and type. Fails if the body is not an event, has an empty id, or differs from its headers.
template <class Catalog>
[[nodiscard]] result<identity> identify(const verified_body& body, const decode_options& options) {
    using envelope_type = typename Catalog::envelope_type;
    typename Catalog::variant event;
    envelope_type envelope;
    const auto read = scaivault::detail::read_as<Catalog>(
        body.body(), event, envelope, options, unknown_types_only<Catalog>.data(), body.event_type());
    if (!read)
        return read.error();
    identity found;
    const auto& of = read->wanted ? scaivault::detail::envelope_in<Catalog>(event) : envelope;
    found.event_id = scaivault::detail::id_of(of);
    found.type = read->type;
    if (auto disagreement =
            scaivault::detail::header_disagreement<envelope_type>(body, found.event_id, *read))
        return *std::move(disagreement);
    // The server does not detect duplicates of messages without an id.
    if (found.event_id.empty())
        return failure{.code = errc::missing_field,
                       .where = "/" + std::string(envelope_layout<envelope_type>::id_key),
                       .detail = "the event's id is empty"};
    if (auto* const unknown = std::get_if<typename Catalog::unknown_type>(&event); unknown && read->wanted)
        found.unknown_type = std::move(unknown->event_type);
    return found;
}

/// An event id, escaped for use as a header's value: an id can be any text, and a header's value is a single line.
[[nodiscard]] inline std::string message_id(std::string_view event_id) {
    std::string text;
    text.reserve(event_id.size());
    for (const char c : event_id) {
        if (c == '.' || c == '*' || c == '>')
            text.push_back(c);
        else
            write_escaped({&c, 1}, [&](char put) { text.push_back(put); });
    }
    return text;
}

} // namespace scaivault::nats::detail
