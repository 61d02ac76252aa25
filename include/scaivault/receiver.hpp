#pragma once

#include "detail/coarse_clock.hpp"
#include "detail/kept_text.hpp"
#include "events/catalog.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "scheme.hpp"
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

/// Whether one of the fields names the event.
template <class Envelope, class... Fields>
consteval bool names_events(field_list<Fields...>) {
    return ((Fields::key.view() == envelope_layout<Envelope>::id_key) || ...);
}

/// The string that names an event: the member whose key is `envelope_layout<Envelope>::id_key`.
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

/// The failure when an unsigned header names another event than the signed body.
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

/// Reads the event in a verified body, and refuses one whose headers name another event or type
/// (`errc::header_mismatch`): they are not signed, so a difference is an attack. An absent header differs
/// from nothing. All other errors: see `decode_as`.
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

/// How a receiver works.
struct receiver_options {
    verify_options verify{}; ///< the signature's age
    decode_options decode{}; ///< limits of the text; a longer body is refused before it is hashed
    replay_options replay{}; ///< of the guard in memory; not used by a guard of your own

    /// The current time; the system's clock when empty. Called once a delivery, from the caller's thread.
    std::function<std::chrono::sys_seconds()> clock{};
};

/// Takes a delivery from the wire to a handler: verify, decode, claim, dispatch, commit.
///
/// `Guard` is a `replay_guard`, or a reference to one. `receive` may be called from many threads at once if
/// the guard, the clock and the handlers may.
template <class Guard>
requires replay_guard<std::remove_reference_t<Guard>>
class basic_receiver {
public:
    /// A receiver with the guard in memory. Throws `std::invalid_argument` for options that make no sense, such
    /// as a guard that forgets an id while its delivery is still fresh: see `replay_window`.
    explicit basic_receiver(signing_secrets secrets, receiver_options options = {}) requires
        std::is_constructible_v<Guard, const replay_options&>
        : options_(std::move(options)),
          verifier_(std::move(secrets), options_.verify),
          guard_(with_window(options_)) {
        require_window("max_age", options_.replay.max_age);
    }

    /// A receiver with a guard of your own, which outlives it. Throws as above if the guard has options that say
    /// for how long it remembers (`guard.options().max_age`, `min_age`).
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
    /// \param received  the headers and the raw body, as they came; used during the call only
    /// \param handlers  `handlers{...}`, or `handlers_for<...>(...)`; given the event as an rvalue, so one that
    ///                  takes it by value gets it without a copy
    /// \return what became of it. Only what a handler has finished with is committed: after an exception the
    ///         claim is released, and the vendor's next try runs the handler again
    /// \throws nothing for bad input; what a handler, the guard, the clock or memory throws is in the outcome
    ///
    /// The claim comes after decoding, because the event's id is signed in the body alone.
    template <class Handlers>
    [[nodiscard]] outcome receive(const delivery& received, Handlers&& handlers) {
        try {
            if (received.body.size() > options_.decode.max_size)
                return outcome(detail::too_large(received.body.size(), options_.decode.max_size));
            // The header is not signed, but does no harm here, and verifying takes as long as memory does.
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

    /// Judges a delivery by its headers alone, so that a server need not read a body for one that `receive` would
    /// refuse in any case: no signature or timestamp, a malformed one, or a time that is not fresh.
    ///
    /// \param received  its body is not used
    /// \return the outcome that refuses it; or nothing: read the body, and call `receive`, which checks all
    /// \throws std::bad_alloc, and what the clock throws
    [[nodiscard]] std::optional<outcome> check_headers(const delivery& received) const {
        if (auto refused = verifier_.check_headers(received, now()))
            return outcome(*std::move(refused));
        return std::nullopt;
    }

    /// The guard, for its counts or to share it.
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

        // Two events without an id would look like a repeat, and the second would be lost.
        if (id.empty())
            return outcome(failure{.code = errc::missing_field,
                                   .where = "/" + std::string(envelope_layout<envelope_type>::id_key),
                                   .detail = "the event's id is empty"});

        // Not the event's own string: a handler that takes the event by value takes the id with it, before the
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

/// The receiver with the replay guard in memory: `receiver r{signing_secrets{...}};`.
using receiver = basic_receiver<memory_replay_guard>;

} // namespace scaivault
