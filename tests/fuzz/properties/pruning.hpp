#pragma once

#include "../property.hpp"

#include <scaivault/json/decode.hpp>

#include <optional>
#include <string_view>
#include <variant>

/// Checks `decode_for` against `decode`: it reads less, with the same result.
namespace fuzz {

namespace detail {

inline const auto nothing_done = [](const auto&) {};
inline const auto no_handler = scaivault::handlers{scaivault::ignore_rest};
inline const auto one_family =
    scaivault::handlers{scaivault::on<"certificate.*">(nothing_done), scaivault::ignore_rest};
inline const auto unknown_alone =
    scaivault::handlers{scaivault::on_unknown(nothing_done), scaivault::ignore_rest};
inline const auto all_types = scaivault::handlers{scaivault::otherwise(nothing_done)};

} // namespace detail

/// Whether `event`, of the types that some handlers take, is what `decode` has read.
template <class Part>
bool is_same_event(const Part& event, const scaivault::any_event& decoded) {
    return std::visit(
        [&]<class Event>(const Event& read) {
            const auto* whole = std::get_if<Event>(&decoded);
            return whole != nullptr && *whole == read;
        },
        event);
}

/// Handlers that take everything receive the result of `decode`, value or failure.
inline void reads_all_for_all(const scaivault::result<scaivault::any_event>& decoded, std::string_view text,
                              const scaivault::decode_options& options) {
    const auto read = scaivault::decode_for(detail::all_types, text, options);
    require(read.has_value() == decoded.has_value(), "decode_for all types and decode disagree",
            read ? decoded.error().message() : read.error().message());
    if (decoded)
        require(read->has_value() && **read == *decoded,
                "decode_for all types reads another event than decode");
    else
        require(read.error() == decoded.error(), "decode_for all types fails otherwise than decode",
                read.error().message(), " / ", decoded.error().message());
}

/// Handlers for some types receive the events of these types, as `decode` reads them, and no others. Invalid JSON
/// is rejected nevertheless. Other errors in skipped parts are not detected.
template <class Handlers, class Handled>
void reads_what_is_handled(const Handlers& handlers, const Handled& is_handled,
                           const scaivault::result<scaivault::any_event>& decoded, std::string_view text,
                           const scaivault::decode_options& options, bool is_json) {
    using scaivault::errc;
    const auto read = scaivault::decode_for(handlers, text, options);
    if (decoded) {
        require(read.has_value(), "decode_for refuses what decode accepts",
                read ? std::string() : read.error().message());
        require(read->has_value() == is_handled(*decoded),
                "decode_for takes a type for another than decode does");
        if (*read)
            require(is_same_event(**read, *decoded), "decode_for reads another event than decode");
        return;
    }
    if (read) {
        require(is_json, "decode_for accepts what is no JSON");
        require(!read->has_value(), "decode_for reads an event that decode refuses",
                decoded.error().message());
        return;
    }
    for (const auto code : {errc::invalid_json, errc::too_deep, errc::too_large})
        if (decoded.error().code == code)
            require(read.error() == decoded.error(),
                    "decode_for refuses malformed text otherwise than decode", read.error().message(), " / ",
                    decoded.error().message());
    if (read.error().code == errc::invalid_json || read.error().code == errc::too_deep)
        require(!is_json, "decode_for calls malformed what is not", read.error().message());
}

/// The pruned path and the full path agree.
inline void agrees_with_the_full_path(const scaivault::result<scaivault::any_event>& decoded,
                                      std::string_view text, const scaivault::decode_options& options,
                                      bool is_json) {
    const auto is_unknown = [](const scaivault::any_event& event) {
        return std::holds_alternative<scaivault::unknown_event>(event);
    };
    const auto is_certificate = [](const scaivault::any_event& event) {
        return !std::holds_alternative<scaivault::unknown_event>(event) &&
               scaivault::type_of(event).starts_with("certificate.");
    };
    const auto never = [](const scaivault::any_event&) { return false; };
    reads_all_for_all(decoded, text, options);
    reads_what_is_handled(detail::no_handler, never, decoded, text, options, is_json);
    reads_what_is_handled(detail::unknown_alone, is_unknown, decoded, text, options, is_json);
    reads_what_is_handled(detail::one_family, is_certificate, decoded, text, options, is_json);
}

} // namespace fuzz
