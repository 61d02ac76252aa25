#pragma once

#include "catalog_table.hpp"
#include "levels.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// Makes an event out of the parts of its text, which come in the order of the text: straight into the structs of
/// a catalog.
///
/// Not a template, so that there is one for every catalog. What a part is told by returns whether reading may go on;
/// if not, `error()` and `where()` say why. The usual way through is inline, and all else out of line, because a
/// parser has several copies of what calls these. Throws only `std::bad_alloc`.
class event_builder {
public:
    struct target {
        const catalog_table* catalog = nullptr;
        void* variant = nullptr; ///< receives the event; untouched for one that is not wanted
        /// Makes the variant in what `variant` points to; null: it is there.
        void* (*make_variant)(void*) = nullptr;
        void* envelope = nullptr;         ///< a default-constructed envelope, for what comes before the type
        const bool* wanted = nullptr;     ///< for each type and, last, the unknown ones; null: all
        std::string_view expected_type{}; ///< what a header says; empty: nothing
        bool default_missing = false;     ///< a field that is missing keeps its default
        bool unwanted_id = true;          ///< the envelope is to have the id of an event that is not wanted
    };

    static constexpr std::size_t no_type = std::size_t(-1);

    /// `type`: the event's type, when a first pass has found it after the payload. `texts_stay`: whether texts are
    /// there until the event is complete, not just during the call.
    explicit event_builder(const target& to, std::size_t type = no_type, bool texts_stay = false) noexcept
        : texts_stay_(texts_stay), type_given_(type != no_type), type_(type), target_(to) {}

    /// The index of the event's type in the catalog, its size for an unknown one, `no_type` before it is read.
    [[nodiscard]] std::size_t type() const noexcept { return type_; }
    [[nodiscard]] std::size_t catalog_size() const noexcept { return target_.catalog->size; }
    /// Whether the payload stood before the type, so that a second pass must read it.
    [[nodiscard]] bool needs_second_pass() const noexcept { return payload_skipped_ && wants_payload(); }
    /// Whether the event is of a type that is not wanted.
    [[nodiscard]] bool unwanted() const noexcept { return unwanted_; }
    /// Whether the type is another than the expected one.
    [[nodiscard]] bool type_disagrees() const noexcept { return type_disagrees_; }
    /// Which member of the envelope, in the order of the text, is the payload.
    [[nodiscard]] std::size_t payload_member() const noexcept { return payload_member_; }
    /// Where an unknown event's payload text goes: the `std::string` of the target's variant.
    [[nodiscard]] void* payload() const noexcept { return payload_; }
    [[nodiscard]] errc error() const noexcept { return error_; }

    /// JSON Pointer of the place of the error.
    [[nodiscard]] std::string where() const {
        std::string pointer = levels_.pointer();
        if (missing_ != nullptr)
            level_stack::append_token(pointer, missing_->name());
        return pointer;
    }

    /// Whether the object or array that has just begun, or after a scalar the one around it, is of no interest:
    /// nothing in it must be told, nor its end.
    [[nodiscard]] bool is_skipping() const noexcept { return is_skipping_; }
    /// The end of what is of no interest.
    void skipped() noexcept { is_skipping_ = false; }
    /// Before anything was told: the whole text is of no interest.
    void skip_all() noexcept { is_skipping_ = true; }

    bool begin_object() {
        auto& level = levels_.top();
        if (level.field == nullptr)
            return skip();
        switch (const auto& type = *level.field->type; type.kind) {
        case member_kind::objects:
            if (!level.is_array())
                break;
            [[fallthrough]];
        case member_kind::object:
            return levels_.push_object(type.elements(), type.open(level.member())), true;
        case member_kind::payload:
            if (!wants_payload())
                return pass_payload(), skip();
            return levels_.push_object(*target_.catalog->events[type_].payload, payload_), true;
        case member_kind::document:
            levels_.push_object(*target_.catalog->envelope, target_.envelope);
            if (type_given_)
                begin_event();
            return true;
        default:
            break;
        }
        return fail(errc::wrong_type);
    }

