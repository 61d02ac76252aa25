#pragma once

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string>

namespace events_cli {

/// Appends JSON for people: one member per line, indented by two spaces per level.
inline void append_pretty(std::string& out, const boost::json::value& value, std::size_t level = 0) {
    const auto new_line = [&](std::size_t at) { out.append("\n").append(2 * at, ' '); };
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        char separator = '{';
        for (const auto& [key, member] : *object) {
            out.push_back(separator);
            new_line(level + 1);
            out.append(boost::json::serialize(key)).append(": ");
            append_pretty(out, member, level + 1);
            separator = ',';
        }
        new_line(level);
        out.push_back('}');
    } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
        char separator = '[';
        for (const auto& element : *array) {
            out.push_back(separator);
            new_line(level + 1);
            append_pretty(out, element, level + 1);
            separator = ',';
        }
        new_line(level);
        out.push_back(']');
    } else {
        out.append(boost::json::serialize(value));
    }
}

} // namespace events_cli
