#pragma once

#include "../property.hpp"

#include <scaivault/json/decode.hpp>
#include <webhooks/json/detail/read_event.hpp>

#include <array>
#include <cstddef>
#include <string_view>

/// All text that the fast path for plain text accepts, Boost.JSON's parser accepts too, and both read the same
/// event.
namespace fuzz {

namespace detail {

inline void short_cut_agrees(std::string_view text, std::size_t max_depth, const bool* wanted,
                             const scaivault::decode_options& options) {
    namespace reading = webhooks::detail;
    scaivault::any_event plain;
    scaivault::any_event parsed;
    scaivault::envelope plain_envelope;
    scaivault::envelope parsed_envelope;
    auto to = reading::target_of<scaivault::catalog>(&plain, plain_envelope, options);
    to.wanted = wanted;
    const auto by_short_cut = reading::read_plain(text, to, max_depth);
    if (!by_short_cut)
        return;
    to.variant = &parsed;
    to.envelope = &parsed_envelope;
    const auto by_parser = reading::read_parsed(text, to, max_depth);
    require(by_parser.has_value(), "the short cut accepts what the parser refuses",
            by_parser ? std::string() : by_parser.error().message());
    require(by_short_cut->type == by_parser->type && by_short_cut->wanted == by_parser->wanted,
            "the short cut takes a type for another than the parser does");
    if (by_parser->wanted)
        require(plain == parsed, "the short cut reads another event than the parser");
    else
        require(plain_envelope.event_id == parsed_envelope.event_id,
                "the short cut reads another id than the parser");
}

} // namespace detail

inline void short_cut_agrees(std::string_view text, const scaivault::decode_options& options) {
    constexpr std::array<bool, scaivault::catalog::size + 1> nothing{};
    detail::short_cut_agrees(text, options.max_depth, nullptr, options);
    detail::short_cut_agrees(text, options.max_depth, nothing.data(), options);
}

} // namespace fuzz
