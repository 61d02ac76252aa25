#pragma once

#include "../dispatch/alternatives.hpp"
#include "../dispatch/catalog.hpp"
#include "detail/write_event.hpp"

#include <string>
#include <variant>

namespace webhooks {

/// The JSON text of one event, as the vendor sends it: the same keys in the same order. An empty optional is written as `null`
/// or left out, as the field list says. Compact, without a newline at the end.
///
/// Strings must be UTF-8. Times outside of the years 0 to 9999 are written as the nearest one inside.
/// Throws `std::bad_alloc`. O(length of the text).
template <fixed_string Name, class Payload, class Envelope>
[[nodiscard]] std::string encode(const basic_event<Name, Payload, Envelope>& event) {
    std::string out;
    out.reserve(512);
    detail::append_event(out, static_cast<const Envelope&>(event), Name.view(),
                         detail::writer_of(event.data));
    return out;
}

/// The JSON text of an event whose type the catalog does not know. Its `data` is JSON text and is copied. An empty `data` is
/// written as `null`.
template <class Envelope>
[[nodiscard]] std::string encode(const basic_unknown_event<Envelope>& event) {
    std::string out;
    out.reserve(512);
    detail::append_event(out, static_cast<const Envelope&>(event), event.event_type,
                         {&event.data,
                          [](std::string& text, const void* payload) {
                              detail::append_json_text(text, *static_cast<const std::string*>(payload));
                          },
                          event.data.empty()});
    return out;
}

/// The JSON text of an event of any type; `decode(encode(event)) == event`.
/// Throws `std::bad_variant_access` for a variant without a value.
template <class... Events>
[[nodiscard]] std::string encode(const std::variant<Events...>& event) {
    return detail::with_alternative<std::string>(
        event, [&](auto index) { return encode(*std::get_if<index>(&event)); });
}

} // namespace webhooks
