#pragma once

#include "../property.hpp"
#include "json_reading.hpp"

#include <scaivault/json/decode.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// Checks the result of `decode` against the DOM.
namespace fuzz {

/// A failure has a code of JSON text, has a reason, and has a valid position.
inline void is_well_formed(const scaivault::failure& error, std::string_view text) {
    using scaivault::errc;
    const auto& code = error.code;
    require(code == errc::invalid_json || code == errc::duplicate_key || code == errc::missing_field ||
                code == errc::wrong_type || code == errc::out_of_range || code == errc::malformed_time ||
                code == errc::too_deep || code == errc::too_large,
            "decode fails for a reason that is none of a text", error.message());
    require(error.offset <= text.size(), "the offset is beyond the text", error.message());
    require(error.where.empty() || error.where.starts_with('/'), "the place is no JSON Pointer", error.where);
    require(!error.message().empty(), "the message is empty");
}

/// `decode` accepts only text that the DOM accepts. It reports malformed or too deep text exactly if the DOM does,
/// even if the text cannot be an event for another reason.
inline void agrees_on_what_json_is(const scaivault::result<scaivault::any_event>& decoded,
                                   std::string_view text, const scaivault::decode_options& options,
                                   const json_reading& dom) {
    using scaivault::errc;
    if (decoded) {
        require(dom.accepted(), "decode accepts what the DOM refuses", dom.error.message());
        require(text.size() <= options.max_size, "decode accepts a text that is too large");
        return;
    }
    const auto& error = decoded.error();
    is_well_formed(error, text);
    const bool too_large = text.size() > options.max_size;
    require((error.code == errc::too_large) == too_large, "too_large is not about the size", error.message());
    if (too_large)
        return;
    const bool dom_too_deep = dom.error == boost::json::error::too_deep;
    require((error.code == errc::too_deep) == dom_too_deep, "too_deep is not about the depth",
            error.message(), dom.error.message());
    require((error.code == errc::invalid_json) == (!dom.accepted() && !dom_too_deep),
            "decode and the DOM do not agree on what JSON is", error.message(), dom.error.message());
}

/// A failure describes the member at its position correctly. Only for text that the DOM accepts and that has no
/// duplicate keys: the DOM keeps one of them, not always the one that `decode` read.
inline void tells_the_truth(const scaivault::failure& error, const boost::json::value& value) {
    using scaivault::errc;
    require(error.code != errc::duplicate_key, "decode says duplicate_key where no key stands twice",
            error.where);
    boost::system::error_code ec;
    if (error.code == errc::missing_field) {
        const auto parent = error.where.substr(0, error.where.rfind('/'));
        const auto* object = value.find_pointer(parent, ec);
        require(object != nullptr && object->is_object(), "a member is missing in what is no object",
                error.where);
        require(value.find_pointer(error.where, ec) == nullptr, "the missing member is there", error.where);
        return;
    }
    const auto* member = value.find_pointer(error.where, ec);
    require(member != nullptr, "the failure points at nothing", error.message());
    if (error.code == errc::out_of_range)
        require(member->is_double() || member->is_uint64(), "what is out of range fits", error.message());
    if (error.code == errc::malformed_time)
        require(member->is_string(), "a malformed time is no string", error.message());
}

} // namespace fuzz
