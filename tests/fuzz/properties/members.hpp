#pragma once

#include "../../support/order_desk.hpp"
#include "../property.hpp"
#include "json_reading.hpp"

#include <webhooks/json/decode.hpp>
#include <webhooks/json/encode.hpp>

#include <boost/json/error.hpp>

#include <string_view>

/// Checks a catalog that has a member of every type that can be read.
namespace fuzz {

/// An order is refused with an error of a text and its place, or read as what a round trip keeps.
inline void orders_are_read_or_refused(std::string_view text, const webhooks::decode_options& options,
                                       const json_reading& dom) {
    using webhooks::errc;
    if (text.size() > options.max_size)
        return;
    const auto decoded = webhooks::decode_as<order_desk::catalog>(text, options);
    if (!decoded) {
        const auto& error = decoded.error();
        require(error.offset <= text.size() && !error.message().empty(), "a failure has no place",
                error.message());
        require((error.code == errc::too_deep) == (dom.error == boost::json::error::too_deep),
                "too_deep is not about the depth", error.message());
        require((error.code == errc::invalid_json) ==
                    (!dom.accepted() && dom.error != boost::json::error::too_deep),
                "decode and the DOM do not agree on what JSON is", error.message());
        if (dom.accepted() && error.code != errc::missing_field && !has_duplicate_keys(text, dom.value)) {
            boost::system::error_code ec;
            require(dom.value.find_pointer(error.where, ec) != nullptr, "the failure points at nothing",
                    error.message());
        }
        return;
    }
    require(dom.accepted(), "decode accepts what the DOM refuses", text);
    const auto written = webhooks::encode(*decoded);
    const auto again = webhooks::decode_as<order_desk::catalog>(written);
    require(again.has_value(), "decode refuses what encode wrote", written);
    // A json_text that is missing is empty, and written as null.
    require(*again == *decoded || options.missing == webhooks::missing_fields::default_,
            "an order is not what it was after encode and decode", written);
}

} // namespace fuzz