    bool end_object() noexcept {
        auto& level = levels_.top();
        level.field = nullptr;
        if (const auto missing = level.table->required & ~level.seen; missing != 0) [[unlikely]] {
            if (!may_be_missing(missing))
                return fail(errc::missing_field);
        }
        levels_.pop();
        return true;
    }

    [[gnu::noinline]] bool begin_array() {
        const auto& level = levels_.top();
        if (level.field == nullptr)
            return skip();
        const auto kind = level.field->kind;
        if (kind == member_kind::payload && !wants_payload())
            return pass_payload(), skip();
        if (level.is_array() || (kind != member_kind::values && kind != member_kind::objects))
            return fail(errc::wrong_type);
        return levels_.push_array(), true;
    }

    void end_array() noexcept { levels_.pop(); }

    /// Senders keep an order, so the member after the last one is the likely one.
    bool key(std::string_view key) noexcept {
        auto& level = levels_.top();
        if (!level.is_expected(key) || unwanted_) [[unlikely]]
            return other_key(key);
        ++level.count;
        return found(level, *level.expected);
    }

    /// Takes the key of the member that comes next, if `text` begins with it and a quotation mark. Returns its size, or 0.
    [[nodiscard]] std::size_t expected_key(const char* text, std::size_t size) noexcept {
        auto& level = levels_.top();
        const auto& expected = *level.expected;
        if (!expected.is_plain || expected.size >= size || text[expected.size] != '"' ||
            !same_text(expected.key, text, expected.size) || unwanted_ || (level.seen & expected.bit) != 0)
            return 0;
        ++level.count;
        (void)found(level, expected);
        return expected.size;
    }

    [[gnu::always_inline]] bool text(std::string_view text) {
        auto& level = levels_.top();
        if (level.field == nullptr)
            return true;
        switch (level.field->kind) {
        case member_kind::text:
            assign_text(*static_cast<std::string*>(level.member()), text);
            return true;
        case member_kind::identifier:
            // Until the type says whether the event is wanted, and where it lies.
            if (type_ == no_type && texts_stay_)
                id_ = text;
            else
                assign_text(*static_cast<std::string*>(level.member()), text);
            return true;
        case member_kind::optional_text:
            static_cast<std::optional<std::string>*>(level.member())->emplace(text);
            return true;
        case member_kind::time:
            return time(text);
        case member_kind::type:
            set_type(text);
            return !unwanted_ || !identified() || skip_rest();
        default:
            return value({.kind = scalar_kind::string, .text = text});
        }
    }

    bool whole_number(std::int64_t integer) {
        auto& level = levels_.top();
        if (level.field != nullptr && level.field->kind == member_kind::integer) [[likely]]
            return *static_cast<std::int64_t*>(level.member()) = integer, true;
        return value({.kind = scalar_kind::integer, .integer = integer});
    }

    bool truth(bool boolean) {
        auto& level = levels_.top();
        if (level.field != nullptr && level.field->kind == member_kind::boolean) [[likely]]
            return *static_cast<bool*>(level.member()) = boolean, true;
        return value({.kind = scalar_kind::boolean, .boolean = boolean});
    }

    bool null() { return value({.kind = scalar_kind::null}); }

    /// Any scalar into any member.
    [[gnu::noinline]] bool value(const scalar& scalar) {
        auto& level = levels_.top();
        if (level.field == nullptr)
            return true;
        const auto& type = *level.field->type;
        if (type.kind == member_kind::payload && !wants_payload())
            return pass_payload(), true;
        if (type.assign == nullptr || level.is_array() != (type.kind == member_kind::values))
            return fail(errc::wrong_type);
        if (const auto error = type.assign(level.member(), scalar); error != no_error) [[unlikely]]
            return fail(error);
        if (level.is_array())
            ++level.count;
        return true;
    }

private:
    [[nodiscard]] bool wanted(std::size_t type) const noexcept {
        return target_.wanted == nullptr || target_.wanted[type];
    }

    [[nodiscard]] bool wants_payload() const noexcept {
        return type_ < target_.catalog->size && wanted(type_);
    }

    [[gnu::noinline, gnu::cold]] bool fail(errc error) noexcept {
        error_ = error;
        return false;
    }

    bool skip() noexcept { return is_skipping_ = true; }

