#pragma once

#include "../../detail/words.hpp"
#include "../error.hpp"
#include "malformed.hpp"
#include "plain_scanner.hpp"
#include "raw_member.hpp"
#include "reader.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// The two ways to an event: the short cut, and Boost.JSON's parser.
namespace scaivault::detail {

struct read_summary {
    std::size_t type = event_builder::no_type; ///< index in the catalog, its size for an unknown type
    bool wanted = false;                       ///< whether the variant has the event
    bool type_disagrees = false;               ///< whether it is another than `target::expected_type`
};

/// What a builder has made of the text, which has been read.
inline read_summary summary_of(const event_builder& builder, std::string_view json) {
    if (builder.type() == builder.catalog_size() && builder.payload() != nullptr)
        static_cast<std::string*>(builder.payload())
            ->assign(raw_scanner{json}.member(builder.payload_member()));
    return {builder.type(), !builder.unwanted(), builder.type_disagrees()};
}

/// The event in `json`, if that is plain text without an error; read twice if its payload stands before its type.
inline std::optional<read_summary> read_plain(std::string_view json, const event_builder::target& to,
                                              std::size_t max_depth) {
    for (std::size_t type = event_builder::no_type;;) {
        event_builder builder(to, type, true);
        if (!plain_scanner(builder, max_depth).scan(json)) [[unlikely]]
            return std::nullopt;
        if (!builder.needs_second_pass()) [[likely]]
            return summary_of(builder, json);
        type = builder.type();
    }
}

/// How far the parser came, and why no further.
struct parse_end {
    boost::system::error_code ec;
    std::size_t offset = 0;
};

[[nodiscard]] inline parse_end parse_whole(boost::json::basic_parser<event_reader>& parser,
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
    // ASCII is valid UTF-8: one quick look at all of it is cheaper than the parser's at each string.
    options.allow_invalid_utf8 = is_ascii(json);
    return options;
}

/// Why `json` is not JSON, or too deep; nothing if it is JSON, whatever is in it.
[[nodiscard, gnu::noinline, gnu::cold]] inline std::optional<failure> why_malformed(std::string_view json,
                                                                                    std::size_t max_depth) {
    boost::json::basic_parser<event_reader> parser(parse_options_for(json, max_depth),
                                                   event_builder::target{});
    parser.handler().skip_all();
    const auto end = parse_whole(parser, json);
    if (!end.ec)
        return std::nullopt;
    return malformed(json, end.ec, end.offset, max_depth);
}

/// The failure in `json`, at which reading has stopped. The text is looked through to its end first: what is not JSON
/// is called so, whatever an event would lack in front of that.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
failure_of(const event_reader& reader, const parse_end& end, std::string_view json, std::size_t max_depth) {
    if (auto why = why_malformed(json, max_depth))
        return *std::move(why);
    return {.code = end.ec, .where = reader.where(), .offset = end.offset};
}

/// The event in `json`, or why there is none; read by Boost.JSON's parser, twice if its payload stands before its type.
[[gnu::noinline]] inline result<read_summary>
read_parsed(std::string_view json, const event_builder::target& to, std::size_t max_depth) {
    const auto options = parse_options_for(json, max_depth);
    std::size_t type = event_builder::no_type;
    for (;;) {
        boost::json::basic_parser<event_reader> parser(options, to, type);
        const auto end = parse_whole(parser, json);
        const auto& reader = parser.handler();
        if (end.ec) [[unlikely]]
            return failure_of(reader, end, json, max_depth);
        if (!reader.needs_second_pass())
            return summary_of(reader, json);
        type = reader.type();
    }
}

} // namespace scaivault::detail
