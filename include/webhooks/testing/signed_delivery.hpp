#pragma once

#include "../delivery.hpp"
#include "../describe/layout.hpp"
#include "../dispatch/alternatives.hpp"
#include "../json/encode.hpp"
#include "../trust/verifier.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace webhooks {

/// A signed delivery, as the vendor sends it, that owns its texts: to pass to a receiver in a test.
///
///     const auto outcome = receiver.receive(signed_delivery{sample<"secret.rotated">(), secret}, handlers);
///
/// Change a member to forge one.
///
/// \tparam Scheme  one with `hmac_sha256`: for a scheme with public keys, only the vendor can sign
template <class Scheme>
struct basic_signed_delivery {
    std::string timestamp{};  ///< Unix seconds in decimal; empty if the scheme has no timestamp header
    std::string signature{};  ///< the tag, as the scheme writes it
    std::string event_id{};   ///< the id header; empty for none
    std::string event_type{}; ///< the type header; empty for none
    std::string body{};       ///< the signed bytes

    /// \param event   `event<"...">`, `any_event` or `unknown_event`
    /// \param secret  a secret of the receiver
    /// \param now     when it is signed. The receiver's clock decides whether that is stale
    /// \throws std::invalid_argument for a secret or an id that `sign` refuses, std::bad_variant_access for a variant without
    ///         a value
    template <class Event>
    requires requires(const Event& event) { encode(event); }
    basic_signed_delivery(const Event& event, std::string_view secret,
                          std::chrono::sys_seconds now = current_time()) {
        write_names(event);
        write_body(encode(event), secret, now);
    }

    /// A signed body that need not be an event, without a type header.
    ///
    /// \param body    the bytes that are sent
    /// \param secret  as for `sign`
    /// \param now     when it is signed
    /// \param id      the value of the id header; required if the scheme signs it
    /// \throws what `sign` throws
    [[nodiscard]] static basic_signed_delivery of_text(std::string body, std::string_view secret,
                                                       std::chrono::sys_seconds now = current_time(),
                                                       std::string id = {}) {
        basic_signed_delivery made;
        made.event_id = std::move(id);
        made.write_body(std::move(body), secret, now);
        return made;
    }

    /// Views into this object, which must outlive them. A temporary lives until the end of the call it is an argument of.
    operator delivery() const noexcept {
        return {.timestamp = timestamp,
                .signature = signature,
                .event_id = event_id,
                .event_type = event_type,
                .body = body};
    }

    /// The headers that the scheme has as (name, value), views into this object: for a request to a real server.
    [[nodiscard]] auto headers() const noexcept {
        using header = std::pair<std::string_view, std::string_view>;
        std::array<header, number_of_headers> made{};
        std::size_t count = 0;
        for (const header& each :
             {header(Scheme::id_header, event_id), header(Scheme::type_header, event_type),
              header(Scheme::timestamp_header, timestamp), header(Scheme::signature_header, signature)})
            if (!each.first.empty())
                made[count++] = each;
        return made;
    }

private:
    static constexpr std::size_t number_of_headers = std::size_t{1} + !Scheme::id_header.empty() +
                                                     !Scheme::type_header.empty() +
                                                     !Scheme::timestamp_header.empty();

    basic_signed_delivery() = default;

    void write_body(std::string text, std::string_view secret, std::chrono::sys_seconds now) {
        if constexpr (!Scheme::timestamp_header.empty())
            timestamp = std::to_string(now.time_since_epoch().count());
        signature = sign<Scheme>(secret, now, text, event_id);
        body = std::move(text);
    }

    template <class... Events>
    void write_names(const std::variant<Events...>& event) {
        detail::with_alternative<void>(event, [&](auto index) { write_names(*std::get_if<index>(&event)); });
    }

    template <class Event>
    void write_names(const Event& event) {
        event_id = detail::id_of(static_cast<const typename Event::envelope_type&>(event));
        using envelope_type = typename Event::envelope_type;
        if constexpr (requires { event.event_type; })
            event_type = detail::type_header_of<envelope_type>(event.event_type);
        else
            event_type = detail::type_header_of<envelope_type>(Event::type);
    }

    [[nodiscard]] static std::chrono::sys_seconds current_time() {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

} // namespace webhooks