    void pass_payload() noexcept {
        payload_skipped_ = true;
        payload_member_ = levels_.outermost().count - 1;
    }

    /// Of the members that the level on top lacks, whether all may be missing; notes the first that may not. Of an
    /// unknown type nothing but the id, the type and the payload is required: what its envelope has, nobody knows.
    [[nodiscard, gnu::noinline, gnu::cold]] bool may_be_missing(std::uint64_t missing) noexcept {
        const bool defaults = target_.default_missing || type_ == target_.catalog->size;
        for (const auto& field : *levels_.top().table) {
            if ((missing & field.bit) == 0)
                continue;
            const bool optional = levels_.is_outermost()
                                      ? (defaults || unwanted_) && !field.identifies &&
                                            field.kind != member_kind::type &&
                                            (field.kind != member_kind::payload || unwanted_)
                                      : defaults;
            if (!optional)
                return missing_ = &field, false;
        }
        return true;
    }

    [[gnu::noinline]] bool other_key(std::string_view key) noexcept {
        if (unwanted_ && identified())
            return skip_rest();
        auto& level = levels_.top();
        ++level.count;
        level.field = level.find(key);
        if (level.field == nullptr)
            return true;
        if (!found(level, *level.field))
            return false;
        // Of an event that is not wanted, only what names it is read; the rest is as an unknown member.
        if (unwanted_ && !level.field->identifies && level.field->kind != member_kind::type)
            level.field = nullptr;
        return true;
    }

    bool found(level& level, const field_entry& field) noexcept {
        level.field = &field;
        level.expected = &field + 1;
        if ((level.seen & field.bit) != 0) [[unlikely]]
            return fail(errc::duplicate_key);
        level.seen |= field.bit;
        return true;
    }

    [[gnu::noinline]] bool time(std::string_view text) noexcept {
        const auto time = parse_timestamp(text);
        if (!time) [[unlikely]]
            return fail(errc::malformed_time);
        *static_cast<time_point*>(levels_.top().member()) = *time;
        return true;
    }

    /// The member of the envelope that names the event, or null.
    [[nodiscard]] const field_entry* identifying() const noexcept {
        for (const auto& field : *levels_.outermost().table)
            if (field.identifies)
                return &field;
        return nullptr;
    }

    /// Whether what names the event has been read, or the envelope has no such member.
    [[nodiscard]] bool identified() const noexcept {
        const auto* const field = identifying();
        return field == nullptr || (levels_.outermost().seen & field->bit) != 0;
    }

    /// Nothing more of this event is wanted: what follows is checked to be JSON, as for an unknown member.
    bool skip_rest() noexcept {
        levels_.clear();
        return skip();
    }

    void set_type(std::string_view text) {
        type_disagrees_ = !target_.expected_type.empty() && target_.expected_type != text;
        if (type_given_)
            return;
        type_ = target_.catalog->find(text);
        unwanted_ = !wanted(type_);
        if (!unwanted_ && type_ == target_.catalog->size)
            moved_to(target_.catalog->emplace_unknown(variant(), target_.envelope, text));
        else if (!unwanted_)
            begin_event();
        if (id_.data() != nullptr && (!unwanted_ || target_.unwanted_id))
            assign_text(*static_cast<std::string*>(levels_.outermost().members[identifying()->member]), id_);
    }

    [[nodiscard]] void* variant() {
        return target_.make_variant == nullptr ? target_.variant : target_.make_variant(target_.variant);
    }

    void begin_event() { moved_to(target_.catalog->events[type_].emplace(variant(), target_.envelope)); }

    void moved_to(const event_target& place) noexcept {
        auto& level = levels_.outermost();
        level.table->locate(place.envelope, level.members);
        payload_ = place.data;
    }

    bool is_skipping_ = false;
    bool unwanted_ = false;
    bool texts_stay_;
    bool type_given_ = false;
    bool type_disagrees_ = false;
    bool payload_skipped_ = false;
    errc error_ = no_error;
    std::size_t type_;
    target target_;
    std::string_view id_{}; // that stood in front of the type
    void* payload_ = nullptr;
    std::size_t payload_member_ = 0;
    const field_entry* missing_ = nullptr;
    level_stack levels_{};
};

} // namespace scaivault::detail
