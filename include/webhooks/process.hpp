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
#include <type_traits>
#include <utility>

/// The pipeline behind a receiver, a forwarder and a worker: decode, compare, claim, handle, commit. Its input is
/// authentic.
namespace webhooks::detail {

template <class Envelope>
inline constexpr bool id_is_view =
    std::is_same_v<decltype(id_of(std::declval<const Envelope&>())), std::string_view>;

struct no_number {};

/// A decoded event. The variant, that of `Part`, holds it only if its type was asked for. The id and the type are always
/// available.
template <class Catalog, class Part = Catalog>
struct read_event_of {
    typename Part::variant event{};
    typename Catalog::envelope_type before_type{}; ///< has the id if the variant does not hold the event
    /// The id, if it is a number.
    [[no_unique_address]] std::conditional_t<id_is_view<typename Catalog::envelope_type>, no_number,
                                             std::string>
        number_id{};
    std::string unknown_type{}; ///< the type, if the catalog does not know it
    read_summary read{};

    /// Decodes `text` into this object. Returns the failure, or nothing. `wanted`: see `read_target`.
    [[nodiscard]] std::optional<failure> read_from(std::string_view text, const event_headers& headers,
                                                   const decode_options& options, const bool* wanted) {
        auto to = target_of<Catalog, Part>(&event, before_type, options, headers);
        to.wanted = wanted;
        to.unknown_type = &unknown_type;
        const auto summary = read_limited<Catalog>(text, to, options);
        if (!summary)
            return summary.error();
        read = *summary;
        if constexpr (!id_is_view<typename Catalog::envelope_type>)
            number_id = id_of(envelope());
        return std::nullopt;
    }

    /// The event's id. A view into this object; invalid after the event is moved from.
    [[nodiscard]] std::string_view id() const {
        if constexpr (id_is_view<typename Catalog::envelope_type>)
            return id_of(envelope());
        else
            return number_id;
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

private:
    [[nodiscard]] const typename Catalog::envelope_type& envelope() const {
        return read.wanted ? envelope_in<Catalog, Part>(event) : before_type;
    }
};

/// The event in an authentic text that could not be decoded, as far as it can be found. An id or a type with an escape is
/// left out.
template <class Catalog>
[[gnu::noinline, gnu::cold]] event_name name_in(std::string_view text, const event_headers& headers) {
    using envelope_type = typename Catalog::envelope_type;
    using layout = envelope_layout<envelope_type>;
    constexpr auto places = places_of<envelope_type>;
    std::string_view id;
    std::string_view member;
    for (json_items members(text); members.next();) {
        const auto key = inside_of(members.key());
        if (key.empty())
            continue;
        if (key == layout::id_key)
            id = id_is_view<envelope_type> ? inside_of(members.value()) : number_text(members.value());
        else if (key == layout::type_key)
            member = inside_of(members.value());
    }
    std::string type(member);
    if constexpr (places.type_separator != '\0') {
        type = places.is_joined ? std::string(headers.type)
                                : with_separator(headers.type, places.type_separator);
        if (!member.empty())
            type.append(".").append(member);
    }
    const auto known = Catalog::find(type);
    return {places.id_in_header ? headers.id : id,
            known ? std::string_view(Catalog::names[*known]) : std::string_view(), type};
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
/// absent header matches. For an id or a type that is in a header alone: `errc::malformed_id` or `errc::malformed_type` if it
/// came more than once.
template <class Catalog, class Part>
std::optional<failure> header_disagreement(const verified_body& body,
                                           const read_event_of<Catalog, Part>& found) {
    using layout = envelope_layout<typename Catalog::envelope_type>;
    constexpr auto places = places_of<typename Catalog::envelope_type>;
    const auto disagreement = [](std::string_view key, const char* detail) {
        return failure{
            .code = errc::header_mismatch, .where = std::string("/").append(key), .detail = detail};
    };
    if (body.event_id() == repeated_header) {
        constexpr const char* detail = "the id header came more than once";
        if constexpr (places.id_in_header)
            return failure{.code = errc::malformed_id, .detail = detail};
        return disagreement(layout::id_key, detail);
    }
    if (!body.event_id().empty() && body.event_id() != found.id())
        return disagreement(layout::id_key, "the id header, which is not signed, names another event");
    if (body.event_type() == repeated_header) {
        constexpr const char* detail = "the type header came more than once";
        if constexpr (places.type_separator != '\0')
            return failure{.code = errc::malformed_type, .detail = detail};
        return disagreement(layout::type_key, detail);
    }
    if (found.read.type_disagrees)
        return disagreement(layout::type_key, "the type header, which is not signed, names another type");
    return std::nullopt;
}

/// The failure of an event whose id is empty.
template <class Envelope>
[[nodiscard]] failure empty_id() {
    if constexpr (places_of<Envelope>.id_in_header)
        return {.code = errc::missing_id, .detail = "the event's id is the id header"};
    return {.code = errc::missing_field,
            .where = "/" + std::string(envelope_layout<Envelope>::id_key),
            .detail = "the event's id is empty"};
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
/// \param headers        the id and the type in headers; empty if there are none
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
outcome process(std::string_view text, const event_headers& headers, const decode_options& options,
                const process_masks& masks, const Check& check, Guard& guard, const Handle& handle,
                std::size_t secret = 0, std::string_view claim_key = {}) {
    read_event_of<Catalog, Part> found;
    if (std::optional<failure> failed = found.read_from(text, headers, options, masks.read))
        return about(outcome(*std::move(failed)), name_in<Catalog>(text, headers));
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
        return about(outcome(empty_id<typename Catalog::envelope_type>()), std::move(name));

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
