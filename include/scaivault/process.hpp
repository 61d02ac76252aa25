#pragma once

#include "detail/kept_text.hpp"
#include "events/catalog.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "signature.hpp"
#include "json/decode.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// What happens to a text that is known to be authentic: decode, compare the headers, claim, handle, commit. A receiver, a
/// forwarder and a worker call the same function, `process`.
namespace scaivault::detail {

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

/// An event as it was read. The variant holds it only if the caller asked for its type; the id and the type are there in
/// any case.
template <class Catalog>
struct read_event_of {
    typename Catalog::variant event{};
    typename Catalog::envelope_type
        before_type{}; ///< holds the id of an event that the variant does not hold
    read_summary read{};

    /// Views the event, which must not be moved from.
    [[nodiscard]] std::string_view id() const {
        return id_of(read.wanted ? envelope_in<Catalog>(event) : before_type);
    }

    /// Whether the catalog has the type.
    [[nodiscard]] bool is_known() const noexcept { return read.type < Catalog::size; }

    /// The type as a name of the catalog, or as the event has it. Empty for an unknown type that was not asked for.
    [[nodiscard]] std::string_view type() const noexcept {
        if (is_known())
            return Catalog::names[read.type];
        const auto* unknown = std::get_if<typename Catalog::unknown_type>(&event);
        return unknown != nullptr ? std::string_view(unknown->event_type) : std::string_view{};
    }

    /// The type as a name of the catalog, which lives as long as the program; empty for an unknown type.
    [[nodiscard]] std::string_view known_type() const noexcept {
        return is_known() ? type() : std::string_view{};
    }
};

/// The failure when an unsigned header names another event or type than the signed body. An absent header agrees.
template <class Catalog>
std::optional<failure> header_disagreement(const verified_body& body, const read_event_of<Catalog>& found) {
    using layout = envelope_layout<typename Catalog::envelope_type>;
    const auto disagreement = [](std::string_view key, const char* detail) {
        return failure{
            .code = errc::header_mismatch, .where = std::string("/").append(key), .detail = detail};
    };
    if (body.event_id() == repeated_header)
        return disagreement(layout::id_key, "the Event-Id header came more than once");
    if (!body.event_id().empty() && body.event_id() != found.id())
        return disagreement(layout::id_key, "the Event-Id header, which is not signed, names another event");
    if (body.event_type() == repeated_header)
        return disagreement(layout::type_key, "the Event-Type header came more than once");
    if (found.read.type_disagrees)
        return disagreement(layout::type_key,
                            "the Event-Type header, which is not signed, names another type");
    return std::nullopt;
}

/// Which types `process` looks at.
struct process_masks {
    const bool*
        read; ///< one for each type, and last one for the unknown types: read whole, else its id and type alone
    const bool* handled; ///< the same, of the types that `handle` is called for
};

/// Takes an authentic text to a handler: decode, check, claim, handle, commit.
///
/// \param text           the JSON text of one event
/// \param expected_type  the type that a header names; empty for none
/// \param masks          which types are read and handled
/// \param check          `optional<failure>(const read_event_of<Catalog>&)`: what was read, compared with what came beside it
/// \param guard          a `replay_guard`
/// \param handle         `optional<outcome>(read_event_of<Catalog>&)`: what becomes of the event instead, after which the claim
///                       is released; or nothing, after which it is committed
/// \param secret         which secret the text was signed with, for the outcome
/// \throws what `handle` and the guard throw, after which the claim is released; std::bad_alloc
///
/// The claim comes after decoding, because the event's id is signed in the body alone.
template <class Catalog, class Check, class Guard, class Handle>
outcome process(std::string_view text, std::string_view expected_type, const decode_options& options,
                const process_masks& masks, const Check& check, Guard& guard, const Handle& handle,
                std::size_t secret = 0) {
    read_event_of<Catalog> found;
    const auto read =
        read_as<Catalog>(text, found.event, found.before_type, options, masks.read, expected_type);
    if (!read)
        return outcome(read.error());
    found.read = *read;
    if (std::optional<failure> refused = check(std::as_const(found)))
        return outcome(*std::move(refused));

    const bool known = found.is_known();
    const auto type = found.known_type();
    if (!masks.handled[found.read.type])
        return {known ? outcome::unhandled : outcome::unknown, type, secret};

    // Two events without an id would look like a duplicate, and the second would be lost.
    if (found.id().empty())
        return outcome(
            failure{.code = errc::missing_field,
                    .where = "/" + std::string(envelope_layout<typename Catalog::envelope_type>::id_key),
                    .detail = "the event's id is empty"});

    // A copy: a handler that takes the event by value takes the id with it, before the commit.
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
    if (std::optional<outcome> instead = handle(found))
        return *std::move(instead);
    claim.commit();
    return {known ? outcome::handled : outcome::unknown, type, secret};
}

/// A replay guard that claims every event.
struct no_guard {
    /// Always `claimed`.
    [[nodiscard]] claim_result claim(std::string_view) noexcept { return claim_result::claimed; }
    /// Does nothing.
    void commit(std::string_view) noexcept {}
    /// Does nothing.
    void release(std::string_view) noexcept {}
};

} // namespace scaivault::detail
