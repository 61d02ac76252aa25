#pragma once

#include "../../json/detail/decode.hpp"
#include "../../json/error.hpp"
#include <webhooks/detail/json_values.hpp>
#include <webhooks/json/detail/malformed.hpp>

#include <cstddef>
#include <string_view>

namespace scaivault::detail {

using namespace webhooks::detail;

/// What is in the answer to a poll, as views into it.
struct poll_parts {
    std::string_view list;
    bool has_more = false;
};

/// Whether `key`, in quotation marks and perhaps with escapes, is `name`, which is lower-case ASCII.
[[nodiscard]] inline bool spells(std::string_view key, std::string_view name) noexcept {
    key = key.substr(1, key.size() - 2);
    for (const char c : name) {
        const bool is_escaped = escaped_code_unit(key, 0) == static_cast<unsigned char>(c);
        if (!is_escaped && !key.starts_with(c))
            return false;
        key.remove_prefix(is_escaped ? 6 : 1);
    }
    return key.empty();
}

/// Checks that the whole answer is JSON, and an object with a list and a flag. What is in the list is left alone.
/// `default_missing`: the flag may be missing. A failure's offset is the place behind what is wrong.
[[nodiscard]] inline result<poll_parts> read_poll(std::string_view json, std::size_t max_size,
                                                  bool default_missing) {
    if (json.size() > max_size)
        return too_large(json.size(), max_size);
    if (auto why = why_malformed(json, deepest))
        return *std::move(why);

    if (!json.substr(json_space_end(json, 0)).starts_with('{'))
        return failure{.code = errc::wrong_type, .offset = json_value_end(json, json_space_end(json, 0))};
    poll_parts parts;
    bool has_flag = false;
    json_items members(json);
    const auto refuse = [&](errc code, const char* where) {
        return failure{.code = code, .where = where, .offset = members.offset()};
    };
    while (members.next()) {
        const std::string_view value = members.value();
        if (spells(members.key(), "events")) {
            if (!parts.list.empty())
                return refuse(errc::duplicate_key, "/events");
            if (!value.starts_with('['))
                return refuse(errc::wrong_type, "/events");
            parts.list = value;
        } else if (spells(members.key(), "has_more")) {
            if (has_flag)
                return refuse(errc::duplicate_key, "/has_more");
            if (value != "true" && value != "false")
                return refuse(errc::wrong_type, "/has_more");
            has_flag = true;
            parts.has_more = value == "true";
        }
    }
    if (parts.list.empty())
        return refuse(errc::missing_field, "/events");
    if (!has_flag && !default_missing)
        return refuse(errc::missing_field, "/has_more");
    return parts;
}

} // namespace scaivault::detail
