#pragma once

#include "delivery_context.hpp"
#include "detail/coarse_clock.hpp"
#include "detail/handler_failure.hpp"
#include "dispatch/handlers.hpp"
#include "outcome.hpp"
#include "process.hpp"
#include "replay.hpp"
#include "trust/verifier.hpp"
#include "json/decode.hpp"

#include <boost/mp11/list.hpp>

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

namespace webhooks {

/// Decodes the event in a verified body, and compares the id and type headers with it.
///
/// The headers are not signed, so a difference is treated as an attack: `errc::header_mismatch`. An absent header
/// matches. All other errors are those of `decode_as`.
template <class Catalog>
[[nodiscard]] result<typename Catalog::variant> decode(const verified_body& body,
                                                       const decode_options& options = {}) {
    detail::read_event_of<Catalog> found;
    if (auto failed = found.read_from(body.body(), body.event_type(), options, nullptr))
        return *std::move(failed);
    if (auto disagreement = detail::header_disagreement(body, found))
        return *std::move(disagreement);
    return std::move(found.event);
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
/// `Scheme` says how the vendor signs, such as a `hmac_sha256_scheme`. `Guard` is a `replay_guard` or a reference to one. `receive` is thread-safe if the guard, the clock and the
/// handlers are.
template <class Scheme, class Guard>
requires replay_guard<std::remove_reference_t<Guard>>
class basic_receiver {
public:
    using scheme_type = Scheme; ///< how the vendor signs

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
    /// \param handlers  `handlers{...}`, `handlers_for<...>(...)` or `any_handlers`; anything else is a compile error. The
    ///                  event is passed as an rvalue, so a handler that takes it by value receives it without a copy. A
    ///                  handler may take a `const delivery_context&` as second parameter
    /// \return the outcome. The claim is committed after the handler returns. If the handler throws or returns a failure,
    ///         the outcome is `handler_failed`, the claim is released, and the vendor's retry runs the handler again
    /// \throws nothing. An exception of a handler, the guard, the clock or an allocation is stored in the outcome
    ///
    /// A handler returns `void`, or something that can fail: `boost::system::error_code`, `std::error_code`, or a
    /// `result<T>`, whose value is dropped. The error is then in `outcome::error()`. Any other result is a compile error,
    /// because it would be lost: `handler_result_would_be_dropped`.
    ///
    /// The claim follows decoding, because only the id inside the body is signed.
    template <class Handlers>
    [[nodiscard]] outcome receive(const delivery& received, Handlers&& handlers) {
        using mistakes = detail::mistakes_in_handlers_given<std::remove_reference_t<Handlers>>;
        if constexpr (boost::mp11::mp_empty<mistakes>::value)
            return receive_checked(received, handlers);
        else
            return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
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
            throw std::invalid_argument(std::string("webhooks: the replay guard's ")
                                            .append(name)
                                            .append(" is less than twice verify.tolerance and a second"));
    }

    [[nodiscard]] std::chrono::sys_seconds now() const {
        return options_.clock ? options_.clock() : detail::system_seconds_now();
    }

    template <class Handlers>
    outcome receive_checked(const delivery& received, Handlers& handlers) {
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

    template <class Handlers>
    outcome dispatch(const verified_body& body, Handlers& handlers) {
        using handlers_type = std::remove_cvref_t<Handlers>;
        using catalog_type = typename handlers_type::catalog_type;
        const bool* const handled = handlers.handled_types().data();
        return detail::process<catalog_type>(
            body.body(), body.event_type(), options_.decode, {.read = handled, .handled = handled},
            [&](const auto& found) { return detail::header_disagreement(body, found); }, guard(),
            [&](auto& found, std::string_view id) -> std::optional<outcome> {
                auto failed = detail::call_handlers(handlers, std::move(found.event),
                                                    {body.signed_at(), body.secret_index(), id});
                if (failed)
                    return outcome(outcome::handler_failed, *std::move(failed));
                return std::nullopt;
            },
            body.secret_index());
    }

    receiver_options options_;
    basic_verifier<Scheme> verifier_;
    Guard guard_;
};

/// The receiver with the replay guard in memory: `receiver<shop_scheme> r{signing_secrets{...}};`.
template <class Scheme>
using receiver = basic_receiver<Scheme, memory_replay_guard>;

} // namespace webhooks
