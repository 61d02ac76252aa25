#pragma once

#include "command.hpp"

#include <scaivault/scheme.hpp>
#include <webhooks/delivery.hpp>
#include <webhooks/error.hpp>
#include <webhooks/trust/sign.hpp>
#include <webhooks/trust/verifier.hpp>
#include <webhooks/vendors/github.hpp>
#include <webhooks/vendors/shopify.hpp>
#include <webhooks/vendors/slack.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>
#include <webhooks/vendors/stripe.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace events_cli {

/// HTTP headers: names and values.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// How a vendor signs, chosen at run time.
struct scheme_entry {
    using verify_function = std::function<webhooks::result<webhooks::verified_body>(
        const webhooks::delivery&, std::chrono::sys_seconds)>;

    std::string_view name;
    std::string_view id_header;        ///< may be empty
    std::string_view type_header;      ///< may be empty
    std::string_view timestamp_header; ///< empty if the time is in the signature header, or not signed
    std::string_view signature_header;
    std::string_view timestamp_prefix; ///< before the time in the signature header; otherwise empty
    bool signs_id;
    bool signs_timestamp;
    std::string (*signature)(std::string_view secret, std::chrono::sys_seconds at, std::string_view body,
                             std::string_view id);
    webhooks::delivery (*delivery)(const header_list&, std::string_view body);
    verify_function (*verifier)(webhooks::signing_secrets, const webhooks::verify_options&);

    /// The headers of a delivery. Throws `usage_error` for an id or a type that the scheme has no header for.
    [[nodiscard]] header_list headers(std::string_view secret, std::chrono::sys_seconds at,
                                      std::string_view body, const std::string& id,
                                      const std::string& type) const {
        header_list made;
        const auto add = [&](std::string_view header, const std::string& value, std::string_view option) {
            if (header.empty() && !value.empty())
                throw usage_error(std::string(option) + ": the scheme " + std::string(name) +
                                  " has no such header");
            if (!value.empty())
                made.emplace_back(header, value);
        };
        add(id_header, id, "--id");
        add(type_header, type, "--type");
        if (!timestamp_header.empty())
            made.emplace_back(timestamp_header, std::to_string(at.time_since_epoch().count()));
        made.emplace_back(signature_header, signature(secret, at, body, id));
        return made;
    }

    /// The time in the headers, in decimal Unix seconds; empty if there is none.
    [[nodiscard]] std::string_view timestamp_of(const webhooks::delivery& received) const {
        if (timestamp_prefix.empty())
            return received.timestamp;
        for (auto rest = received.signature; !rest.empty();) {
            const auto comma = std::min(rest.find(','), rest.size());
            const auto item = webhooks::detail::trimmed(rest.substr(0, comma));
            if (item.starts_with(timestamp_prefix))
                return item.substr(timestamp_prefix.size());
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        return {};
    }
};

namespace detail {

template <class Scheme>
[[nodiscard]] webhooks::delivery delivery_of(const header_list& headers, std::string_view body) {
    return webhooks::delivery_from_headers<Scheme>(headers, body);
}

template <class Scheme>
[[nodiscard]] scheme_entry::verify_function verifier_of(webhooks::signing_secrets secrets,
                                                        const webhooks::verify_options& options) {
    const auto made = std::make_shared<const webhooks::basic_verifier<Scheme>>(std::move(secrets), options);
    return [made](const webhooks::delivery& received, std::chrono::sys_seconds now) {
        return made->verify(received, now);
    };
}

template <class Scheme>
[[nodiscard]] constexpr scheme_entry entry_of(std::string_view name) {
    return {.name = name,
            .id_header = Scheme::id_header,
            .type_header = Scheme::type_header,
            .timestamp_header = Scheme::timestamp_header,
            .signature_header = Scheme::signature_header,
            .timestamp_prefix = Scheme::tag_format.timestamp_prefix,
            .signs_id = Scheme::signs_id,
            .signs_timestamp = Scheme::signs_timestamp,
            .signature = &webhooks::sign<Scheme>,
            .delivery = &delivery_of<Scheme>,
            .verifier = &verifier_of<Scheme>};
}

} // namespace detail

/// The schemes of `--scheme`, ScaiVault's first.
inline const std::array<scheme_entry, 6>& schemes() {
    static const std::array<scheme_entry, 6> all{{
        detail::entry_of<scaivault::scheme>("scaivault"),
        detail::entry_of<webhooks::github::scheme>("github"),
        detail::entry_of<webhooks::stripe::scheme>("stripe"),
        detail::entry_of<webhooks::standard::scheme>("standard"),
        detail::entry_of<webhooks::slack::scheme>("slack"),
        detail::entry_of<webhooks::shopify::scheme>("shopify"),
    }};
    return all;
}

/// The option `--scheme`.
struct scheme_choice {
    std::string name = "scaivault";

    void add_to(CLI::App& command) {
        std::vector<std::string> names;
        for (const auto& each : schemes())
            names.emplace_back(each.name);
        takes_one_of(command.add_option("--scheme", name, "How the vendor signs"), names)
            ->capture_default_str();
    }

    [[nodiscard]] bool is_scaivault() const { return name == schemes().front().name; }
    [[nodiscard]] const scheme_entry& entry() const {
        return *std::ranges::find(schemes(), std::string_view(name), &scheme_entry::name);
    }
};

/// What another vendor's body is about, as far as it can be told without a description of the vendor's events.
struct event_summary {
    std::string type{};
    std::string id{};
    std::string path{}; ///< GitHub's repository
};

/// Type and id from the headers or, if the vendor has no such header, from the members that vendors use. An action in
/// the body is a part of the type: `issues.opened`.
[[nodiscard]] inline event_summary summary_of(const webhooks::delivery& received) {
    event_summary found{.type = std::string(received.event_type), .id = std::string(received.event_id)};
    boost::system::error_code error;
    const auto parsed = boost::json::parse(received.body, error);
    const auto* const body = error ? nullptr : parsed.if_object();
    const auto text = [](const boost::json::object* object, std::string_view key) -> std::string {
        const auto* const value = object == nullptr ? nullptr : object->if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    const auto nested = [&](std::string_view key) -> const boost::json::object* {
        const auto* const value = body == nullptr ? nullptr : body->if_contains(key);
        return value == nullptr ? nullptr : value->if_object();
    };
    if (found.type.empty()) {
        found.type = text(body, "type");
        if (found.type.empty())
            found.type = text(body, "event_type");                            // ScaiVault
        if (const auto inner = text(nested("event"), "type"); !inner.empty()) // Slack's event_callback
            found.type += "." + inner;
    } else if (const auto action = text(body, "action"); !action.empty()) {
        found.type += "." + action;
    }
    for (const std::string_view key : {"id", "event_id"})
        if (found.id.empty())
            found.id = text(body, key);
    found.path = text(nested("repository"), "full_name");
    return found;
}

} // namespace events_cli
