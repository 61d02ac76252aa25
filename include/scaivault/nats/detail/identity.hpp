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

/// What a signed body says of itself, without its payload.
struct identity {
    std::string event_id{};
    std::string unknown_type{}; ///< of a type that the catalog does not know
    std::size_t type = 0;       ///< the index in the catalog, its size for an unknown type
    bool handled = true;        ///< whether one of the handlers that were asked takes it
};

/// Of known types only the id and the type; the unknown ones whole, for the text of their type.
template <class Catalog>
inline constexpr auto unknown_types_only = [] {
    std::array<bool, Catalog::size + 1> mask{};
    mask.back() = true;
    return mask;
}();

/// Reads an event's id and type. Refuses what is not an event, has no id, or has headers that disagree.
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
    // The server takes messages without an id for different ones, and two events without one for the same.
    if (found.event_id.empty())
        return failure{.code = errc::missing_field,
                       .where = "/" + std::string(envelope_layout<envelope_type>::id_key),
                       .detail = "the event's id is empty"};
    if (auto* const unknown = std::get_if<typename Catalog::unknown_type>(&event); unknown && read->wanted)
        found.unknown_type = std::move(unknown->event_type);
    return found;
}

/// An event id as a header's value: what is signed may be any text, and a header's value ends with its line.
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
