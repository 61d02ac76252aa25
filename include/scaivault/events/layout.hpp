#pragma once

#include "envelope.hpp"

#include <cstddef>
#include <string_view>

namespace scaivault {

/// Where the type and the payload stand among the members of an envelope, for text. Specialise it for an
/// envelope of your own; `Envelope` has a field list.
template <class Envelope>
struct envelope_layout {
    static constexpr std::string_view id_key = "event_id";     ///< the member that names the event
    static constexpr std::string_view type_key = "event_type"; ///< the key of the type
    static constexpr std::string_view data_key = "data";       ///< the key of the payload
    static constexpr std::size_t fields_before_type = 1; ///< members of `Envelope` written before the type
    static constexpr std::size_t fields_before_data = 1; ///< members of `Envelope` written before the payload
};

// Catalog, "Envelope": `event_id`, the type, then all but `request_id`, the payload, `request_id`.
template <>
struct envelope_layout<envelope> {
    static constexpr std::string_view id_key = "event_id";
    static constexpr std::string_view type_key = "event_type";
    static constexpr std::string_view data_key = "data";
    static constexpr std::size_t fields_before_type = 1;
    static constexpr std::size_t fields_before_data = 6;
};

} // namespace scaivault
