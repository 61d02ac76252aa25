#pragma once

#include "../events/types.hpp"
#include "../subscription/polling.hpp"
#include "../subscription/registration.hpp"
#include "answers.hpp"
#include "update.hpp"
#include <webhooks/catalog_difference.hpp>
#include <webhooks/client/transport.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scaivault {

/// How to call ScaiVault.
struct client_options {
    /// Scheme, host and port. `http://` is accepted for loopback only, for a sandbox.
    std::string url = "https://scaivault.scailabs.ai";
    /// The bearer token. Sent to `url` only.
    std::string token{};
    /// For a call, from the look-up of the name to the last byte of the answer. A poll waits this much longer than its timeout.
    std::chrono::milliseconds timeout{30'000};
    /// The method of `update`, which the vendor does not document: `PATCH` or `PUT`.
    std::string update_method = "PATCH";
};

/// What to ask a poll for.
struct poll_query {
    std::chrono::seconds timeout{30}; ///< how long the server waits for an event; 0 to 60
    std::size_t max_events = 100;     ///< the most events in an answer; at least 1
    std::string since_event_id{};     ///< events after this one; empty for all that are not acknowledged
};

/// Calls ScaiVault's interface for webhooks and subscriptions. Functions block; they can be called from several threads at
/// once if the transport can.
///
/// No function throws for what a server answers. Each returns one of `client_errc`: one for each of 401, 403, 404, 409, 429
/// and 5xx, others for the connection and for answers that are malformed. Nothing is retried; a `poller` retries.
///
/// \tparam Transport  what sends the requests; see `http_transport`
template <http_transport Transport>
class basic_client {
public:
    /// \param options    the address and the token
    /// \param transport  sends the requests
    /// \throws std::invalid_argument for a malformed address, for a token that is empty or has characters that are not
    ///         visible ASCII, and for another update method. The message does not show the token
    explicit basic_client(client_options options, Transport transport = Transport{})
        : options_(std::move(options)), origin_(checked(options_)), transport_(std::move(transport)) {}

    /// Registers a webhook: `POST /v1/webhooks`.
    /// \param webhook  its name, URL and limits
    /// \param secret   what ScaiVault signs with
    /// \param events   `handlers{...}`, or a range of names and patterns
    /// \return the webhook; or what `registration_body` refuses, or a failure of the call
    template <class Events>
    [[nodiscard]] client_result<registered_webhook>
    register_webhook(const registration& webhook, std::string_view secret, const Events& events) {
        return sent_webhook("POST", "/v1/webhooks", registration_body(webhook, secret, events));
    }
    /// The same for names and patterns in braces.
    [[nodiscard]] client_result<registered_webhook>
    register_webhook(const registration& webhook, std::string_view secret,
                     std::initializer_list<std::string_view> events) {
        return sent_webhook("POST", "/v1/webhooks", registration_body(webhook, secret, events));
    }

    /// The webhooks of the token's tenant: `GET /v1/webhooks`. The vendor does not document the list's format: an array, or
    /// an object with one, is accepted. There is no paging.
    [[nodiscard]] client_result<std::vector<registered_webhook>> list_webhooks() {
        const auto answer = send("GET", "/v1/webhooks");
        if (!answer)
            return answer.error();
        return detail::webhooks_in(answer->body);
    }

    /// Changes a webhook: `PATCH /v1/webhooks/{id}`, see `client_options::update_method`.
    /// \param id       of the webhook
    /// \param changes  the members to change
    /// \return the webhook; or what `update_body` refuses, or a failure of the call
    [[nodiscard]] client_result<registered_webhook> update_webhook(std::string_view id,
                                                                   const webhook_changes& changes) {
        return sent_webhook(options_.update_method, place_of("webhooks", id), update_body(changes));
    }

    /// Deletes a webhook: `DELETE /v1/webhooks/{id}`.
    /// \param id  of the webhook
    /// \return nothing, or a failure of the call
    [[nodiscard]] client_result<void> delete_webhook(std::string_view id) {
        return without_body(send("DELETE", place_of("webhooks", id)));
    }

    /// Has ScaiVault send a test event: `POST /v1/webhooks/{id}/test`.
    /// \param id  of the webhook
    /// \return nothing, or a failure of the call
    [[nodiscard]] client_result<void> test_webhook(std::string_view id) {
        return without_body(send("POST", place_of("webhooks", id) + "/test", "{}"));
    }

    /// The names of the server's event types: `GET /v1/events/types`. The vendor does not document the answer's format: an
    /// array of names or of objects with a `name`, `event_type` or `type`, or an object with such an array, is accepted.
    [[nodiscard]] client_result<std::vector<std::string>> event_types() {
        const auto answer = send("GET", "/v1/events/types");
        if (!answer)
            return answer.error();
        return detail::event_types_in(answer->body);
    }

