#pragma once

#include "accepted_event.hpp"
#include "delivery_context.hpp"
#include "detail/coarse_clock.hpp"
#include "detail/handler_failure.hpp"
#include "dispatch/diagnostics.hpp"
#include "dispatch/handlers.hpp"
#include "outcome.hpp"
#include "process.hpp"
#include "replay.hpp"
#include "trust/verifier.hpp"
#include "json/decode.hpp"

#include <boost/mp11/list.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
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
    if (auto failed = found.read_from(body.body(), {body.event_id(), body.event_type()}, options, nullptr))
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

    /// Called once for each delivery, with what became of it: by `receive` before it returns, by `check_headers` if it refuses,
    /// and for an accepted event when it is done. So it sees all deliveries of every adapter: for a log line or a counter.
    /// Called on the thread of the delivery, concurrently if there are several. Exceptions are swallowed. If empty, nothing is
    /// called.
    std::function<void(const outcome&)> on_outcome{};
};

/// Processes a delivery from the raw request to its handler: verify, decode, claim, dispatch, commit.
///
/// `Scheme` says how the vendor signs, such as a `hmac_sha256_scheme`. `Guard` is a `replay_guard` or a reference to one.
///
/// `receive`, `accept`, `check_headers` and `replace_secrets` are thread-safe if the guard, the clock, `on_outcome` and the
/// handlers are. Movable, while no call runs and no accepted event is pending. A moved-from receiver refuses every delivery.
template <class Scheme, class Guard>
requires replay_guard<std::remove_reference_t<Guard>>
class basic_receiver {
public:
    using scheme_type = Scheme;                                   ///< how the vendor signs
    using keys_type = typename basic_verifier<Scheme>::keys_type; ///< `signing_secrets`, or `public_keys`
    using guard_type = std::remove_reference_t<Guard>;            ///< remembers the handled events

    /// A receiver that owns its guard.
    ///
    /// \throws std::invalid_argument for inconsistent options, such as a guard that would forget an id while the
    ///         delivery is still fresh (see `replay_window`)
    explicit basic_receiver(keys_type secrets, receiver_options options = {}) requires
        std::is_constructible_v<Guard, const replay_options&>
        : options_(std::move(options)),
          verifier_(std::move(secrets), options_.verify),
          guard_(std::make_unique<guard_type>(with_window(options_))) {
        require_window("max_age", options_.replay.max_age);
    }

    /// A receiver that uses a guard of your own. The guard must outlive the receiver.
    ///
    /// \throws std::invalid_argument as above. The guard's retention is checked if the guard publishes it as
    ///         `guard.options().max_age` or `guard.options().min_age`
    basic_receiver(keys_type secrets, receiver_options options,
                   guard_type& guard) requires std::is_reference_v<Guard>
        : options_(std::move(options)), verifier_(std::move(secrets), options_.verify), guard_(&guard) {
        if constexpr (requires { guard.options().max_age < std::chrono::seconds(); })
            require_window("max_age", guard.options().max_age);
        if constexpr (requires { guard.options().min_age < std::chrono::seconds(); })
            require_window("min_age", guard.options().min_age);
    }

    /// A compile error: write `receiver{signing_secrets{"..."}}`.
    /// \param text     a secret
    /// \param options  as above
    template <std::convertible_to<std::string_view> Text>
    explicit basic_receiver(const Text& text, receiver_options options = {}) requires
        std::is_constructible_v<Guard, const replay_options&>
        : basic_receiver(keys_in(text), std::move(options)) {}

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

    /// Verifies, decodes and claims one delivery, to be handled later: answer with `result()`, and `run` the event on another
    /// thread. See `accepted_event` for what is lost if the program ends in between.
    ///
    /// \param received  as for `receive`
    /// \param handlers  those that will handle it: only the types that they take are accepted. Not called, not kept
    /// \tparam Results  what the handlers may return; for `async_receive`
    /// \return the event, or, if there is none to be handled, the outcome that `receive` would return
    /// \throws nothing
    ///
    ///     auto event = receiver.accept(received, handle);
    ///     response.status = event.result().status();
    ///     if (event)
    ///         queue.push(std::move(event)); // and a thread calls event.run(handle)
    template <class Results = detail::results_at_once, class Handlers>
    [[nodiscard]] auto accept(const delivery& received, Handlers&& handlers) {
        using mistakes = detail::mistakes_in_handlers_given<std::remove_reference_t<Handlers>, Results>;
        if constexpr (boost::mp11::mp_empty<mistakes>::value)
            return accept_checked(received, std::as_const(handlers));
        else
            return boost::mp11::mp_rename<mistakes, diagnostics::refusal>{};
    }

