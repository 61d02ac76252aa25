#pragma once

#include "../error.hpp"
#include "catalog_table.hpp"
#include "levels.hpp"

#include <boost/json/basic_parser.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// The handler that Boost.JSON's parser drives: one pass, straight into the structs of a catalog.
///
/// Not a template, so that there is one parser for every catalog. The parser has up to six copies of what calls
/// a handler, so all but the usual way through is kept out of line. Throws only `std::bad_alloc`.
class event_reader {
public:
    // What basic_parser asks of its handler; sizes are bounded by the text's own length.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    struct target {
        const catalog_table* catalog = nullptr;
        void* variant = nullptr;          ///< receives the event; untouched for one that is not wanted
        void* envelope = nullptr;         ///< a default-constructed envelope, for what comes before the type
        const bool* wanted = nullptr;     ///< for each type and, last, the unknown ones; null: all
        std::string_view expected_type{}; ///< what a header says; empty: nothing
        bool default_missing = false;     ///< a field that is missing keeps its default
    };

    static constexpr std::size_t no_type = std::size_t(-1);

    /// `type`: the event's type, when a first pass has found it after the payload.
    explicit event_reader(const target& to, std::size_t type = no_type) noexcept
        : type_given_(type != no_type), type_(type), target_(to) {}

    /// The index of the event's type in the catalog, its size for an unknown one, `no_type` before it is read.
    [[nodiscard]] std::size_t type() const noexcept { return type_; }
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

    using error_code = boost::system::error_code;
    using json_view = boost::json::string_view;

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) {
        if (skipping_ != 0)
            return ++skipping_, true;
        return begin_object(ec);
    }

    bool on_object_end(std::size_t, error_code& ec) noexcept {
        if (skipping_ != 0)
            return --skipping_, true;
        auto& level = levels_.top();
        level.field = nullptr;
        if (const auto missing = level.table->required & ~level.seen; missing != 0) [[unlikely]] {
            if (!may_be_missing(missing))
                return fail(errc::missing_field, ec);
        }
        levels_.pop();
        return true;
    }

    bool on_array_begin(error_code& ec) noexcept {
        if (skipping_ != 0)
            return ++skipping_, true;
        return begin_array(ec);
    }

    bool on_array_end(std::size_t, error_code&) noexcept {
        if (skipping_ != 0)
            return --skipping_, true;
        levels_.pop();
        return true;
    }

    bool on_key(json_view part, std::size_t size, error_code& ec) {
        if (skipping_ != 0)
            return true;
        return size == part.size() ? key({part.data(), part.size()}, ec) : last_part_of_key(part, ec);
    }

    bool on_string(json_view part, std::size_t size, error_code& ec) {
        if (skipping_ != 0)
            return true;
        return size == part.size() ? text({part.data(), part.size()}, ec) : last_part_of_text(part, ec);
    }

    bool on_key_part(json_view part, std::size_t, error_code&) { return keep(part); }
    bool on_string_part(json_view part, std::size_t, error_code&) { return keep(part); }

    bool on_number_part(json_view, error_code&) noexcept { return true; }

    bool on_int64(std::int64_t integer, json_view, error_code& ec) {
        return skipping_ != 0 || whole_number(integer, ec);
    }

    [[gnu::noinline]] bool on_uint64(std::uint64_t integer, json_view, error_code& ec) {
        return value({.kind = scalar_kind::unrepresentable_integer, .real = static_cast<double>(integer)},
                     ec);
    }

    [[gnu::noinline]] bool on_double(double real, json_view text, error_code& ec) {
        // From 2^63 on every double is a whole number, so 1e30 is an integer that does not fit.
        const bool whole = !(std::abs(real) < 0x1p63);
        return value({.kind = whole ? scalar_kind::unrepresentable_integer : scalar_kind::real,
                      .real = real,
                      .text = {text.data(), text.size()}},
                     ec);
    }

    bool on_bool(bool boolean, error_code& ec) { return skipping_ != 0 || truth(boolean, ec); }

    [[gnu::noinline]] bool on_null(error_code& ec) { return value({.kind = scalar_kind::null}, ec); }

    bool on_comment_part(json_view, error_code&) noexcept { return true; }
    bool on_comment(json_view, error_code&) noexcept { return true; }

