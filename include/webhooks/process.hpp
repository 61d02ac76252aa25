#pragma once

#include "delivery.hpp"
#include "describe/layout.hpp"
#include "detail/json_values.hpp"
#include "detail/scoped_claim.hpp"
#include "dispatch/catalog.hpp"
#include "error.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "trust/verifier.hpp"
#include "json/decode.hpp"

#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// The pipeline behind a receiver, a forwarder and a worker: decode, compare, claim, handle, commit. Its input is
/// authentic.
namespace webhooks::detail {

/// A decoded event. The variant, that of `Part`, holds it only if its type was asked for. The id and the type are always
/// available.
template <class Catalog, class Part = Catalog>
struct read_event_of {
    typename Part::variant event{};
    typename Catalog::envelope_type before_type{}; ///< has the id if the variant does not hold the event
    std::string unknown_type{};                    ///< the type, if the catalog does not know it
    read_summary read{};

    /// Decodes `text` into this object. Returns the failure, or nothing. `wanted` and `expected_type`: see `read_target`.
    [[nodiscard]] std::optional<failure> read_from(std::string_view text, std::string_view expected_type,
                                                   const decode_options& options, const bool* wanted) {
        auto to = target_of<Catalog, Part>(&event, before_type, options);
        to.wanted = wanted;
        to.unknown_type = &unknown_type;
        to.expected_type = expected_type;
        const auto summary = read_limited(text, to, options);
        if (!summary)
            return summary.error();
        read = *summary;
        return std::nullopt;
    }

    /// The event's id. A view into this object; invalid after the event is moved from.
    [[nodiscard]] std::string_view id() const {
        return id_of(read.wanted ? envelope_in<Catalog, Part>(event) : before_type);
    }

    /// True if the catalog has the type.
    [[nodiscard]] bool is_known() const noexcept { return read.type < Catalog::size; }

    /// The type. A view into this object if the catalog does not know it.
    [[nodiscard]] std::string_view type() const noexcept {
        return is_known() ? Catalog::names[read.type] : std::string_view(unknown_type);
    }

    /// The type as a name of the catalog, with static lifetime. Empty for an unknown type.
    [[nodiscard]] std::string_view known_type() const noexcept {
        return is_known() ? type() : std::string_view{};
    }