    /// Replaces the signing secrets while deliveries are received, without a lock in `receive`. A delivery that comes after the
    /// call is judged with the new ones, one that is being verified with either. So give the old current secret as a previous
    /// one, until the vendor signs with the new one: `receiver.replace_secrets(signing_secrets{new_one, old_one})`.
    ///
    /// \param secrets  consumed and wiped; the old ones are wiped too
    /// \throws as `basic_verifier::replace_secrets`. The old secrets then stay in force
    void replace_secrets(keys_type secrets) requires std::is_same_v<keys_type, signing_secrets> {
        verifier_.replace_secrets(std::move(secrets), options_.verify.on_warning);
    }

    /// Checks the headers alone, so that a server can reject a delivery before it reads the body. Rejects a missing
    /// or malformed signature or timestamp, and a timestamp outside the tolerance.
    ///
    /// \param received  the headers; the body is ignored
    /// \return the rejection, or nothing. If nothing: read the body and call `receive`, which repeats these checks
    /// \throws std::bad_alloc, and what the clock throws
    [[nodiscard]] std::optional<outcome> check_headers(const delivery& received) const {
        auto refused = verifier_.check_headers(received, now());
        if (!refused)
            return std::nullopt;
        outcome became(*std::move(refused));
        detail::tell(options_.on_outcome, became);
        return became;
    }

    /// The guard, to read its counters or to share it. Not of a moved-from receiver.
    [[nodiscard]] guard_type& guard() noexcept { return *guard_; }

private:
    /// A compile error.
    template <class Text>
    [[nodiscard]] static keys_type keys_in(const Text&) {
        return diagnostics::refusal<
            diagnostics::argument_is_no_set_of_secrets<Text, diagnostics::put_it_into<keys_type>>>{};
    }

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
    [[nodiscard]] outcome receive_checked(const delivery& received, Handlers& handlers) {
        auto became = verified(received, [&](const verified_body& body) {
            return dispatch(body, handlers, [&](auto& found, std::string_view id) -> std::optional<outcome> {
                return detail::outcome_of(detail::call_handlers(handlers, std::move(found.event),
                                                                {body.signed_at(), body.secret_index(), id}));
            });
        });
        detail::tell(options_.on_outcome, became);
        return became;
    }

    template <class Handlers>
    [[nodiscard]] auto accept_checked(const delivery& received, const Handlers& handlers) {
        using event_type = typename detail::read_event_for<Handlers>::event_type;
        detail::accepted_parts<event_type, guard_type> made{.on_outcome = &options_.on_outcome};
        made.result = verified(received, [&](const verified_body& body) {
            return dispatch(body, handlers,
                            [&](auto& found, std::string_view, auto& claim) -> std::optional<outcome> {
                                made.event = std::move(found.event);
                                made.signed_at = body.signed_at();
                                made.claim.emplace(std::move(claim));
                                return outcome(outcome::accepted, found.known_type(), body.secret_index());
                            });
        });
        if (!made.claim)
            detail::tell(options_.on_outcome, made.result);
        return accepted_event<event_type, guard_type>(std::move(made));
    }

    /// Calls `process` with the verified body, and makes an outcome of what goes wrong.
    template <class Process>
    [[nodiscard]] outcome verified(const delivery& received, const Process& process) {
        try {
            if (received.body.size() > options_.decode.max_size)
                return outcome(detail::too_large(received.body.size(), options_.decode.max_size));
            const auto body = verifier_.verify(received, now());
            if (!body)
                return outcome(body.error());
            return process(*body);
        } catch (...) {
            return outcome(std::current_exception());
        }
    }

    /// Decodes the events that the handlers take, and calls `handle` with each. See `detail::process`.
    template <class Handlers, class Handle>
    outcome dispatch(const verified_body& body, const Handlers& handlers, const Handle& handle) {
        using handlers_type = std::remove_cvref_t<Handlers>;
        using catalog_type = typename handlers_type::catalog_type;
        const bool* const handled = handlers.handled_types().data();
        return detail::process<catalog_type, detail::part_taken_by<handlers_type>>(
            body.body(), {body.event_id(), body.event_type()}, options_.decode,
            {.read = handled, .handled = handled},
            [&](const auto& found) { return detail::header_disagreement(body, found); }, guard(), handle,
            body.secret_index(), body.claim_key());
    }

    receiver_options options_;
    basic_verifier<Scheme> verifier_;
    std::conditional_t<std::is_reference_v<Guard>, guard_type*, std::unique_ptr<guard_type>> guard_;
};

/// The receiver with the replay guard in memory: `receiver<shop_scheme> r{signing_secrets{...}};`.
template <class Scheme>
using receiver = basic_receiver<Scheme, memory_replay_guard>;

} // namespace webhooks
