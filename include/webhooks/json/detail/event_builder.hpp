#pragma once

#include "containers.hpp"
#include "levels.hpp"
#include "read_target.hpp"
#include "sink.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace webhooks::detail {

/// The sink that makes an event: it writes what a reader finds straight into the structs of a catalog.
///
/// After `next::stop`, `error()` and `where()` tell why. It is not a template, so one serves every catalog. The common case of
/// each call is inline; the rest is in `event_builder_cold.hpp`. Throws only `std::bad_alloc`.
class event_builder {
public:
    using target = read_target;

    static constexpr std::size_t no_type = read_summary::no_type;

    /// `type`: the event's type, if a first pass found it after the payload.
    explicit event_builder(const target& to, std::size_t type = no_type) noexcept
        : type_given_(type != no_type), type_(type), target_(to),
          further_keys_(to.catalog->places != nullptr ? to.catalog->places->joined_bit : 0) {}

    /// The index of the event's type in the catalog, its size for an unknown one, `no_type` before it is read.
    [[nodiscard]] std::size_t type() const noexcept { return type_; }
    [[nodiscard]] std::size_t catalog_size() const noexcept { return target_.catalog->size; }
    /// Whether the payload stood before the type.
    [[nodiscard]] bool needs_second_pass() const noexcept { return payload_skipped_ && wants_payload(); }
    [[nodiscard]] bool unwanted() const noexcept { return unwanted_; }
    [[nodiscard]] bool type_disagrees() const noexcept { return type_disagrees_; }
    /// The place of the skipped payload in the text: that of the member of each object around it, the outermost first.
    [[nodiscard]] std::span<const std::size_t> payload_path() const noexcept {
        return {payload_path_.data(), payload_depth_};
    }
    /// The event's `data`: of an unknown event, a `std::string` for the payload's text.
    [[nodiscard]] void* payload() const noexcept { return payload_; }
    [[nodiscard]] errc error() const noexcept { return error_; }

    /// The JSON Pointer of the error.
    [[nodiscard]] std::string where() const;

    /// Begins the event of an envelope that has something outside of the body's members.
    void begin_envelope();

    /// The text is the payload of a type, as a whole. Called before it is read. `data` receives it.
    void begin_payload(std::size_t type, void* data) noexcept {
        type_ = type;
        type_given_ = true;
        levels_.begin(*target_.catalog->events[type].value, data);
    }

    next begin_object() {
        auto& level = levels_.top();
        switch (const auto& type = *level.field->type; type.kind) {
        case member_kind::objects:
            if (!level.is_array())
                return fail(errc::wrong_type);
            [[fallthrough]];
        case member_kind::object:
            levels_.push_object(type.elements(), type.open(level.member()));
            return next::go_on;
        case member_kind::payload:
            if (const auto* const table = target_.catalog->events[type_].payload; table != nullptr) [[likely]]
                return levels_.push_object(*table, payload_), next::go_on;
            return becomes_value() ? begin_object() : fail(errc::wrong_type);
        case member_kind::container:
            levels_.push_object(type.elements(), nullptr);
            return next::go_on;
        case member_kind::document:
            levels_.push_object(*target_.catalog->envelope, target_.envelope);
            if (target_.catalog->places != nullptr) [[unlikely]]
                begin_envelope();
            else if (type_given_)
                begin_event();
            return next::go_on;
        case member_kind::list:
            return unless(begin_element_at(levels_));
        default:
            return fail(errc::wrong_type);
        }
    }

    next end_object() noexcept {
        auto& level = levels_.top();
        level.field = nullptr;
        const auto missing = level.table->required & ~level.seen;
        if (missing != 0 && !may_be_missing(missing)) [[unlikely]]
            return fail(errc::missing_field);
        levels_.pop();
        return next::go_on;
    }

    next begin_array();

    next end_array() noexcept { return levels_.pop(), next::go_on; }

    /// Called before `key`, because most senders keep an order: if `text` begins with the key of the next member and a quotation mark, takes it and returns its
    /// size. Otherwise returns 0.
    [[nodiscard]] std::size_t expected_key(const char* text, std::size_t size) noexcept {
        auto& level = levels_.top();
        const auto& expected = *level.expected;
        // The quotation mark behind it tells most unknown keys from the expected one.
        if (expected.size >= size || text[expected.size] != '"')
            return 0;
        if (unwanted_ || !expected.is_plain || !same_text(expected.key, text, expected.size) ||
            (level.seen & expected.bit) != 0 ||
            (expected.kind >= member_kind::raw && (expected.kind == member_kind::raw || !wants_payload())))
            return 0;
        begin(level, expected);
        return expected.size;
    }

    /// Any other key. Most of these are unknown.
    next key(std::string_view key) {
        auto& level = levels_.top();
        if (((level.table->key_bits | further_keys_) & key_bit(key)) != 0)
            return listed_key(key);
        ++level.count;
        return next::skip_value;
    }

    [[gnu::always_inline]] next text(std::string_view text) {
        auto& level = levels_.top();
        switch (level.field->kind) {
        case member_kind::text:
            assign_text(as<std::string>(level.member()), text);
            return next::go_on;
        case member_kind::identifier:
            // Before the type it is not known whether the event is wanted, and where it is stored.
            if (type_ == no_type && texts_stay_)
                id_ = text;
            else
                assign_text(as<std::string>(level.member()), text);
            return next::go_on;
        case member_kind::optional_text:
            as<std::optional<std::string>>(level.member()).emplace(text);
            return next::go_on;
        case member_kind::time:
            return time(text);
        case member_kind::type:
            set_type(text);
            return next::go_on;
        default:
            return value({.kind = scalar_kind::string, .text = text});
        }
    }

