#pragma once

#include "../../detail/json_values.hpp"
#include "../../detail/words.hpp"
#include "../../error.hpp"
#include "malformed.hpp"
#include "parser_handler.hpp"
#include "plain_reader.hpp"
#include "read_target.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// The two readers of an event: the fast path for plain text, and Boost.JSON's parser.
namespace webhooks::detail {

/// Called when `json` has been read. Gives an unknown event the text of its payload.
inline read_summary summary_of(const event_builder& builder, std::string_view json) {
    const auto path = builder.payload_path();
    if (builder.type() == builder.catalog_size() && builder.payload() != nullptr && !path.empty()) {
        std::string_view payload = json;
        for (const auto member : path) {
            json_items members(payload);
            for (std::size_t i = 0; i <= member; ++i)
                static_cast<void>(members.next());
            payload = members.value();
        }
        as<std::string>(builder.payload()).assign(payload);
    }
    return {builder.type(), !builder.unwanted(), builder.payload(), builder.type_disagrees()};
}

/// Reads the event in `json` if the fast path can. Reads twice if the payload stands before the type.
inline std::optional<read_summary> read_plain(std::string_view json, const read_target& to,
                                              std::size_t max_depth) {
    for (std::size_t type = event_builder::no_type;;) {
        event_builder builder(to, type, true);
        if (!plain_reader::read(json, max_depth, builder)) [[unlikely]]
            return std::nullopt;
        if (!builder.needs_second_pass()) [[likely]]
            return summary_of(builder, json);
        type = builder.type();
    }
}

/// Where the parser stopped, and why.
struct parse_end {
    boost::system::error_code ec;
    std::size_t offset = 0;
};

[[nodiscard]] inline parse_end parse_whole(boost::json::basic_parser<parser_handler>& parser,
                                           std::string_view json) {
    parse_end end;
    end.offset = parser.write_some(false, json.data(), json.size(), end.ec);
    if (!end.ec && end.offset < json.size())
        end.ec = boost::json::error::extra_data;
    return end;
}

[[nodiscard]] inline boost::json::parse_options parse_options_for(std::string_view json,
                                                                  std::size_t max_depth) noexcept {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    // ASCII is valid UTF-8. One look at the whole text is cheaper than the parser's check of each string.
    options.allow_invalid_utf8 = is_ascii(json);
    return options;
}

/// Why `json` is not JSON or is too deep. Empty if it is JSON, whatever is in it.
[[nodiscard, gnu::noinline, gnu::cold]] inline std::optional<failure> syntax_failure(std::string_view json,
                                                                                     std::size_t max_depth) {
    const read_target nothing;
    boost::json::basic_parser<parser_handler> parser(parse_options_for(json, max_depth), nothing);
    parser.handler().skip_document();
    const auto end = parse_whole(parser, json);
    if (!end.ec)
        return std::nullopt;
    return malformed(json, end.ec, end.offset, max_depth);
}

/// The failure at which reading has stopped. If the text is not JSON as a whole, that is the failure.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
failure_of(const event_builder& builder, const parse_end& end, std::string_view json, std::size_t max_depth) {
    if (auto why = syntax_failure(json, max_depth))
        return *std::move(why);
    return {.code = end.ec, .where = builder.where(), .offset = end.offset};
}

/// Reads the event in `json` with Boost.JSON's parser. Reads twice if the payload stands before the type.
[[gnu::noinline]] inline result<read_summary> read_parsed(std::string_view json, const read_target& to,
                                                          std::size_t max_depth) {
    const auto options = parse_options_for(json, max_depth);
    std::size_t type = event_builder::no_type;
    for (;;) {
        boost::json::basic_parser<parser_handler> parser(options, to, type);
        parser.handler().set_text(json);
        const auto end = parse_whole(parser, json);
        const auto& builder = parser.handler().builder();
        if (end.ec) [[unlikely]]
            return failure_of(builder, end, json, max_depth);
        if (!builder.needs_second_pass())
            return summary_of(builder, json);
        type = builder.type();
    }
}

/// Reads the event in `json` by the fast path if that can, by the parser otherwise.
inline result<read_summary> read_either_way(std::string_view json, const read_target& to,
                                            std::size_t max_depth) {
    if (const auto read = read_plain(json, to, max_depth)) [[likely]]
        return *read;
    to.catalog->clear(to.envelope);
    return read_parsed(json, to, max_depth);
}

} // namespace webhooks::detail
