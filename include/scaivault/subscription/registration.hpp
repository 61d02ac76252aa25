#pragma once

#include "../detail/https_url.hpp"
#include "../dispatch/pattern.hpp"
#include "../json/error.hpp"
#include "../pattern_set.hpp"
#include "../signing_secrets.hpp"
#include <webhooks/detail/utf8.hpp>
#include <webhooks/json/detail/write.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// What limits the events that ScaiVault sends, besides their types. The vendor evaluates these. An empty one limits nothing.
struct registration_filters {
    std::string path_prefix{};       ///< only events whose `path` begins with it
    std::string secret_type{};       ///< only events about secrets of this type, such as `json`
    std::vector<std::string> tags{}; ///< only events about secrets with these tags

    [[nodiscard]] bool operator==(const registration_filters&) const = default;
};

/// A webhook to register, without its secret and its events, which are arguments of `registration_body`.
struct registration {
    std::string name{};             ///< shown to people; not empty
    std::string url{};              ///< the https URL to which ScaiVault sends events
    registration_filters filters{}; ///< limits besides the event types
    bool enabled = true;            ///< whether ScaiVault sends events from the start

    [[nodiscard]] bool operator==(const registration&) const = default;
};

/// A list of handlers, which knows the events it takes: `handlers{...}`, or `handlers_for<...>(...)`.
template <class T>
concept subscriber = requires(const T& handlers) {
    { handlers.subscription() } -> std::convertible_to<std::span<const std::string_view>>;
};

/// Names and patterns as a range of strings, views or C strings.
template <class T>
concept pattern_range =
    std::ranges::input_range<T> && std::convertible_to<std::ranges::range_reference_t<T>, std::string_view>;

namespace detail {

using namespace webhooks::detail;

/// The first thing wrong with a registration, in the order of its members; without a code if there is none. A template, so
/// that a program that registers no webhook does not compile it.
template <class Registration>
failure defect_of_registration(const Registration& webhook, std::string_view secret,
                               const std::vector<std::string>& events) {
    failure error;
    const auto refuse = [&](errc code, std::string where, std::size_t offset, std::string_view reason) {
        if (!error.code)
            error = {
                .code = code, .where = std::move(where), .offset = offset, .detail = std::string(reason)};
    };
    const auto require_utf8 = [&](std::string_view text, std::string where) {
        if (const auto at = find_invalid_utf8(text); at != std::string_view::npos)
            refuse(errc::invalid_text, std::move(where), at, "it is not UTF-8");
    };
    const auto place_in = [](const char* list, std::size_t index) {
        return std::string(list).append("/").append(std::to_string(index));
    };

    if (webhook.name.empty())
        refuse(errc::missing_field, "/name", 0, "it is empty");
    require_utf8(webhook.name, "/name");

    if (webhook.url.empty())
        refuse(errc::missing_field, "/url", 0, "it is empty");
    else if (const auto defect = defect_of_https_url(webhook.url); !defect.reason.empty())
        refuse(errc::malformed_url, "/url", defect.offset, defect.reason);

    if (secret.empty())
        refuse(errc::missing_field, "/secret", 0, "it is empty");
    else if (secret.size() < signing_secrets::min_size)
        refuse(errc::weak_secret, "/secret", 0,
               "at least " + std::to_string(signing_secrets::min_size) + " bytes are required and " +
                   std::to_string(signing_secrets::recommended_size) + " recommended");
    require_utf8(secret, "/secret");

    if (events.empty())
        refuse(errc::missing_field, "/events", 0, "there is no name and no pattern");
    for (std::size_t i = 0; i != events.size(); ++i)
        if (const auto defect = defect_of(events[i]); defect != pattern_defect::none)
            refuse(errc::malformed_pattern, place_in("/events", i), offset_of(defect, events[i]),
                   describe(defect));
    for (std::size_t i = 0; i != events.size(); ++i)
        require_utf8(events[i], place_in("/events", i));

    require_utf8(webhook.filters.path_prefix, "/filters/path_prefix");
    require_utf8(webhook.filters.secret_type, "/filters/secret_type");
    for (std::size_t i = 0; i != webhook.filters.tags.size(); ++i)
        require_utf8(webhook.filters.tags[i], place_in("/filters/tags", i));
    return error;
}

/// Appends the members that limit something.
template <class Filters>
void append_filters(std::string& out, const Filters& filters) {
    const std::size_t begin = out.size();
    if (!filters.path_prefix.empty())
        append_key<"path_prefix">(out), append_value(out, filters.path_prefix);
    if (!filters.secret_type.empty())
        append_key<"secret_type">(out), append_value(out, filters.secret_type);
    if (!filters.tags.empty())
        append_key<"tags">(out), append_value(out, filters.tags);
    out[begin] = '{'; // in place of the first comma
    out.push_back('}');
}

template <class Registration>
result<std::string> registration_text(const Registration& webhook, std::string_view secret,
                                      const std::vector<std::string>& events) {
    if (auto error = defect_of_registration(webhook, secret, events); error.code)
        return error;
    std::string out;
    append_key<"name">(out), append_value(out, webhook.name);
    append_key<"url">(out), append_value(out, webhook.url);
    append_key<"secret">(out), append_json_string(out, secret);
    append_key<"events">(out), append_value(out, events);
    if (webhook.filters != registration_filters{})
        append_key<"filters">(out), append_filters(out, webhook.filters);
    append_key<"enabled">(out), append_value(out, webhook.enabled);
    out.front() = '{'; // in place of the first comma
    return out.append("}");
}

} // namespace detail

/// The body of `POST /v1/webhooks`, which asks for exactly the events that the handlers take.
///
/// \param webhook   its name, its URL and its limits
/// \param secret    the secret that ScaiVault signs with. The result contains it: keep it out of logs
/// \param handlers  a `handlers` object, whose `subscription()` is used
/// \return compact JSON; or the first failure in the order of the members: `missing_field` (name, url, secret or events are
///         empty), `malformed_url`, `weak_secret` (fewer than `signing_secrets::min_size` bytes), `malformed_pattern`,
///         `invalid_text` (not UTF-8). `where` is the JSON Pointer of the member ("/events/2"), `offset` the byte in it. No
///         failure contains the secret
/// \throws std::bad_alloc. Linear in the length of the text. Source: the vendor's page on webhooks,
///         "Registering a webhook".
template <subscriber Handlers>
[[nodiscard]] result<std::string> registration_body(const registration& webhook, std::string_view secret,
                                                    const Handlers& handlers) {
    const std::span<const std::string_view> events = handlers.subscription();
    return detail::registration_text(webhook, secret, {events.begin(), events.end()});
}

/// The same for a list of names and patterns: `hs.exact_subscription()`, or one from a configuration file.
template <pattern_range Patterns>
requires(!subscriber<Patterns>)
    [[nodiscard]] result<std::string> registration_body(const registration& webhook, std::string_view secret,
                                                        Patterns&& events) {
    std::vector<std::string> texts;
    for (auto&& each : events)
        // NOLINTNEXTLINE(performance-inefficient-vector-operation): a range need not know its size
        texts.emplace_back(std::string_view(each));
    return detail::registration_text(webhook, secret, texts);
}

/// The same for an initializer list: `registration_body(webhook, secret, {"secret.*", "policy.**"})`.
[[nodiscard]] inline result<std::string> registration_body(const registration& webhook,
                                                           std::string_view secret,
                                                           std::initializer_list<std::string_view> events) {
    return detail::registration_text(webhook, secret, {events.begin(), events.end()});
}

} // namespace scaivault
