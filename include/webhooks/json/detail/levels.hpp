#pragma once

#include "../../detail/words.hpp"
#include "member_types.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace webhooks::detail {

/// Whether the field says which event it is, so that it is read and required in any case.
[[nodiscard]] inline bool is_id_or_type(const field_entry& field) noexcept {
    return field.identifies || field.kind == member_kind::type;
}

/// Whether the field is the payload.
[[nodiscard]] inline bool is_payload_field(const field_entry& field) noexcept {
    return field.kind == member_kind::payload || field.kind == member_kind::base64_payload;
}

/// Whether the field is the payload, or an object around it.
[[nodiscard]] inline bool holds_payload(const field_entry& field) noexcept {
    return is_payload_field(field) || field.kind == member_kind::container;
}

/// An object or array of the structs that is being read.
struct level {
    const field_entry* field;    ///< the member that is being read; null for an unknown one
    const field_entry* expected; ///< the member that comes next if the sender keeps the order
    const object_table* table;   ///< of an object; null for an array
    void** members;              ///< the members' addresses; for an array, those of the struct that owns it
    void** members_end;
    std::uint64_t seen; ///< object: the bits of the members read so far
    std::size_t count;  ///< object: the number of keys read so far; array: the index of the element

    [[nodiscard]] bool is_array() const noexcept { return table == nullptr; }
    [[nodiscard]] bool is_map() const noexcept { return !is_array() && table->insert != nullptr; }
    [[nodiscard]] void* member() const noexcept { return members[field->member]; }
    /// The key of the member that is being read.
    [[nodiscard]] std::string_view key() const noexcept {
        return is_map() ? std::string_view(as<std::string>(members[map_key])) : field->name();
    }

    /// The field with this key, or null.
    [[nodiscard]] const field_entry* find(std::string_view key) const noexcept {
        for (const auto& entry : *table)
            if (is(entry, key))
                return &entry;
        return nullptr;
    }

private:
    [[nodiscard, gnu::always_inline]] static bool is(const field_entry& entry,
                                                     std::string_view key) noexcept {
        return entry.size == key.size() && same_text(entry.key, key.data(), key.size());
    }
};

/// The objects and arrays around the place that is being read, the document outermost. The readers limit the depth. There
/// is room for as many levels as the catalog has; for more, memory is allocated.
class level_stack {
public:
    level_stack() noexcept { *top_ = level{&document, nullptr, nullptr, members_, members_, 0, 0}; }
    level_stack(const level_stack&) = delete;
    level_stack& operator=(const level_stack&) = delete;

    [[nodiscard]] level& top() noexcept { return *top_; }
    [[nodiscard]] const level& top() const noexcept { return *top_; }
    /// The envelope, if it has been pushed.
    [[nodiscard]] level& outermost() noexcept { return levels_[1]; }
    [[nodiscard]] const level& outermost() const noexcept { return levels_[1]; }

    /// The document is this value, instead of an event.
    void begin(const field_entry& value, void* place) noexcept {
        *members_ = place;
        *top_ = level{&value, nullptr, &no_array, members_, members_ + 1, 0, 0};
    }

    void push_object(const object_table& table, void* object) {
        if (top_ == last_) [[unlikely]]
            grow();
        void** const members = top_->members_end;
        *++top_ = level{nullptr, table.fields, &table, members, members + table.members, 0, 0};
        table.locate(object, members);
    }

    /// The array is the member that is being read.
    void push_array() {
        if (top_ == last_) [[unlikely]]
            grow();
        const auto& owner = *top_;
        *++top_ = level{owner.field, nullptr, nullptr, owner.members, owner.members_end, 0, 0};
    }

    /// The array is at `place`, as a value without a key of its own. Its type is that of `field`.
    void push_array(const field_entry& field, void* place) {
        push_array();
        auto& level = *top_;
        level.field = &field;
        level.members = level.members_end;
        *level.members_end++ = place;
    }

    void pop() noexcept {
        --top_;
        if (top_->is_array())
            ++top_->count;
    }

    /// The JSON Pointer of the place that is being read, RFC 6901.
    [[nodiscard]] std::string pointer() const {
        std::string text;
        for (const level* at = levels_ + 1; at <= top_; ++at)
            if (at->is_array())
                text.append("/").append(std::to_string(at->count));
            else if (at->field != nullptr)
                append_token(text, at->key());
        return text;
    }

    /// RFC 6901, section 3: `~` is written `~0`, and `/` is written `~1`.
    static void append_token(std::string& pointer, std::string_view key) {
        pointer.push_back('/');
        for (const char c : key)
            if (c == '~' || c == '/')
                pointer.append(c == '~' ? "~0" : "~1");
            else
                pointer.push_back(c);
    }

private:
    static constexpr object_table no_array{};
    static constexpr field_entry document{.type = &whole_document, .kind = member_kind::document};
    static constexpr std::size_t usual = 9; // with the document; the catalog nests three deep

    /// Doubles the room.
    [[gnu::noinline, gnu::cold]] void grow() {
        const auto size = static_cast<std::size_t>(last_ + 1 - levels_);
        std::vector<level> levels(2 * size);
        std::vector<void*> members(2 * size * max_fields);
        std::copy(levels_, last_ + 1, levels.begin());
        std::copy(members_, top_->members_end, members.begin());
        for (std::size_t i = 0; i != size; ++i) {
            levels[i].members = members.data() + (levels[i].members - members_);
            levels[i].members_end = members.data() + (levels[i].members_end - members_);
        }
        more_levels_.swap(levels);
        more_members_.swap(members);
        levels_ = more_levels_.data();
        members_ = more_members_.data();
        top_ = levels_ + size - 1;
        last_ = levels_ + 2 * size - 1;
    }

    std::array<level, usual> usual_levels_;               // those up to `top_` have a value
    std::array<void*, usual * max_fields> usual_members_; // those up to `top_->members_end` have a value
    level* levels_ = usual_levels_.data();
    void** members_ = usual_members_.data();
    level* top_ = levels_;
    level* last_ = levels_ + usual - 1;
    std::vector<level> more_levels_{}; // used instead once they are full
    std::vector<void*> more_members_{};
};

} // namespace webhooks::detail
