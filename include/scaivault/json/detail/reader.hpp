#pragma once

#include "../error.hpp"
#include "table.hpp"

#include <boost/json/basic_parser.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// The handler that Boost.JSON's parser drives: one pass, straight into the structs of a catalog.
///
/// Not a template, so that there is one parser for every catalog. Throws only `std::bad_alloc`.
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
        : target_(to), type_(type), type_given_(type != no_type) {}

    /// The index of the event's type in the catalog, its size for an unknown one, `no_type` before it is read.
    [[nodiscard]] std::size_t type() const noexcept { return type_; }
    /// Whether the payload stood before the type, so that a second pass must read it.
    [[nodiscard]] bool needs_second_pass() const noexcept { return payload_skipped_ && wants_payload(); }
    /// Whether the event is of a type that is not wanted.
    [[nodiscard]] bool unwanted() const noexcept { return type_ != no_type && !wanted(type_); }
    /// Whether the type is another than the expected one.
    [[nodiscard]] bool type_disagrees() const noexcept { return type_disagrees_; }
    /// Which member of the envelope, in the order of the text, is the payload.
    [[nodiscard]] std::size_t payload_member() const noexcept { return payload_member_; }
    /// Where an unknown event's payload text goes: the `std::string` of the target's variant.
    [[nodiscard]] void* payload() const noexcept { return payload_; }
    [[nodiscard]] errc error() const noexcept { return error_; }

    /// JSON Pointer of the place of the error.
    [[nodiscard]] std::string where() const {
        std::string pointer;
        for (std::size_t i = 0; i != depth_; ++i) {
            const auto& level = levels_[i];
            if (level.array)
                pointer.append("/").append(std::to_string(level.index));
            else if (level.field != nullptr)
                append_token(pointer, level.field->key);
        }
        if (missing_ != nullptr)
            append_token(pointer, missing_->key);
        return pointer;
    }

    using error_code = boost::system::error_code;
    using json_view = boost::json::string_view;

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) {
        if (skipping_ != 0)
            return ++skipping_, true;
        if (depth_ == 0) {
            (void)push(target_.catalog->envelope, target_.envelope);
            if (type_given_)
                begin_event(type_);
            return true;
        }
        auto& level = levels_[depth_ - 1];
        const field_entry* const field = level.field;
        if (level.array) {
            if (field->shape != field_shape::objects)
                return fail(errc::wrong_type, ec);
        } else if (field == nullptr) {
            return skip();
        } else if (field->shape == field_shape::payload) {
            if (!wants_payload())
                return payload_skipped_ = true, skip();
            return push(target_.catalog->events[type_].payload, payload_) || fail(errc::too_deep, ec);
        } else if (field->shape != field_shape::object) {
            return not_a_value(*field, ec);
        }
        return push(&field->elements(), field->open(level.object)) || fail(errc::too_deep, ec);
    }

    bool on_object_end(std::size_t, error_code& ec) {
        if (skipping_ != 0)
            return end_skipped();
        auto& level = levels_[depth_ - 1];
        level.field = nullptr;
        if (const auto missing = level.table->required & ~level.seen;
            missing != 0 && !may_be_missing(missing)) [[unlikely]] {
            missing_ = &level.table->fields[static_cast<std::size_t>(std::countr_zero(missing_of(missing)))];
            return fail(errc::missing_field, ec);
        }
        pop();
        return true;
    }

    bool on_array_begin(error_code& ec) {
        if (skipping_ != 0)
            return ++skipping_, true;
        if (depth_ == 0)
            return fail(errc::wrong_type, ec);
        auto& level = levels_[depth_ - 1];
        const field_entry* const field = level.field;
        if (level.array)
            return fail(errc::wrong_type, ec);
        if (field == nullptr)
            return skip();
        if (field->shape == field_shape::payload && !wants_payload())
            return payload_skipped_ = true, skip();
        if (field->shape != field_shape::values && field->shape != field_shape::objects)
            return not_a_value(*field, ec);
        if (depth_ == levels_.size())
            return fail(errc::too_deep, ec);
        levels_[depth_++] = frame{nullptr, level.object, field, 0, 0, 0, true};
        return true;
    }

    bool on_array_end(std::size_t, error_code&) noexcept {
        if (skipping_ != 0)
            return end_skipped();
        pop();
        return true;
    }

    bool on_key_part(json_view part, std::size_t, error_code&) {
        if (skipping_ == 0)
            text_.append(part.data(), part.size());
        return true;
    }

    bool on_key(json_view part, std::size_t size, error_code& ec) {
        if (skipping_ != 0)
            return true;
        if (size == part.size()) [[likely]]
            return key({part.data(), part.size()}, ec);
        text_.append(part.data(), part.size());
        const bool good = key(text_, ec);
        text_.clear();
        return good;
    }

    bool on_string_part(json_view part, std::size_t, error_code&) {
        if (skipping_ == 0)
            text_.append(part.data(), part.size());
        return true;
    }

    bool on_string(json_view part, std::size_t size, error_code& ec) {
        if (skipping_ != 0)
            return true;
        if (size == part.size()) [[likely]]
            return value({.kind = scalar_kind::string, .text = {part.data(), part.size()}}, ec);
        text_.append(part.data(), part.size());
        const bool good = value({.kind = scalar_kind::string, .text = text_}, ec);
        text_.clear();
        return good;
    }

    bool on_number_part(json_view, error_code&) noexcept { return true; }

    bool on_int64(std::int64_t integer, json_view, error_code& ec) {
        return value({.kind = scalar_kind::integer, .integer = integer}, ec);
    }

    bool on_uint64(std::uint64_t integer, json_view, error_code& ec) {
        return value({.kind = scalar_kind::unrepresentable_integer, .real = static_cast<double>(integer)},
                     ec);
    }

    bool on_double(double real, json_view text, error_code& ec) {
        // From 2^63 on every double is a whole number, so 1e30 is an integer that does not fit.
        const bool whole = !(std::abs(real) < 0x1p63);
        return value({.kind = whole ? scalar_kind::unrepresentable_integer : scalar_kind::real,
                      .real = real,
                      .text = {text.data(), text.size()}},
                     ec);
    }

    bool on_bool(bool boolean, error_code& ec) {
        return value({.kind = scalar_kind::boolean, .boolean = boolean}, ec);
    }

    bool on_null(error_code& ec) { return value({.kind = scalar_kind::null}, ec); }

    bool on_comment_part(json_view, error_code&) noexcept { return true; }
    bool on_comment(json_view, error_code&) noexcept { return true; }

