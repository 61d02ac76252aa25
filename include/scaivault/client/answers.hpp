#pragma once

#include <webhooks/client/error.hpp>
#include <webhooks/client/transport.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

using webhooks::cancellation;
using webhooks::client_category;
using webhooks::client_errc;
using webhooks::client_failure;
using webhooks::client_result;
using webhooks::http_origin;
using webhooks::http_request;
using webhooks::http_response;
using webhooks::http_transport;

/// A webhook, as ScaiVault shows it. The secret is never shown.
struct registered_webhook {
    std::string id{};                  ///< names it in other calls; never empty
    std::string name{};                ///< shown to people
    std::string url{};                 ///< to which ScaiVault sends events
    std::vector<std::string> events{}; ///< names and patterns
    bool enabled = true;               ///< whether ScaiVault sends events
    std::string status{};              ///< the vendor documents no values
    std::string created_at{};          ///< as the vendor writes it

    [[nodiscard]] bool operator==(const registered_webhook&) const = default;
};

namespace detail {

using webhooks::detail::client_error;

/// An answer that is not what the call promises. Does not show what it is.
[[nodiscard]] inline client_failure malformed_answer(std::string where, const char* why) {
    auto made = client_error(client_errc::malformed_answer, why);
    made.where = std::move(where);
    return made;
}

[[nodiscard]] inline client_errc error_of_status(int status) noexcept {
    switch (status) {
    case 401:
        return client_errc::unauthorized;
    case 403:
        return client_errc::forbidden;
    case 404:
        return client_errc::not_found;
    case 409:
        return client_errc::conflict;
    case 429:
        return client_errc::too_many_requests;
    default:
        return status >= 500 && status <= 599 ? client_errc::server_error : client_errc::unexpected_status;
    }
}

/// What is wrong with a status other than 2xx.
[[nodiscard]] inline client_failure failure_of_status(const http_request& request,
                                                      const http_response& response) {
    auto made = client_error(error_of_status(response.status),
                             request.method + ' ' + request.target.substr(0, request.target.find('?')) +
                                 ": HTTP status " + std::to_string(response.status),
                             response.status);
    long long seconds = 0;
    const auto& text = response.retry_after;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (!text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size() && seconds >= 0)
        made.retry_after = std::chrono::seconds(seconds);
    return made;
}

[[nodiscard]] inline client_result<boost::json::value> parsed(std::string_view text) {
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    if (error)
        return malformed_answer("", "it is not JSON");
    return value;
}

/// The list in an answer: an array, or the first array in an object.
[[nodiscard]] inline client_result<boost::json::array> list_in(std::string_view text) {
    auto value = parsed(text);
    if (!value)
        return value.error();
    auto* list = value->if_array();
    if (auto* object = value->if_object())
        for (auto& member : *object)
            if (list == nullptr)
                list = member.value().if_array();
    if (list == nullptr)
        return malformed_answer("", "there is no list");
    return std::move(*list);
}

/// Reads an optional text. Returns false for a value of another type; `null` is empty.
[[nodiscard]] inline bool read_text(const boost::json::object& from, std::string_view key, std::string& to) {
    const auto* value = from.if_contains(key);
    if (value == nullptr || value->is_null())
        return true;
    const auto* text = value->if_string();
    if (text != nullptr)
        to.assign(text->data(), text->size());
    return text != nullptr;
}

[[nodiscard]] inline client_result<registered_webhook> webhook_in(const boost::json::value& value,
                                                                  const std::string& where = {}) {
    const auto* object = value.if_object();
    if (object == nullptr)
        return malformed_answer(where, "it is not an object");
    registered_webhook made;
    const std::pair<std::string_view, std::string*> texts[] = {{"id", &made.id},
                                                               {"name", &made.name},
                                                               {"url", &made.url},
                                                               {"status", &made.status},
                                                               {"created_at", &made.created_at}};
    for (const auto& [key, text] : texts)
        if (!read_text(*object, key, *text))
            return malformed_answer(where + "/" + std::string(key), "it is not a string");
    if (made.id.empty())
        return malformed_answer(where + "/id", "there is no id");
    if (const auto* enabled = object->if_contains("enabled"); enabled != nullptr) {
        if (!enabled->is_bool())
            return malformed_answer(where + "/enabled", "it is not a boolean");
        made.enabled = enabled->get_bool();
    }
    if (const auto* events = object->if_contains("events"); events != nullptr) {
        const auto* list = events->if_array();
        if (list == nullptr)
            return malformed_answer(where + "/events", "it is not an array");
        for (const auto& each : *list) {
            const auto* text = each.if_string();
            if (text == nullptr)
                return malformed_answer(where + "/events/" + std::to_string(made.events.size()),
                                        "it is not a string");
            made.events.emplace_back(text->data(), text->size());
        }
    }
    return made;
}

[[nodiscard]] inline client_result<std::vector<registered_webhook>> webhooks_in(std::string_view text) {
    const auto list = list_in(text);
    if (!list)
        return list.error();
    std::vector<registered_webhook> made;
    for (const auto& each : *list) {
        auto one = webhook_in(each, "/" + std::to_string(made.size()));
        if (!one)
            return one.error();
        made.push_back(*std::move(one));
    }
    return made;
}

/// The names in a list of event types. The vendor does not document its format: a list of names, or of objects with one.
[[nodiscard]] inline client_result<std::vector<std::string>> event_types_in(std::string_view text) {
    const auto list = list_in(text);
    if (!list)
        return list.error();
    std::vector<std::string> names;
    for (const auto& each : *list) {
        const boost::json::string* name = each.if_string();
        if (const auto* object = each.if_object())
            for (const std::string_view key : {"name", "event_type", "type"})
                if (const auto* found = object->if_contains(key); found != nullptr && name == nullptr)
                    name = found->if_string();
        if (name == nullptr)
            return malformed_answer("/" + std::to_string(names.size()), "there is no name");
        names.emplace_back(name->data(), name->size());
    }
    return names;
}

} // namespace detail

} // namespace scaivault
