#pragma once

#include "../detail/https_url.hpp"
#include "../detail/utf8.hpp"
#include "../dispatch/pattern.hpp"
#include "../json/detail/write.hpp"
#include "../json/error.hpp"
#include "../pattern_set.hpp"
#include "../signing_secrets.hpp"

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// What ScaiVault sends besides the event types asked for. The vendor evaluates these; what is empty limits nothing.
struct registration_filters {
    std::string path_prefix{};       ///< events whose `path` begins so
    std::string secret_type{};       ///< events about secrets of this type, such as `json`
    std::vector<std::string> tags{}; ///< events about secrets with these tags

    [[nodiscard]] bool operator==(const registration_filters&) const = default;
};

/// A webhook to be registered, without its secret and its events, which `registration_body` is given.
struct registration {
    std::string name{};             ///< for people; not empty
    std::string url{};              ///< where ScaiVault sends events; https
    registration_filters filters{}; ///< what it is limited to, besides the event types
    bool enabled = true;            ///< whether ScaiVault sends events from the start

    [[nodiscard]] bool operator==(const registration&) const = default;
};

/// Something that knows what it wants to be sent: `handlers{...}`, or `handlers_for<...>(...)`.
template <class T>
concept subscriber = requires(const T& handlers) {
    { handlers.subscription() } -> std::convertible_to<std::span<const std::string_view>>;
};

/// Names and patterns as a range of strings, views or C strings.
template <class T>
concept pattern_range =
    std::ranges::input_range<T> && std::convertible_to<std::ranges::range_reference_t<T>, std::string_view>;

namespace detail {

/// Writes the members of one registration one after the other, until one of them is wrong.
class registration_writer {
public:
    /// `"key":"text"`; `where` is the JSON Pointer of the member.
    void text(std::string_view key, std::string_view text, std::string where) {
        begin(key);
        value(text, std::move(where));
    }

    void texts(std::string_view key, std::span<const std::string_view> texts, const std::string& where) {
        begin(key);
        out_.push_back('[');
        for (std::size_t i = 0; i != texts.size(); ++i) {
            if (i != 0)
                out_.push_back(',');
            value(texts[i], where + "/" + std::to_string(i));
        }
        out_.push_back(']');
    }

    void boolean(std::string_view key, bool value) {
        begin(key);
        append_value(out_, value);
    }

    void open(std::string_view key = {}) {
        if (!key.empty())
            begin(key);
        out_.push_back('{');
        first_ = true;
    }

    void close() {
        out_.push_back('}');
        first_ = false;
    }

    /// Keeps the first error.
    void refuse(errc code, std::string where, std::size_t offset, std::string_view reason) {
        if (!error_.code)
            error_ = {
                .code = code, .where = std::move(where), .offset = offset, .detail = std::string(reason)};
    }

    [[nodiscard]] result<std::string> finish() && {
        if (error_.code)
            return std::move(error_);
        return std::move(out_);
    }

private:
    void begin(std::string_view key) {
        if (!first_)
            out_.push_back(',');
        first_ = false;
        append_json_string(out_, key);
        out_.push_back(':');
    }

    void value(std::string_view text, std::string where) {
        if (const auto at = find_invalid_utf8(text); at != std::string_view::npos)
            refuse(errc::invalid_text, std::move(where), at, "JSON can say UTF-8 only");
        append_json_string(out_, text);
    }

