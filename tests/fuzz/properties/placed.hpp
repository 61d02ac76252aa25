#pragma once

// Envelopes that have id, type or payload elsewhere than in members of the outermost object.

#include "../property.hpp"

#include <webhooks/json/decode.hpp>
#include <webhooks/json/encode.hpp>
#include <webhooks/vendors/github.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz::placed {

struct id {
    std::string event_id;
    [[nodiscard]] bool operator==(const id&) const = default;
};
struct nested_id {
    std::string event_id;
    [[nodiscard]] bool operator==(const nested_id&) const = default;
};
struct rotated {
    std::int64_t new_version = 0;
    std::optional<std::string> path;
    [[nodiscard]] bool operator==(const rotated&) const = default;
};

} // namespace fuzz::placed

template <>
struct webhooks::fields<fuzz::placed::id> {
    using list = field_list<id_field<"event_id", &fuzz::placed::id::event_id>, type_here<"event_type">,
                            payload_here<"data", presence::omittable>, base64_payload_here<"path">>;
};
template <>
struct webhooks::fields<fuzz::placed::nested_id> {
    using list = field_list<id_field<"event_id", &fuzz::placed::nested_id::event_id>, type_here<"event_type">,
                            payload_at<"data", "secret_path">>;
};
template <>
struct webhooks::fields<fuzz::placed::rotated> {
    using self = fuzz::placed::rotated;
    using list =
        field_list<field<"new_version", &self::new_version>, field<"path", &self::path, presence::omittable>>;
};

namespace fuzz::placed {

template <class Envelope>
struct of : webhooks::basic_catalog<webhooks::enveloped<Envelope>, webhooks::entry<"secret.rotated", rotated>,
                                    webhooks::entry<"secret.created", std::string>,
                                    webhooks::entry<"secret.deleted", webhooks::base64_bytes>,
                                    webhooks::entry<"secret.updated", webhooks::no_payload>,
                                    webhooks::entry<"secret.accessed", std::optional<std::int64_t>>,
                                    webhooks::entry<"secret.destroyed", std::vector<rotated>>> {};

/// Types that are joined from a header and the member `action`.
struct joined : webhooks::github::catalog<webhooks::entry<"secret.rotated", rotated>,
                                          webhooks::entry<"secret.list", std::vector<std::int64_t>>,
                                          webhooks::entry<"policy", rotated>> {};

/// What is read is written and read back equal, and another member, whose key is an escape, changes nothing.
template <class Catalog>
void holds_in(std::string_view text, const webhooks::event_headers& headers) {
    const auto event = webhooks::decode_as<Catalog>(text, headers);
    const auto begin = text.find('{');
    const bool is_object = begin != std::string_view::npos && text.find_first_not_of(" \t\r\n") == begin;
    if (is_object && text.find('"') != std::string_view::npos) {
        std::string other(text);
        other.insert(begin + 1, R"("\u0000":null,)");
        const auto with_other = webhooks::decode_as<Catalog>(other, headers);
        const bool is_known = event && event->index() < Catalog::size;
        require(!is_known || (with_other && *with_other == *event), "another member changes the event");
        require(event.has_value() || !with_other || event.error() == webhooks::errc::too_large,
                "with another member, what was refused is read");
    }
    if (!event)
        return;
    const auto again = webhooks::decode_as<Catalog>(webhooks::encode(*event), headers);
    require(again.has_value() && *again == *event, "an event is another after a round trip");
}

inline void holds_for(std::string_view text) {
    holds_in<of<id>>(text, {});
    holds_in<of<nested_id>>(text, {});
    holds_in<joined>(text, {.id = "1", .type = "secret"});
    holds_in<joined>(text, {.id = "1", .type = "policy"});
    holds_in<joined>(text, {.id = "1", .type = "other"});
}

} // namespace fuzz::placed
