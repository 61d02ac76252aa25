#pragma once

#include "../event_headers.hpp"
#include "levels.hpp"
#include "tables.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// Where an event is written to, and how it is read.
struct read_target {
    const catalog_table* catalog = nullptr;
    void* variant = nullptr; ///< receives the event; not touched if the event is not wanted
    /// Makes the variant in the object that `variant` points to. If null, that object is the variant.
    void* (*make_variant)(void*) = nullptr;
    void* envelope = nullptr; ///< default-constructed; receives what comes before the type
    /// One for each type and, last, one for unknown types; true only for types that the table makes. Null: all are wanted.
    const bool* wanted = nullptr;
    std::string* unknown_type =
        nullptr; ///< receives the type of an unknown event, wanted or not; null: not needed
    std::string_view expected_type{};            ///< the type in a header; empty: none
    bool default_missing = false;                ///< a missing field keeps its default
    std::span<const std::string_view> lenient{}; ///< members of the envelope that may be null or missing
    event_headers headers{};                     ///< used if the envelope has something there
    std::string_view resolved_type{};            ///< the type, if it is not a member of the body
    bool unwanted_id = true; ///< `envelope` receives the id of an event that is not wanted

    [[nodiscard]] bool is_wanted(std::size_t type) const noexcept {
        return wanted == nullptr || wanted[type];
    }
    /// Whether the field of the object is one of the envelope that may be null or missing.
    [[nodiscard]] bool is_lenient(const object_table* object, const field_entry& field) const noexcept {
        return object == catalog->envelope && !field.identifies && field.kind != member_kind::type &&
               !holds_payload(field) &&
               std::find(lenient.begin(), lenient.end(), field.name()) != lenient.end();
    }
    [[nodiscard]] void* filled_variant() const {
        return make_variant == nullptr ? variant : make_variant(variant);
    }
};

/// What a reader has found.
struct read_summary {
    static constexpr std::size_t no_type = std::size_t(-1);

    std::size_t type = no_type;  ///< index in the catalog; the catalog's size for an unknown type
    bool wanted = false;         ///< whether the event is in the variant
    void* payload = nullptr;     ///< the event's `data`, if it is wanted
    bool type_disagrees = false; ///< whether the type differs from `read_target::expected_type`
};

} // namespace webhooks::detail