private:
    [[nodiscard]] bool wanted(std::size_t type) const noexcept {
        return target_.wanted == nullptr || target_.wanted[type];
    }

    [[nodiscard]] bool wants_payload() const noexcept {
        return type_ < target_.catalog->size && wanted(type_);
    }

    [[gnu::noinline, gnu::cold]] bool fail(errc error, error_code& ec) noexcept {
        error_ = error;
        ec = make_error_code(error);
        return false;
    }

    bool skip() noexcept { return skipping_ = 1, true; }

    void pass_payload() noexcept {
        payload_skipped_ = true;
        payload_member_ = levels_.outermost().count - 1;
    }

    bool begin_object(error_code& ec) {
        auto& level = levels_.top();
        if (level.field == nullptr)
            return skip();
        switch (const auto& type = *level.field->type; type.kind) {
        case member_kind::objects:
            if (!level.is_array())
                break;
            [[fallthrough]];
        case member_kind::object:
            return levels_.push_object(type.elements(), type.open(level.member())) ||
                   fail(errc::too_deep, ec);
        case member_kind::payload:
            if (!wants_payload())
                return pass_payload(), skip();
            return levels_.push_object(*target_.catalog->events[type_].payload, payload_) ||
                   fail(errc::too_deep, ec);
        case member_kind::document:
            (void)levels_.push_object(*target_.catalog->envelope, target_.envelope);
            if (type_given_)
                begin_event();
            return true;
        default:
            break;
        }
        return fail(errc::wrong_type, ec);
    }

    [[gnu::noinline]] bool begin_array(error_code& ec) noexcept {
        const auto& level = levels_.top();
        if (level.field == nullptr)
            return skip();
        const auto kind = level.field->kind;
        if (kind == member_kind::payload && !wants_payload())
            return pass_payload(), skip();
        if (level.is_array() || (kind != member_kind::values && kind != member_kind::objects))
            return fail(errc::wrong_type, ec);
        return levels_.push_array() || fail(errc::too_deep, ec);
    }

    /// Of the members that the level on top lacks, whether all may be missing; notes the first that may not.
    [[nodiscard, gnu::noinline, gnu::cold]] bool may_be_missing(std::uint64_t missing) noexcept {
        const bool defaults = target_.default_missing;
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

    [[gnu::noinline, gnu::cold]] bool keep(json_view part) {
        if (skipping_ == 0)
            parts_.append(part.data(), part.size());
        return true;
    }

    [[gnu::noinline, gnu::cold]] bool last_part_of_key(json_view part, error_code& ec) {
        parts_.append(part.data(), part.size());
        const bool good = key(parts_, ec);
        parts_.clear();
        return good;
    }

    [[gnu::noinline, gnu::cold]] bool last_part_of_text(json_view part, error_code& ec) {
        parts_.append(part.data(), part.size());
        const bool good = text(parts_, ec);
        parts_.clear();
        return good;
    }

    /// Senders keep an order, so the member after the last one is the likely one.
    bool key(std::string_view key, error_code& ec) noexcept {
        auto& level = levels_.top();
        if (!level.is_expected(key) || unwanted_) [[unlikely]]
            return other_key(key, ec);
        ++level.count;
        return found(level, *level.expected, ec);
    }

    [[gnu::noinline]] bool other_key(std::string_view key, error_code& ec) noexcept {
        if (unwanted_ && identified())
            return skip_rest();
        auto& level = levels_.top();
        ++level.count;
        level.field = level.find(key);
        if (level.field == nullptr)
            return true;
        if (!found(level, *level.field, ec))
            return false;
        // Of an event that is not wanted, only what names it is read; the rest is as an unknown member.
        if (unwanted_ && !level.field->identifies && level.field->kind != member_kind::type)
            level.field = nullptr;
        return true;
    }

    bool found(level& level, const field_entry& field, error_code& ec) noexcept {
        level.field = &field;
        level.expected = &field + 1;
        if ((level.seen & field.bit) != 0) [[unlikely]]
            return fail(errc::duplicate_key, ec);
        level.seen |= field.bit;
        return true;
    }

    [[gnu::always_inline]] bool text(std::string_view text, error_code& ec) {
        auto& level = levels_.top();
        if (level.field == nullptr)
            return true;
        switch (level.field->kind) {
        case member_kind::text:
            assign_text(*static_cast<std::string*>(level.member()), text);
            return true;
        case member_kind::optional_text:
            static_cast<std::optional<std::string>*>(level.member())->emplace(text);
            return true;
        case member_kind::time:
            return time(text, ec);
        case member_kind::type:
            set_type(text);
            return !unwanted_ || !identified() || skip_rest();
        default:
            return value({.kind = scalar_kind::string, .text = text}, ec);
        }
    }

    [[gnu::noinline]] bool time(std::string_view text, error_code& ec) noexcept {
        const auto time = parse_timestamp(text);
        if (!time) [[unlikely]]
            return fail(errc::malformed_time, ec);
        *static_cast<time_point*>(levels_.top().member()) = *time;
        return true;
    }

    bool whole_number(std::int64_t integer, error_code& ec) {
        auto& level = levels_.top();
        if (level.field != nullptr && level.field->kind == member_kind::integer) [[likely]]
            return *static_cast<std::int64_t*>(level.member()) = integer, true;
        return value({.kind = scalar_kind::integer, .integer = integer}, ec);
    }

    bool truth(bool boolean, error_code& ec) {
        auto& level = levels_.top();
        if (level.field != nullptr && level.field->kind == member_kind::boolean) [[likely]]
            return *static_cast<bool*>(level.member()) = boolean, true;
        return value({.kind = scalar_kind::boolean, .boolean = boolean}, ec);
    }

    /// Any scalar into any member.
    [[gnu::noinline]] bool value(const scalar& scalar, error_code& ec) {
        if (skipping_ != 0)
            return true;
        auto& level = levels_.top();
        if (level.field == nullptr)
            return true;
        const auto& type = *level.field->type;
        if (type.kind == member_kind::payload && !wants_payload())
            return pass_payload(), true;
        if (type.assign == nullptr || level.is_array() != (type.kind == member_kind::values))
            return fail(errc::wrong_type, ec);
        if (const auto error = type.assign(level.member(), scalar); error != no_error) [[unlikely]]
            return fail(error, ec);
        if (level.is_array())
            ++level.count;
        return true;
    }

    /// Whether what names the event has been read, or the envelope has no such member.
    [[nodiscard]] bool identified() const noexcept {
        const auto& top = levels_.outermost();
        for (const auto& field : *top.table)
            if (field.identifies)
                return (top.seen & field.bit) != 0;
        return true;
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
        if (unwanted_)
            return;
        if (type_ == target_.catalog->size)
            moved_to(target_.catalog->emplace_unknown(target_.variant, target_.envelope, text));
        else
            begin_event();
    }

    void begin_event() {
        moved_to(target_.catalog->events[type_].emplace(target_.variant, target_.envelope));
    }

    void moved_to(const event_target& place) noexcept {
        auto& level = levels_.outermost();
        level.table->locate(place.envelope, level.members);
        payload_ = place.data;
    }

    // What every call looks at first.
    std::size_t skipping_ = 0; // how many objects and arrays deep the text is being skipped
    bool unwanted_ = false;
    bool type_given_ = false;
    bool type_disagrees_ = false;
    bool payload_skipped_ = false;
    errc error_ = no_error;
    std::size_t type_;
    target target_;
    void* payload_ = nullptr;
    std::size_t payload_member_ = 0;
    const field_entry* missing_ = nullptr;
    std::string parts_{}; // of a key or string that the parser hands over in parts
    level_stack levels_{};
};

} // namespace scaivault::detail
