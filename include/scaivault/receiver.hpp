#pragma once

#include "detail/coarse_clock.hpp"
#include "detail/kept_text.hpp"
#include "events/catalog.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "signature.hpp"
#include "json/decode.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace scaivault {

namespace detail {

/// True if one of the fields is the event's id.
template <class Envelope, class... Fields>
consteval bool names_events(field_list<Fields...>) {
    return ((Fields::key.view() == envelope_layout<Envelope>::id_key) || ...);
}

/// The event's id: the member whose key is `envelope_layout<Envelope>::id_key`.
template <class Envelope>
[[nodiscard]] std::string_view id_of(const Envelope& envelope) noexcept {
    static_assert(
        names_events<Envelope>(typename fields<Envelope>::list{}),
        "no member of the envelope has the key envelope_layout<Envelope>::id_key, so every event would "
        "be a duplicate of the first");
    std::string_view id;
    for_each_field<Envelope>([&]<class Field>(Field) {
        if constexpr (Field::key.view() == envelope_layout<Envelope>::id_key)
            id = envelope.*Field::member;
    });
    return id;
}

/// Compares the unsigned headers with the signed body. Returns `errc::header_mismatch` if they differ, or nothing.
template <class Envelope>
std::optional<failure> header_disagreement(const verified_body& body, std::string_view event_id,
                                           const read_summary& read) {
    using layout = envelope_layout<Envelope>;
    const auto disagreement = [](std::string_view key, const char* detail) {
        return failure{
            .code = errc::header_mismatch, .where = std::string("/").append(key), .detail = detail};
    };
    if (body.event_id() == repeated_header)
        return disagreement(layout::id_key, "the Event-Id header came more than once");
    if (!body.event_id().empty() && body.event_id() != event_id)
        return disagreement(layout::id_key, "the Event-Id header, which is not signed, names another event");
    if (body.event_type() == repeated_header)
        return disagreement(layout::type_key, "the Event-Type header came more than once");
    if (read.type_disagrees)
        return disagreement(layout::type_key,
                            "the Event-Type header, which is not signed, names another type");
    return std::nullopt;
}

} // namespace detail

/// Decodes the event in a verified body, and compares the Event-Id and Event-Type headers with it.
///
/// The headers are not signed, so a difference is treated as an attack: `errc::header_mismatch`. An absent header
/// matches. All other errors are those of `decode_as`.
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(const verified_body& body,
                                                       const decode_options& options = {}) {
    using envelope_type = typename Catalog::envelope_type;
    result<typename Catalog::variant> event{boost::system::in_place_value};
    envelope_type before_type;
    const auto read =
        detail::read_as<Catalog>(body.body(), *event, before_type, options, nullptr, body.event_type());
    if (!read)
        event = read.error();
    else if (auto disagreement = detail::header_disagreement<envelope_type>(
                 body, detail::id_of(detail::envelope_in<Catalog>(*event)), *read))
        event = *std::move(disagreement);
    return event;
}

/// Options of a receiver.
struct receiver_options {
    verify_options verify{}; ///< how old a signature may be
    decode_options decode{}; ///< limits of the JSON text; a longer body is rejected before it is hashed
    replay_options replay{}; ///< bounds of the built-in in-memory guard; ignored with a guard of your own

    /// The current time. If empty, the system clock. Called once per delivery, on the caller's thread.
    std::function<std::chrono::sys_seconds()> clock{};
};

/// Processes a delivery from the raw request to its handler: verify, decode, claim, dispatch, commit.
///
/// `Guard` is a `replay_guard` or a reference to one. `receive` is thread-safe if the guard, the clock and the
/// handlers are.
template <class Guard>
requires replay_guard<std::remove_reference_t<Guard>>
class basic_receiver {
public:
    /// A receiver that owns its guard.
    ///
    /// \throws std::invalid_argument for inconsistent options, such as a guard that would forget an id while the
    ///         delivery is still fresh (see `replay_window`)
    explicit basic_receiver(signing_secrets secrets, receiver_options options = {}) requires
        std::is_constructible_v<Guard, const replay_options&>
        : options_(std::move(options)),
          verifier_(std::move(secrets), options_.verify),
          guard_(with_window(options_)) {
        require_window("max_age", options_.replay.max_age);
    }

    /// A receiver that uses a guard of your own. The guard must outlive the receiver.
    ///
    /// \throws std::invalid_argument as above. The guard's retention is checked if the guard publishes it as
    ///         `guard.options().max_age` or `guard.options().min_age`
    basic_receiver(signing_secrets secrets, receiver_options options,
                   std::remove_reference_t<Guard>& guard) requires std::is_reference_v<Guard>
        : options_(std::move(options)), verifier_(std::move(secrets), options_.verify), guard_(guard) {
        if constexpr (requires { guard.options().max_age < std::chrono::seconds(); })
            require_window("max_age", guard.options().max_age);
        if constexpr (requires { guard.options().min_age < std::chrono::seconds(); })
            require_window("min_age", guard.options().min_age);
    }