    /// Compares the server's event types with a catalog: one call.
    /// \tparam Catalog  the catalog; ScaiVault's by default
    /// \return the differences, or a failure of the call
    template <class Catalog = catalog>
    [[nodiscard]] client_result<webhooks::catalog_differences> catalog_difference() {
        const auto types = event_types();
        if (!types)
            return types.error();
        const std::vector<std::string_view> views(types->begin(), types->end());
        return webhooks::catalog_difference<Catalog>(views);
    }

    /// Polls a subscription: `GET /v1/subscriptions/{id}/poll`.
    /// \param subscription  its id
    /// \param query         how long to wait, and for what; the numbers are brought into the range that the vendor allows
    /// \param canceled      ends the call early
    /// \return the text of the answer, for `decode_poll_response`; or a failure of the call
    [[nodiscard]] client_result<std::string> poll(std::string_view subscription, const poll_query& query,
                                                  cancellation& canceled) {
        const auto timeout = std::clamp(query.timeout, std::chrono::seconds(0), std::chrono::seconds(60));
        std::string target = place_of("subscriptions", subscription) +
                             "/poll?timeout=" + std::to_string(timeout.count()) +
                             "&max_events=" + std::to_string(std::max<std::size_t>(query.max_events, 1));
        if (!query.since_event_id.empty()) {
            target.append("&since_event_id=");
            webhooks::detail::append_percent_encoded(target, query.since_event_id);
        }
        auto answer = call("GET", std::move(target), {}, timeout, canceled);
        if (!answer)
            return answer.error();
        return std::move(answer->body);
    }

    /// Acknowledges events: `POST /v1/subscriptions/{id}/ack`.
    /// \param subscription  its id
    /// \param ids           of the events, in UTF-8
    /// \return nothing, or a failure of the call
    template <id_range Ids>
    [[nodiscard]] client_result<void> acknowledge(std::string_view subscription, Ids&& ids) {
        return without_body(send("POST", place_of("subscriptions", subscription) + "/ack", ack_body(ids)));
    }

    /// The transport, to read its counters.
    [[nodiscard]] Transport& transport() noexcept { return transport_; }

private:
    using http_answer = client_result<http_response>;

    [[nodiscard]] static http_origin checked(const client_options& options) {
        auto origin = http_origin::parse(options.url);
        if (!origin)
            throw std::invalid_argument("scaivault: the client's URL: " + origin.error().detail);
        const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
        if (options.token.empty() || !std::ranges::all_of(options.token, is_visible))
            throw std::invalid_argument(
                "scaivault: the client's token is empty or has a character that is not visible ASCII");
        if (options.update_method != "PATCH" && options.update_method != "PUT")
            throw std::invalid_argument("scaivault: the client's update method is neither PATCH nor PUT");
        return *std::move(origin);
    }

    /// "/v1/webhooks/{id}". Dots alone would change the path.
    [[nodiscard]] static std::string place_of(std::string_view kind, std::string_view id) {
        std::string place = "/v1/" + std::string(kind) + '/';
        if (id == "." || id == "..")
            id = "%";
        webhooks::detail::append_percent_encoded(place, id);
        return place;
    }

    [[nodiscard]] http_answer call(std::string method, std::string target, std::string body,
                                   std::chrono::milliseconds waits, cancellation& canceled) {
        http_request request{.method = std::move(method),
                             .origin = origin_,
                             .target = std::move(target),
                             .headers = {{"Authorization", "Bearer " + options_.token},
                                         {"Accept", "application/json"},
                                         {"User-Agent", "scaivault-cpp"}},
                             .body = std::move(body),
                             .timeout = options_.timeout + waits};
        if (!request.body.empty())
            request.headers.emplace_back("Content-Type", "application/json");
        auto answer = transport_.call(request, canceled);
        if (answer && (answer->status < 200 || answer->status > 299))
            return detail::failure_of_status(request, *answer);
        return answer;
    }

    [[nodiscard]] http_answer send(std::string method, std::string target, std::string body = {}) {
        cancellation never;
        return call(std::move(method), std::move(target), std::move(body), {}, never);
    }

    [[nodiscard]] client_result<registered_webhook>
    sent_webhook(const std::string& method, std::string target, result<std::string> body) {
        if (!body)
            return webhooks::detail::client_error(body.error());
        const auto answer = send(method, std::move(target), *std::move(body));
        if (!answer)
            return answer.error();
        const auto value = detail::parsed(answer->body);
        if (!value)
            return value.error();
        return detail::webhook_in(*value);
    }

    [[nodiscard]] static client_result<void> without_body(const http_answer& answer) {
        if (!answer)
            return answer.error();
        return {};
    }

    client_options options_;
    http_origin origin_;
    Transport transport_;
};

} // namespace scaivault
