#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string_view>

/// The result of Boost.JSON's DOM for a text, against which all results of `decode` are compared.
namespace fuzz {

struct json_reading {
    boost::system::error_code error{};
    boost::json::value value{}; ///< null after an error

    [[nodiscard]] bool accepted() const noexcept { return !error; }
};

[[nodiscard]] inline json_reading read_json(std::string_view text, std::size_t max_depth) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    json_reading reading;
    reading.value = boost::json::parse({text.data(), text.size()}, reading.error, {}, options);
    return reading;
}

/// The number of members of all objects in `value`.
[[nodiscard]] inline std::size_t count_members(const boost::json::value& value) {
    std::size_t count = 0;
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array)
            count += count_members(element);
    } else if (const auto* object = value.if_object()) {
        count += object->size();
        for (const auto& member : *object)
            count += count_members(member.value());
    }
    return count;
}

/// True if an object of `text` has a duplicate key. The DOM has read the text and keeps one of them, so it has
/// fewer members than the text has colons outside of strings.
[[nodiscard]] inline bool has_duplicate_keys(std::string_view text, const boost::json::value& value) {
    std::size_t colons = 0;
    bool in_string = false;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (in_string && text[i] == '\\')
            ++i; // the text is valid JSON, so a backslash is not its last character
        else if (text[i] == '"')
            in_string = !in_string;
        else if (!in_string && text[i] == ':')
            ++colons;
    }
    return colons != count_members(value);
}

} // namespace fuzz