    std::string out_;
    failure error_{};
    bool first_ = true;
};

/// A template, so that whoever registers no webhook does not compile it.
template <class Writer = registration_writer>
result<std::string> registration_text(const registration& webhook, std::string_view secret,
                                      std::span<const std::string_view> events) {
    Writer writer;
    writer.open();
    if (webhook.name.empty())
        writer.refuse(errc::missing_field, "/name", 0, "it is empty");
    writer.text("name", webhook.name, "/name");

    if (webhook.url.empty())
        writer.refuse(errc::missing_field, "/url", 0, "it is empty");
    else if (const auto defect = https_url_check(webhook.url).run(); !defect.reason.empty())
        writer.refuse(errc::malformed_url, "/url", defect.offset, defect.reason);
    writer.text("url", webhook.url, "/url");

    if (secret.empty())
        writer.refuse(errc::missing_field, "/secret", 0, "it is empty");
    else if (secret.size() < signing_secrets::min_size)
        writer.refuse(errc::weak_secret, "/secret", 0,
                      "at least " + std::to_string(signing_secrets::min_size) + " bytes are required and " +
                          std::to_string(signing_secrets::recommended_size) + " recommended");
    writer.text("secret", secret, "/secret");

    if (events.empty())
        writer.refuse(errc::missing_field, "/events", 0, "there is no name and no pattern");
    for (std::size_t i = 0; i != events.size(); ++i)
        if (const auto defect = defect_of(events[i]); defect != pattern_defect::none)
            writer.refuse(errc::malformed_pattern, "/events/" + std::to_string(i),
                          offset_of(defect, events[i]), describe(defect));
    writer.texts("events", events, "/events");

    const auto& filters = webhook.filters;
    if (filters != registration_filters{}) {
        writer.open("filters");
        if (!filters.path_prefix.empty())
            writer.text("path_prefix", filters.path_prefix, "/filters/path_prefix");
        if (!filters.secret_type.empty())
            writer.text("secret_type", filters.secret_type, "/filters/secret_type");
        if (!filters.tags.empty()) {
            const std::vector<std::string_view> tags(filters.tags.begin(), filters.tags.end());
            writer.texts("tags", tags, "/filters/tags");
        }
        writer.close();
    }
    writer.boolean("enabled", webhook.enabled);
    writer.close();
    return std::move(writer).finish();
}

} // namespace detail

/// The body of `POST /v1/webhooks`, which asks for exactly the events that some handlers take.
///
/// \param webhook   its name, where it is and what it is limited to
/// \param secret    what ScaiVault is to sign with; it stands in the text that is returned, so keep that out of logs
/// \param handlers  a `handlers` object, whose `subscription()` is asked for
/// \return compact JSON, or the first that applies, from `name` to `filters`: `missing_field` (name, url, secret or
///         events are empty), `malformed_url` (not https, or not a URL), `weak_secret` (fewer than `signing_secrets::min_size` bytes),
///         `malformed_pattern`, `invalid_text` (not UTF-8, which JSON cannot say). `where` is the JSON Pointer of
///         the member ("/events/2"), `offset` the byte in it. No failure has the secret in it
/// \throws std::bad_alloc. Linear in the length of the text. Source: the vendor's page on webhooks,
///         "Registering a webhook".
template <subscriber Handlers>
[[nodiscard]] result<std::string> registration_body(const registration& webhook, std::string_view secret,
                                                    const Handlers& handlers) {
    return detail::registration_text(webhook, secret, handlers.subscription());
}

/// The same for a list of names and patterns: `hs.exact_subscription()`, or one from a configuration file.
template <pattern_range Patterns>
requires(!subscriber<Patterns>)
    [[nodiscard]] result<std::string> registration_body(const registration& webhook, std::string_view secret,
                                                        Patterns&& events) {
    std::vector<std::string> texts; // the elements of a transformed range are gone after each step
    for (auto&& each : events)
        // NOLINTNEXTLINE(performance-inefficient-vector-operation): a range need not know its size
        texts.emplace_back(std::string_view(each));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return detail::registration_text(webhook, secret, views);
}

/// The same for a list in braces: `registration_body(webhook, secret, {"secret.*", "policy.**"})`.
[[nodiscard]] inline result<std::string> registration_body(const registration& webhook,
                                                           std::string_view secret,
                                                           std::initializer_list<std::string_view> events) {
    return detail::registration_text(webhook, secret, {events.begin(), events.size()});
}

} // namespace scaivault
