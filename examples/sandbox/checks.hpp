#pragma once

#include "store.hpp"

#include <scaivault/pattern_set.hpp>
#include <scaivault/subscription/registration.hpp>
#include <webhooks/client/transport.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace sandbox {

[[nodiscard]] inline bool are_patterns(const json::array& list) {
    return !list.empty() && std::ranges::all_of(list, [](const json::value& each) {
        return each.is_string() && scaivault::pattern::parse(std::string_view(each.get_string()));
    });
}

/// What is wrong with a member of a webhook; empty if nothing is.
[[nodiscard]] inline std::string defect(const json::object& in) {
    for (const auto& [key, value] : in) {
        const auto text = text_at(in, key);
        if ((key == "name" || key == "url" || key == "secret") && text.empty())
            return std::string(key) + " is not a string, or empty";
        if (key == "url" && !scaivault::detail::defect_of_https_url(text).reason.empty() &&
            !webhooks::http_origin::parse(text.substr(0, text.find('/', 7))))
            return "url is neither https:// nor http:// of a loopback host";
        if (key == "secret" && text.size() < scaivault::signing_secrets::min_size)
            return "secret is too short";
        if (key == "events" && !are_patterns(array_at(in, key)))
            return "events is not a list of names and patterns, or empty";
        if (key == "enabled" && !value.is_bool())
            return "enabled is not a boolean";
        if (key == "filters" && !value.is_object())
            return "filters is not an object";
    }
    return {};
}

} // namespace sandbox