    /// The event, for an outcome.
    [[nodiscard]] event_name name() const { return {id(), known_type(), type()}; }
};

/// The characters of a JSON string in the text; empty for anything else, and for a string with an escape.
[[nodiscard]] inline std::string_view inside_of(std::string_view quoted) noexcept {
    const bool is_plain = quoted.size() > 1 && quoted.front() == '"' && quoted.back() == '"' &&
                          quoted.find('\\') == std::string_view::npos;
    return is_plain ? quoted.substr(1, quoted.size() - 2) : std::string_view();
}

/// The event in an authentic text that could not be decoded, as far as it can be found. An id or a type with an escape is
/// left out.
template <class Catalog>
[[gnu::noinline, gnu::cold]] event_name name_in(std::string_view text) {
    using layout = envelope_layout<typename Catalog::envelope_type>;
    std::string_view id;
    std::string_view type;
    for (json_items members(text); members.next();) {
        const auto key = inside_of(members.key());
        if (key == layout::id_key)
            id = inside_of(members.value());
        else if (key == layout::type_key)
            type = inside_of(members.value());
    }
    const auto known = Catalog::find(type);
    return {id, known ? std::string_view(Catalog::names[*known]) : std::string_view(), type};
}

/// What becomes of an event whose handler returned a failure; nothing if it returned none.
[[nodiscard]] inline std::optional<outcome> outcome_of(std::optional<failure> failed) {
    if (!failed)
        return std::nullopt;
    return outcome(*std::move(failed), outcome::handler_failed);
}

/// The outcome, about the event.
[[nodiscard]] inline outcome about(outcome&& of, event_name&& event) noexcept {
    of.about(std::move(event));
    return std::move(of);
}

/// What is read for a list of handlers.
template <class Handlers>
struct read_event_for {
    using event_type = typename part_taken_by<Handlers>::variant;
};

/// Compares the unsigned headers with the signed body. Returns `errc::header_mismatch` if they differ, or nothing. An
/// absent header matches.
template <class Catalog, class Part>
std::optional<failure> header_disagreement(const verified_body& body,
                                           const read_event_of<Catalog, Part>& found) {
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
    const bool* read; ///< types of the part to decode whole; of the others only the id and the type are read
    const bool* handled; ///< types that `handle` is called for
};

/// Decodes, checks, claims, handles and commits one event.
///
/// \tparam Part          the catalog, or the part of it whose variant the event is read into
/// \param text           the JSON text of one event, authentic
/// \param expected_type  the type in a header; empty if there is none
/// \param masks          the types to decode and to handle
/// \param check          `optional<failure>(const read_event_of<Catalog, Part>&)`: compares the event with its headers; a
///                       failure rejects the event
/// \param guard          a `replay_guard`
/// \param handle         `optional<outcome>(read_event_of<Catalog, Part>&, string_view id)`, perhaps with a third parameter,
///                       `scoped_claim&`, which it may take away: nothing if the event is handled, and the claim is
///                       committed; otherwise the outcome, and the claim is released. `id`: the event's id, which stays
///                       valid when the event is moved from
/// \param secret         the index of the secret that signed the text, for the outcome
/// \param claim_key      what to claim instead of the event's id; empty for the id. See `verified_body::claim_key`
/// \return the outcome, which names the event. What `handle` and the guard throw is in it, and the claim is released
/// \throws std::bad_alloc, before the claim
///
/// The claim comes after decoding, because the event's id is signed in the body alone.
template <class Catalog, class Part = Catalog, class Check, class Guard, class Handle>
outcome process(std::string_view text, std::string_view expected_type, const decode_options& options,
                const process_masks& masks, const Check& check, Guard& guard, const Handle& handle,
                std::size_t secret = 0, std::string_view claim_key = {}) {
    read_event_of<Catalog, Part> found;
    if (std::optional<failure> failed = found.read_from(text, expected_type, options, masks.read))
        return about(outcome(*std::move(failed)), name_in<Catalog>(text));
    // Made before the handler, which may move the event away, and before the claim, because it may throw.
    event_name name = found.name();
    if (std::optional<failure> refused = check(std::as_const(found)))
        return about(outcome(*std::move(refused)), std::move(name));

    const bool known = found.is_known();
    if (!masks.handled[found.read.type])
        return outcome(std::move(name), known ? outcome::unhandled : outcome::unknown, secret);

    // With an empty id, the second such event would be dropped as a duplicate of the first.
    const bool claims_id = claim_key.empty();
    if (claims_id && found.id().empty())
        return about(outcome(failure{
                         .code = errc::missing_field,
                         .where = "/" + std::string(envelope_layout<typename Catalog::envelope_type>::id_key),
                         .detail = "the event's id is empty"}),
                     std::move(name));

    try {
        scoped_claim claim(guard, claims_id ? found.id() : claim_key);
        switch (claim.result()) {
        case claim_result::duplicate:
            return outcome(std::move(name), outcome::duplicate, secret);
        case claim_result::in_progress:
            return outcome(std::move(name), outcome::in_progress, secret);
        case claim_result::full:
            return outcome(std::move(name), outcome::guard_full, secret);
        case claim_result::claimed:
            break;
        }
        std::optional<outcome> instead;
        if constexpr (std::invocable<const Handle&, decltype(found)&, std::string_view, decltype(claim)&>)
            instead = handle(found, name.id.text(), claim);
        else
            instead = handle(found, name.id.text());
        if (instead)
            return about(*std::move(instead), std::move(name));
        claim.commit();
    } catch (...) {
        return about(outcome(std::current_exception()), std::move(name));
    }
    return outcome(std::move(name), known ? outcome::handled : outcome::unknown, secret);
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
