#pragma once

#include "delivery.hpp"
#include "describe/layout.hpp"
#include "detail/kept_text.hpp"
#include "detail/scoped_claim.hpp"
#include "dispatch/catalog.hpp"
#include "dispatch/match.hpp"
#include "error.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "trust/verifier.hpp"
#include "json/decode.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// The pipeline behind a receiver, a forwarder and a worker: decode, compare, claim, handle, commit. Its input is
/// authentic.
namespace webhooks::detail {

/// A decoded event. The variant holds it only if its type was asked for. The id and the type are always available.
template <class Catalog>
struct read_event_of {
    typename Catalog::variant event{};
    typename Catalog::envelope_type before_type{}; ///< has the id if the variant does not hold the event
    read_summary read{};

    /// Decodes `text` into this object. Returns the failure, or nothing. `wanted` and `expected_type`: see `read_target`.
    [[nodiscard]] std::optional<failure> read_from(std::string_view text, std::string_view expected_type,
                                                   const decode_options& options, const bool* wanted) {
        const auto summary = read_as<Catalog>(text, event, before_type, options, wanted, expected_type);
        if (!summary)
            return summary.error();
        read = *summary;
        return std::nullopt;
    }

    /// The event's id. A view into this object; invalid after the event is moved from.
    [[nodiscard]] std::string_view id() const {
        return id_of(read.wanted ? envelope_in<Catalog>(event) : before_type);
    }

    /// True if the catalog has the type.
    [[nodiscard]] bool is_known() const noexcept { return read.type < Catalog::size; }

    /// The type. Empty for an unknown type that was not asked for.
    [[nodiscard]] std::string_view type() const noexcept {
        if (is_known())
            return Catalog::names[read.type];
        const auto* unknown = std::get_if<typename Catalog::unknown_type>(&event);
        return unknown != nullptr ? std::string_view(unknown->event_type) : std::string_view{};
    }

    /// The type as a name of the catalog, with static lifetime. Empty for an unknown type.
    [[nodiscard]] std::string_view known_type() const noexcept {
        return is_known() ? type() : std::string_view{};
    }
};

/// Compares the unsigned headers with the signed body. Returns `errc::header_mismatch` if they differ, or nothing. An
/// absent header matches.
template <class Catalog>
std::optional<failure> header_disagreement(const verified_body& body, const read_event_of<Catalog>& found) {
    using layout = envelope_layout<typename Catalog::envelope_type>;
    const auto disagreement = [](std::string_view key, const char* detail) {
        return failure{
            .code = errc::header_mismatch, .where = std::string("/").append(key), .detail = detail};
    };
    if (body.event_id() == repeated_header)
        return disagreement(layout::id_key, "the id header came more than once");
    if (!body.event_id().empty() && body.event_id() != found.id())
        return disagreement(layout::id_key, "the id header, which is not signed, names another event");
    if (body.event_type() == repeated_header)
        return disagreement(layout::type_key, "the type header came more than once");
    if (found.read.type_disagrees)
        return disagreement(layout::type_key, "the type header, which is not signed, names another type");
    return std::nullopt;
}

/// One flag per type of the catalog, and a last one for unknown types.
struct process_masks {
    const bool* read;    ///< types to decode whole; of the others only the id and the type are read
    const bool* handled; ///< types that `handle` is called for
};

/// Decodes, checks, claims, handles and commits one event.
///
/// \param text           the JSON text of one event, authentic
/// \param expected_type  the type in a header; empty if there is none
/// \param masks          the types to decode and to handle
/// \param check          `optional<failure>(const read_event_of<Catalog>&)`: compares the event with its headers; a
///                       failure rejects the event
/// \param guard          a `replay_guard`
/// \param handle         `optional<outcome>(read_event_of<Catalog>&, string_view id)`: nothing if the event is handled, and the claim is
///                       committed; otherwise the outcome, and the claim is released
/// \param secret         the index of the secret that signed the text, for the outcome
/// \throws what `handle` and the guard throw, after the claim is released; std::bad_alloc
///
/// The claim comes after decoding, because the event's id is signed in the body alone.
template <class Catalog, class Check, class Guard, class Handle>
outcome process(std::string_view text, std::string_view expected_type, const decode_options& options,
                const process_masks& masks, const Check& check, Guard& guard, const Handle& handle,
                std::size_t secret = 0) {
    read_event_of<Catalog> found;
    if (std::optional<failure> failed = found.read_from(text, expected_type, options, masks.read))
        return outcome(*std::move(failed));
    if (std::optional<failure> refused = check(std::as_const(found)))
        return outcome(*std::move(refused));

    const bool known = found.is_known();
    const auto type = found.known_type();
    if (!masks.handled[found.read.type])
        return {known ? outcome::unhandled : outcome::unknown, type, secret};

    // With an empty id, the second such event would be dropped as a duplicate of the first.
    if (found.id().empty())
        return outcome(
            failure{.code = errc::missing_field,
                    .where = "/" + std::string(envelope_layout<typename Catalog::envelope_type>::id_key),
                    .detail = "the event's id is empty"});

    // A copy: a handler that takes the event by value moves the event's own string away before the commit.
    const kept_text claimed_id(found.id());
    scoped_claim claim(guard, claimed_id.text());
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
    if (std::optional<outcome> instead = handle(found, claimed_id.text()))
        return *std::move(instead);
    claim.commit();
    return {known ? outcome::handled : outcome::unknown, type, secret};
}

/// A replay guard that remembers nothing.
struct no_guard {
    /// Always succeeds.
    [[nodiscard]] claim_result claim(std::string_view) noexcept { return claim_result::claimed; }
    /// Has no effect.
    void commit(std::string_view) noexcept {}
    /// Has no effect.
    void release(std::string_view) noexcept {}
};

} // namespace webhooks::detail