    /// Verifies, decodes, claims, dispatches and commits one delivery.
    ///
    /// \param received  the headers and the raw body, unmodified; must outlive the call only
    /// \param handlers  `handlers{...}` or `handlers_for<...>(...)`. The event is passed as an rvalue, so a handler
    ///                  that takes it by value receives it without a copy
    /// \return the outcome. The claim is committed after the handler returns. If the handler throws, the claim is
    ///         released, and the vendor's retry runs the handler again
    /// \throws nothing. An exception of a handler, the guard, the clock or an allocation is stored in the outcome
    ///
    /// The claim follows decoding, because only the id inside the body is signed.
    template <class Handlers>
    [[nodiscard]] outcome receive(const delivery& received, Handlers&& handlers) {
        try {
            if (received.body.size() > options_.decode.max_size)
                return outcome(detail::too_large(received.body.size(), options_.decode.max_size));
            // Prefetches the id's slot while the signature is verified. The header is unsigned, but `expect` has no
            // effect on the guard's state.
            if constexpr (requires { guard().expect(received.event_id); })
                if (!received.event_id.empty())
                    guard().expect(detail::trimmed(received.event_id));
            const auto body = verifier_.verify(received, now());
            if (!body)
                return outcome(body.error());
            return dispatch(*body, handlers);
        } catch (...) {
            return outcome(std::current_exception());
        }
    }

    /// Checks the headers alone, so that a server can reject a delivery before it reads the body. Rejects a missing
    /// or malformed signature or timestamp, and a timestamp outside the tolerance.
    ///
    /// \param received  the headers; the body is ignored
    /// \return the rejection, or nothing. If nothing: read the body and call `receive`, which repeats these checks
    /// \throws std::bad_alloc, and what the clock throws
    [[nodiscard]] std::optional<outcome> check_headers(const delivery& received) const {
        if (auto refused = verifier_.check_headers(received, now()))
            return outcome(*std::move(refused));
        return std::nullopt;
    }

    /// The guard, to read its counters or to share it.
    [[nodiscard]] std::remove_reference_t<Guard>& guard() noexcept { return guard_; }

private:
    [[nodiscard]] static replay_options with_window(const receiver_options& options) {
        replay_options made = options.replay;
        made.min_age = std::max(made.min_age, replay_window(options.verify.tolerance));
        return made;
    }

    template <class Duration>
    void require_window(const char* name, Duration age) const {
        if (age < replay_window(options_.verify.tolerance))
            throw std::invalid_argument(std::string("scaivault: the replay guard's ")
                                            .append(name)
                                            .append(" is less than twice verify.tolerance and a second"));
    }

    [[nodiscard]] std::chrono::sys_seconds now() const {
        return options_.clock ? options_.clock() : detail::system_seconds_now();
    }

    template <class Handlers>
    outcome dispatch(const verified_body& body, Handlers& handlers) {
        using handlers_type = std::remove_cvref_t<Handlers>;
        using catalog_type = typename handlers_type::catalog_type;
        using envelope_type = typename catalog_type::envelope_type;

        typename catalog_type::variant event;
        envelope_type envelope;
        const auto read =
            detail::read_as<catalog_type>(body.body(), event, envelope, options_.decode,
                                          handlers_type::handled_types().data(), body.event_type());
        if (!read)
            return outcome(read.error());

        const auto id = detail::id_of(read->wanted ? detail::envelope_in<catalog_type>(event) : envelope);
        if (auto disagreement = detail::header_disagreement<envelope_type>(body, id, *read))
            return outcome(*std::move(disagreement));

        const std::size_t secret = body.secret_index();
        const bool known = read->type < catalog_type::size;
        const auto type = known ? catalog_type::names[read->type] : std::string_view{};
        if (!read->wanted)
            return {known ? outcome::unhandled : outcome::unknown, type, secret};

        // With an empty id, the second such event would be dropped as a duplicate of the first.
        if (id.empty())
            return outcome(failure{.code = errc::missing_field,
                                   .where = "/" + std::string(envelope_layout<envelope_type>::id_key),
                                   .detail = "the event's id is empty"});

        // A copy of the id: a handler that takes the event by value moves the event's own string away before the
        // commit.
        const detail::kept_text claimed_id(id);
        scoped_claim claim(guard(), claimed_id.text());
        switch (claim.result()) {
        case claim_result::duplicate:
            return {outcome::duplicate, type, secret};
        case claim_result::in_progress:
            return {outcome::in_progress, type, secret};
        case claim_result::full:
            return {outcome::guard_full, type, secret};
        case claim_result::claimed:
            break;
        }
        handlers(std::move(event));
        claim.commit();
        return {known ? outcome::handled : outcome::unknown, type, secret};
    }

    receiver_options options_;
    verifier verifier_;
    Guard guard_;
};

template <class Guard>
basic_receiver(signing_secrets, receiver_options, Guard&) -> basic_receiver<Guard&>;

/// A receiver with an in-memory replay guard: `receiver r{signing_secrets{...}};`.
using receiver = basic_receiver<memory_replay_guard>;

} // namespace scaivault