private:
    /// An object or array of the structs that is being read. The catalog nests three deep.
    struct frame {
        const object_table* table; ///< of an object
        void* object;              ///< the struct, or the owner of the array
        const field_entry* field;  ///< the member that is being read; null for an unknown one
        std::uint64_t seen;        ///< the members of an object so far
        std::size_t index;         ///< object: the member expected next; array: the element
        std::size_t members;       ///< how many keys an object has had
        bool array;
    };

    /// RFC 6901, section 3: `~` is written `~0`, and `/` is written `~1`.
    static void append_token(std::string& pointer, std::string_view key) {
        pointer.push_back('/');
        for (const char c : key)
            if (c == '~' || c == '/')
                pointer.append(c == '~' ? "~0" : "~1");
            else
                pointer.push_back(c);
    }

    [[nodiscard]] bool wanted(std::size_t type) const noexcept {
        return target_.wanted == nullptr || target_.wanted[type];
    }

    [[nodiscard]] bool wants_payload() const noexcept {
        return type_ < target_.catalog->events.size() && wanted(type_);
    }

    bool fail(errc error, error_code& ec) noexcept {
        error_ = error;
        ec = make_error_code(error);
        return false;
    }

    bool skip() noexcept { return skipping_ = 1, true; }

    bool end_skipped() noexcept {
        if (--skipping_ == 0)
            count_element();
        return true;
    }

    [[nodiscard]] bool push(const object_table* table, void* object) noexcept {
        if (depth_ == levels_.size())
            return false;
        levels_[depth_++] = frame{table, object, nullptr, 0, 0, 0, false};
        return true;
    }

    void pop() noexcept {
        --depth_;
        count_element();
    }

    void count_element() noexcept {
        if (depth_ != 0 && levels_[depth_ - 1].array)
            ++levels_[depth_ - 1].index;
    }

    /// An object or array where the table has a scalar, or the other way round.
    bool not_a_value(const field_entry& field, error_code& ec) noexcept {
        return unwanted() && !field.identifies && field.shape != field_shape::type
                   ? skip()
                   : fail(errc::wrong_type, ec);
    }

    /// Of the members that are missing from the level on top, those that must not be.
    [[nodiscard]] std::uint64_t missing_of(std::uint64_t missing) const noexcept {
        if (depth_ != 1 || !(target_.default_missing || unwanted()))
            return target_.default_missing && depth_ != 1 ? 0 : missing;
        std::uint64_t kept = 0;
        const auto& fields = levels_[0].table->fields;
        for (std::size_t i = 0; i != fields.size(); ++i)
            if (fields[i].identifies || fields[i].shape == field_shape::type ||
                (fields[i].shape == field_shape::payload && !unwanted()))
                kept |= std::uint64_t{1} << i;
        return missing & kept;
    }

    [[nodiscard]] bool may_be_missing(std::uint64_t missing) const noexcept {
        return missing_of(missing) == 0;
    }

    bool key(std::string_view key, error_code& ec) {
        auto& level = levels_[depth_ - 1];
        ++level.members;
        const auto fields = level.table->fields;
        const auto ends = name_ends::of(key);
        const auto is = [&](const field_entry& field) {
            return field.ends.last == ends.last && field.ends.first == ends.first &&
                   field.key.size() == key.size() && same_middle(field.key.data(), key.data(), key.size());
        };
        // Senders keep an order: the field after the last one comes next.
        std::size_t at = level.index;
        if (at >= fields.size() || !is(fields[at])) [[unlikely]] {
            for (at = 0; at != fields.size() && !is(fields[at]); ++at) {
            }
            if (at == fields.size()) {
                level.field = nullptr;
                return true;
            }
        }
        level.field = &fields[at];
        level.index = at + 1;
        const auto bit = std::uint64_t{1} << at;
        if ((level.seen & bit) != 0) [[unlikely]]
            return fail(errc::duplicate_key, ec);
        level.seen |= bit;
        if (level.field->shape == field_shape::payload)
            payload_member_ = level.members - 1;
        return true;
    }

    bool value(const scalar& scalar, error_code& ec) {
        if (skipping_ != 0)
            return true;
        if (depth_ == 0)
            return fail(errc::wrong_type, ec);
        auto& level = levels_[depth_ - 1];
        const field_entry* const field = level.field;
        if (field == nullptr)
            return true;
        errc error = errc::wrong_type;
        if (field->shape == (level.array ? field_shape::values : field_shape::value)) [[likely]] {
            if (depth_ == 1 && unwanted()) [[unlikely]] {
                if (!field->identifies)
                    return true;
                error = field->write(level.object, scalar);
                if (error == no_error)
                    return skip_rest();
            } else {
                error = field->write(level.object, scalar);
            }
        } else if (field->shape == field_shape::type && scalar.kind == scalar_kind::string) {
            set_type(scalar.text);
            if (unwanted() && identified())
                return skip_rest();
            return true;
        } else if (field->shape == field_shape::payload && !wants_payload()) {
            payload_skipped_ = true;
            return true;
        } else if (depth_ == 1 && unwanted() && field->shape != field_shape::type) {
            return true;
        }
        if (error != no_error) [[unlikely]]
            return fail(error, ec);
        if (level.array)
            ++level.index;
        return true;
    }

    /// Whether the member that names the event has been read, or the envelope has none.
    [[nodiscard]] bool identified() const noexcept {
        const auto& top = levels_[0];
        for (std::size_t i = 0; i != top.table->fields.size(); ++i)
            if (top.table->fields[i].identifies)
                return (top.seen >> i & 1) != 0;
        return true;
    }

    /// Nothing more of this event is wanted: what follows is checked to be JSON, as for an unknown member.
    bool skip_rest() noexcept {
        depth_ = 0;
        return skip();
    }

    void set_type(std::string_view text) {
        type_disagrees_ = !target_.expected_type.empty() && target_.expected_type != text;
        if (type_given_)
            return;
        type_ = target_.catalog->find(text);
        if (!wanted(type_))
            return;
        if (type_ == target_.catalog->events.size())
            moved_to(target_.catalog->emplace_unknown(target_.variant, target_.envelope, text));
        else
            begin_event(type_);
    }

    void begin_event(std::size_t type) {
        if (wanted(type))
            moved_to(target_.catalog->events[type].emplace(target_.variant, target_.envelope));
    }

    void moved_to(const event_target& place) noexcept {
        levels_[0].object = place.envelope;
        payload_ = place.data;
    }

    target target_;
    std::array<frame, 16> levels_; ///< those below `depth_` have a value
    std::size_t depth_ = 0;
    std::size_t skipping_ = 0; ///< how many objects and arrays deep the text is being skipped
    std::size_t type_ = no_type;
    void* payload_ = nullptr;
    std::size_t payload_member_ = 0;
    const field_entry* missing_ = nullptr;
    std::string text_; ///< a key or string that the parser hands over in parts
    errc error_ = no_error;
    bool type_given_ = false;
    bool type_disagrees_ = false;
    bool payload_skipped_ = false;
};

} // namespace scaivault::detail
