#pragma once

#include "command.hpp"
#include "types.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace events_cli {

namespace detail {

/// A member of a JSON value, and what contains it.
struct member_place {
    boost::json::value* container = nullptr;
    boost::json::value* value = nullptr;
    std::string_view key{};
};

[[nodiscard]] inline boost::json::value* element_at(boost::json::array& array, std::string_view key) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    return error == std::errc() && end == key.data() + key.size() && index < array.size() ? &array[index]
                                                                                          : nullptr;
}

/// The member at a place such as "data.rotated_secrets.0.path". Throws `usage_error` if there is none.
[[nodiscard]] inline member_place find_member(boost::json::value& sample, std::string_view place) {
    member_place found{.value = &sample};
    for (std::string_view rest = place;;) {
        found.key = rest.substr(0, rest.find('.'));
        found.container = found.value;
        std::vector<std::string> known;
        if (auto* const object = found.container->if_object()) {
            found.value = object->if_contains(found.key);
            for (const auto& member : *object)
                known.emplace_back(member.key());
        } else {
            auto* const array = found.container->if_array();
            found.value = array == nullptr ? nullptr : element_at(*array, found.key);
        }
        if (found.value == nullptr) {
            const auto near = nearest_of(found.key, known);
            const auto before = place.substr(0, place.size() - rest.size());
            throw usage_error("the sample has no member " + std::string(place) +
                              did_you_mean(near.empty() ? near : std::string(before) + near) +
                              "; see scaivault-events types --json");
        }
        if (found.key.size() == rest.size())
            return found;
        rest.remove_prefix(found.key.size() + 1);
    }
}

} // namespace detail

/// Changes a member of a sample: "data.new_version=7", "data.rotated_secrets.0.path=a/b". The value is parsed as
/// JSON; if it is not valid JSON, it is a string. Throws `usage_error` for a member that the sample does not have.
inline void set_member(boost::json::value& sample, std::string_view assignment) {
    const auto equals = assignment.find('=');
    if (equals == assignment.npos || equals == 0)
        throw usage_error("--set takes MEMBER=VALUE, such as data.new_version=7");
    const std::string_view text = assignment.substr(equals + 1);
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    *detail::find_member(sample, assignment.substr(0, equals)).value =
        error ? boost::json::value(text) : std::move(value);
}

/// Removes a member, or an element of an array. Throws `usage_error` for a member that the sample does not have.
inline void remove_member(boost::json::value& sample, std::string_view place) {
    const auto found = detail::find_member(sample, place);
    if (auto* const object = found.container->if_object())
        object->erase(found.key);
    else if (auto* const array = found.container->if_array())
        array->erase(array->begin() + (found.value - array->data()));
}

} // namespace events_cli
