#pragma once

#include "../events/layout.hpp"
#include "../events/types.hpp"
#include "../json/detail/decode.hpp"
#include "../json/error.hpp"
#include "detail/poll_reader.hpp"
#include <webhooks/json/detail/write.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// How an answer to a poll is read.
struct poll_options {
    /// In bytes. A longer answer is `errc::too_large`. The vendor's default is 100 events in one answer.
    std::size_t max_size = std::size_t{16} << 20;
    /// For each event. Polled events come reduced, so missing fields keep their defaults.
    decode_options event{.missing = missing_fields::default_};
};

/// The answer to a poll.
template <class Catalog>
struct basic_poll_response {
    /// The events in the order of the text. One that cannot be read is a failure, and the others are read. A failure's `where`
    /// begins with the event's place ("/events/3/data/new_version"), and its `offset` counts from the beginning of the answer.
    std::vector<result<typename Catalog::variant>> events;
    /// The JSON text of each event, as views into the answer: to keep events that cannot be read.
    std::vector<std::string_view> texts;
    /// Whether there are more events to poll.
    bool has_more = false;
};

/// The answer to a poll of ScaiVault.
using poll_response = basic_poll_response<catalog>;

/// Reads the answer to `GET /v1/subscriptions/{id}/poll`: `{"events": [...], "has_more": true}`.
///
/// The answer is not signed: take it from a connection that you opened yourself, with certificates checked.
///
/// \param json     the answer's body; the `texts` of the result are views into it
/// \param options  limits, and how the events are read
/// \return the events, each read as `decode_as` reads it. Or the failure of the whole answer: `too_large`; `invalid_json` or
///         `too_deep` (512 levels) if it is not JSON; `wrong_type` if it is not an object, `events` not an array or `has_more`
///         not a bool; `missing_field` for `events`, and with `missing_fields::reject` for `has_more`; `duplicate_key`
/// \throws std::bad_alloc. Linear in the length of `json`.
/// Source: the vendor's page on subscriptions, "Polling".
template <class Catalog = catalog>
[[nodiscard]] result<basic_poll_response<Catalog>> decode_poll_response(std::string_view json,
                                                                        const poll_options& options = {}) {
    basic_poll_response<Catalog> response;
    const bool default_missing = options.event.missing == missing_fields::default_;
    const auto parts = detail::read_poll(json, options.max_size, default_missing);
    if (!parts)
        return parts.error();
    response.has_more = parts->has_more;
    for (detail::json_items elements(parts->list); elements.next();) {
        const std::string_view text = elements.value();
        auto event = decode_as<Catalog>(text, options.event);
        if (!event) {
            failure error = event.error();
            error.where.insert(0, "/events/" + std::to_string(response.events.size()));
            error.offset += static_cast<std::size_t>(text.data() - json.data());
            event = std::move(error);
        }
        response.events.push_back(std::move(event));
        response.texts.push_back(text);
    }
    return response;
}

/// Reads the id of an event, to acknowledge one that `decode` refuses. Otherwise it would be delivered again and again.
///
/// \return the id, which may be empty; or a failure of `decode_as` if the text is not JSON or the event has no id or no type
/// \throws std::bad_alloc. Linear in the length of `json`.
template <class Catalog = catalog>
[[nodiscard]] result<std::string> decode_event_id(std::string_view json, const decode_options& options = {}) {
    using envelope_type = typename Catalog::envelope_type;
    using nothing = webhooks::detail::unknown_part<Catalog>;
    static constexpr std::array<bool, Catalog::size + 1> none{};
    typename nothing::variant unused;
    envelope_type envelope;
    auto to = webhooks::detail::target_of<Catalog, nothing>(&unused, envelope, options);
    to.wanted = none.data();
    if (const auto read = webhooks::detail::read_limited<Catalog>(json, to, options); !read)
        return read.error();
    return std::string(webhooks::detail::id_of(envelope));
}

/// Event ids as a range of strings, views or C strings.
template <class T>
concept id_range =
    std::ranges::input_range<T> && std::convertible_to<std::ranges::range_reference_t<T>, std::string_view>;

/// The body of `POST /v1/subscriptions/{id}/ack`, for events that were handled: `{"event_ids":["evt_abc"]}`. Events that are
/// not acknowledged are delivered again.
///
/// \param ids  the ids of the events, in UTF-8
/// \throws std::bad_alloc. Linear in the length of the text.
template <id_range Ids>
[[nodiscard]] std::string ack_body(Ids&& ids) {
    std::string body = R"({"event_ids":[)";
    bool first = true;
    for (auto&& id : ids) {
        if (!std::exchange(first, false))
            body.push_back(',');
        webhooks::detail::append_json_string(body, std::string_view(id));
    }
    return body.append("]}");
}

} // namespace scaivault