    /// A text that is valid during the call only.
    next passing_text(std::string_view value);

    next integer(std::int64_t integer) {
        auto& level = levels_.top();
        if (level.field->kind != member_kind::integer) [[unlikely]]
            return value({.kind = scalar_kind::integer, .integer = integer});
        as<std::int64_t>(level.member()) = integer;
        return next::go_on;
    }

    next boolean(bool boolean) {
        auto& level = levels_.top();
        if (level.field->kind != member_kind::boolean) [[unlikely]]
            return value({.kind = scalar_kind::boolean, .boolean = boolean});
        as<bool>(level.member()) = boolean;
        return next::go_on;
    }

    /// A number that is not an `integer`. `text`: as it was written.
    [[gnu::noinline]] next real(double real, std::string_view text) {
        return value({.kind = scalar_kind::real, .real = real, .text = text});
    }

    /// The text of a value, after `next::take_value`.
    next take(std::string_view text);

    next null() { return value({.kind = scalar_kind::null}); }

private:
    [[nodiscard]] bool wants_payload() const noexcept {
        return type_ < target_.catalog->size && target_.is_wanted(type_);
    }

    [[gnu::noinline, gnu::cold]] next fail(errc error) noexcept {
        error_ = error;
        return next::stop;
    }

    [[nodiscard]] next unless(errc error) noexcept { return error == no_error ? next::go_on : fail(error); }

    /// Writes any scalar into any member.
    next value(const scalar& scalar);

    /// Whether all `missing` members of the current object may be missing. Sets `missing_` to the first that may not.
    ///
    /// An event that is not wanted needs its id and its type only. An unknown event needs its payload too; what else its
    /// envelope has is not known.
    [[nodiscard]] bool may_be_missing(std::uint64_t missing) noexcept;

    /// A key that the object's table may have, or one of `further_keys_`.
    next listed_key(std::string_view key);

    next found(level& level, const field_entry& field) noexcept {
        const bool is_duplicate = (level.seen & field.bit) != 0;
        begin(level, field);
        if (is_duplicate) [[unlikely]]
            return fail(errc::duplicate_key);
        return field.kind < member_kind::raw ? next::go_on : special(level, field);
    }

    /// What follows a key, with values that are taken as text or skipped.
    next special(level& level, const field_entry& field) noexcept {
        if (!is_payload_field(field))
            return field.kind == member_kind::raw ? next::take_value : next::go_on;
        return wants_payload() && target_.catalog->places == nullptr && !target_.catalog->has_values
                   ? next::go_on
                   : payload_found(level);
    }

    next payload_found(level& level) noexcept;

    /// The payload that begins is no struct: it is read as a member. False if it is a struct, or if base64 stands at the key
    /// for another payload, or the reverse.
    bool becomes_value() noexcept;

    /// Whether the envelope that ends has its payload at its other key, or needs none.
    [[nodiscard]] bool payload_may_be_missing() const noexcept;

    /// Whether an unknown key is that of the member that is joined to the type header, and came before.
    [[nodiscard]] bool is_second_joined(std::string_view key) noexcept;

    static void begin(level& level, const field_entry& field) noexcept {
        ++level.count;
        level.field = &field;
        level.expected = &field + 1;
        level.seen |= field.bit;
    }

    next time(std::string_view text) noexcept;

    /// Whether the id has been read, or the envelope has none.
    [[nodiscard]] bool identified() const noexcept {
        const auto* const field = target_.catalog->id;
        return field == nullptr || (levels_.outermost().seen & field->bit) != 0;
    }

    /// Whether the event is not wanted and its id is known, so that all that follows is skipped.
    [[nodiscard]] bool is_done() const noexcept { return further_keys_ == all_keys; }

    /// Called when the type or a key has been read.
    void done_if_known() noexcept {
        if (unwanted_ && identified())
            further_keys_ = all_keys;
    }

    void set_type(std::string_view text);

    void begin_event() {
        moved_to(target_.catalog->events[type_].emplace(target_.filled_variant(), target_.envelope));
    }

    void moved_to(const event_target& place) noexcept {
        auto& level = levels_.outermost();
        level.table->locate(place.envelope, level.members);
        payload_ = place.data;
    }

    static constexpr std::uint64_t all_keys = ~std::uint64_t{0};

    bool unwanted_ = false;
    bool texts_stay_ = true; // until the event is complete, not only during the call
    bool type_given_ = false;
    bool type_disagrees_ = false;
    bool payload_skipped_ = false;
    bool joined_seen_ = false;
    errc error_ = no_error;
    std::size_t type_;
    const target& target_;
    std::uint64_t further_keys_; // the bits of keys that are looked at in each object
    std::string_view id_{};      // read before the type
    void* payload_ = nullptr;
    std::size_t payload_depth_ = 0;
    std::array<std::size_t, 4> payload_path_; // those below `payload_depth_` have a value
    const field_entry* missing_ = nullptr;
    level_stack levels_{};
};

} // namespace webhooks::detail
