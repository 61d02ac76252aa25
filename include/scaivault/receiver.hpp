#pragma once

#include "detail/coarse_clock.hpp"
#include "events/catalog.hpp"
#include "outcome.hpp"
#include "process.hpp"
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

/// Reads the event in a verified body, and refuses one whose headers name another event or type
/// (`errc::header_mismatch`): they are not signed, so a difference is an attack. An absent header differs
/// from nothing. All other errors: see `decode_as`.
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(const verified_body& body,
                                                       const decode_options& options = {}) {
    detail::read_event_of<Catalog> found;
    const auto read = detail::read_as<Catalog>(body.body(), found.event, found.before_type, options, nullptr,
                                               body.event_type());
    if (!read)
        return read.error();
    found.read = *read;
    if (auto disagreement = detail::header_disagreement(body, found))
        return *std::move(disagreement);
    return std::move(found.event);
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
        const bool* const handled = handlers_type::handled_types().data();
        return detail::process<catalog_type>(
            body.body(), body.event_type(), options_.decode, {.read = handled, .handled = handled},
            [&](const auto& found) { return detail::header_disagreement(body, found); }, guard(),
            [&](auto& found) -> std::optional<outcome> {
                handlers(std::move(found.event));
                return std::nullopt;
            },
            body.secret_index());
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
