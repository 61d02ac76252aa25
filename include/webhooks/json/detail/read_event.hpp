#pragma once

#include "../../detail/json_values.hpp"
#include "../../detail/words.hpp"
#include "../../error.hpp"
#include "event_builder_cold.hpp"
#include "json_reader.hpp"
#include "malformed.hpp"
#include "read_target.hpp"

#include <boost/json/error.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/parser.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Reads an event. Boost.JSON's parser says what is wrong with a text that is not JSON.
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
    boost::json::parser parser({}, parse_options_for(json, max_depth));
    boost::system::error_code error;
    const auto end = parser.write_some(json.data(), json.size(), error);
    if (!error && end < json.size())
        error = boost::json::error::extra_data;
    if (!error)
        return std::nullopt;
    return malformed(json, error, end, max_depth);
}

/// The failure of a text that was not read as a whole. If it is not JSON as a whole, that is the failure.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
failure_of(const event_builder& builder, const read_end& end, std::string_view json, std::size_t max_depth) {
    if (auto why = syntax_failure(json, max_depth))
        return *std::move(why);
    if (end.is == read_end::broken) // the reader and Boost.JSON disagree
        return {.code = errc::invalid_json, .detail = "it cannot be read"};
    return {.code = builder.error(), .where = builder.where(), .offset = end.offset};
}

/// Reads the event in `json`. Reads twice if the payload stands before the type.
inline result<read_summary> read_object(std::string_view json, const read_target& to, std::size_t max_depth) {
    for (std::size_t type = event_builder::no_type;;) {
        event_builder builder(to, type);
        const auto end = json_reader::read(json, max_depth, builder);
        if (end.is != read_end::whole) [[unlikely]]
            return failure_of(builder, end, json, max_depth);
        if (!builder.needs_second_pass()) [[likely]]
            return summary_of(builder, json);
        type = builder.type();
    }
}

} // namespace webhooks::detail
