#pragma once

#include "../../detail/joined.hpp"
#include "../../detail/words.hpp"
#include "../error.hpp"
#include "plain_scanner.hpp"
#include "raw_member.hpp"
#include "reader.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The two ways to an event: the short cut, and Boost.JSON's parser.
namespace scaivault::detail {

struct read_summary {
    std::size_t type = event_builder::no_type; ///< index in the catalog, its size for an unknown type
    bool wanted = false;                       ///< whether the variant has the event
    bool type_disagrees = false;               ///< whether it is another than `target::expected_type`
};

/// Why the parser stopped at `offset`.
[[gnu::noinline, gnu::cold]] inline failure failure_of(const event_reader& reader,
                                                       boost::system::error_code ec, std::size_t offset,
                                                       std::size_t max_depth, bool empty) {
    failure error{.code = ec, .offset = offset};
    if (reader.error() != no_error) {
        error.where = reader.where();
    } else if (ec == boost::json::error::too_deep) {
        error.code = errc::too_deep;
        error.detail = joined({"the limit is ", max_depth, " levels"});
    } else {
        error.code = errc::invalid_json;
        error.detail = empty ? "it is empty" : ec.message();
    }
    return error;
}

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

/// The event in `json`, or why there is none; read by Boost.JSON's parser, twice if its payload stands before its type.
[[gnu::noinline]] inline result<read_summary>
read_parsed(std::string_view json, const event_builder::target& to, std::size_t max_depth) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    // ASCII is valid UTF-8: one quick look at all of it is cheaper than the parser's at each string.
    options.allow_invalid_utf8 = is_ascii(json);

    std::size_t type = event_builder::no_type;
    for (;;) {
        boost::json::basic_parser<event_reader> parser(options, to, type);
        boost::system::error_code ec;
        const std::size_t end = parser.write_some(false, json.data(), json.size(), ec);
        auto& reader = parser.handler();
        if (!ec && end < json.size())
            ec = boost::json::error::extra_data;
        if (ec) [[unlikely]]
            return failure_of(reader, ec, end, max_depth, json.empty());
        if (!reader.needs_second_pass())
            return summary_of(reader, json);
        type = reader.type();
    }
}

} // namespace scaivault::detail
