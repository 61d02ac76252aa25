#pragma once

#include "event_builder.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What of an `event_builder` is called seldom or out of line.
namespace webhooks::detail {

[[gnu::noinline, gnu::cold]] inline void event_builder::begin_envelope() {
    if (target_.catalog->places->set_id != nullptr)
        target_.catalog->places->set_id(target_.envelope, target_.headers.id);
    if (type_given_)
        begin_event();
    else if (target_.resolved_type.data() != nullptr)
        set_type(target_.resolved_type);
}

[[gnu::noinline]] inline next event_builder::payload_found(level& level) noexcept {
    for (const auto& other : *level.table) // one of two keys
        if (is_payload_field(other) && &other != level.field && (level.seen & other.bit) != 0)
            return fail(errc::duplicate_key);
    if (wants_payload()) {
        const auto* const value = target_.catalog->events[type_].value;
        if (value == nullptr || value->kind != member_kind::raw)
            return next::go_on;
        return becomes_value() ? next::take_value : fail(errc::wrong_type);
    }
    payload_skipped_ = true;
    payload_depth_ = 0;
    for (const auto* at = &levels_.outermost(); at <= &level; ++at)
        payload_path_[payload_depth_++] = at->count - 1;
    return next::skip_value;
}

[[gnu::noinline, gnu::cold]] inline bool event_builder::becomes_value() noexcept {
    const auto& catalog = *target_.catalog;
    const auto& event = catalog.events[type_];
    auto& level = levels_.top();
    const bool at_base64_key = level.field->kind == member_kind::base64_payload;
    if (event.value == nullptr ||
        (catalog.places != nullptr && catalog.places->flags.has_base64 && at_base64_key != event.is_base64))
        return false;
    level.field = event.value;
    level.members[event.value->member] = payload_;
    return true;
}

inline void event_builder::set_type(std::string_view text) {
    type_disagrees_ = !target_.expected_type.empty() && target_.expected_type != text;
    if (type_given_)
        return;
    type_ = target_.catalog->find(text);
    unwanted_ = !target_.is_wanted(type_);
    done_if_known();
    if (type_ == target_.catalog->size && target_.unknown_type != nullptr)
        target_.unknown_type->assign(text);
    if (!unwanted_ && type_ == target_.catalog->size)
        moved_to(target_.catalog->emplace_unknown(target_.filled_variant(), target_.envelope, text));
    else if (!unwanted_)
        begin_event();
    if (id_.data() != nullptr && (!unwanted_ || target_.unwanted_id))
        assign_text(as<std::string>(levels_.outermost().members[target_.catalog->id->member]), id_);
}

inline bool event_builder::payload_may_be_missing() const noexcept {
    const auto& catalog = *target_.catalog;
    if (catalog.places == nullptr)
        return false;
    const auto& level = levels_.top();
    for (const auto& field : *level.table)
        if (field.kind == member_kind::base64_payload && (level.seen & field.bit) != 0)
            return true;
    return catalog.places->flags.may_be_absent &&
           (type_ == catalog.size || (type_ < catalog.size && catalog.events[type_].may_be_absent));
}

inline bool event_builder::is_second_joined(std::string_view key) noexcept {
    const auto* const places = target_.catalog->places;
    if (places == nullptr || places->joined == nullptr || key != places->joined->name() ||
        &levels_.top() != &levels_.outermost())
        return false;
    if (!joined_seen_) {
        joined_seen_ = true;
        return false;
    }
    levels_.top().field = nullptr;
    missing_ = places->joined; // for `where`
    return true;
}

[[gnu::noinline, gnu::cold]] inline bool event_builder::may_be_missing(std::uint64_t missing) noexcept {
    const bool defaults = target_.default_missing || unwanted_ || type_ == target_.catalog->size;
    for (const auto& field : *levels_.top().table) {
        if ((missing & field.bit) == 0 || target_.is_lenient(levels_.top().table, field) ||
            (is_payload_field(field) && payload_may_be_missing()))
            continue;
        if (!defaults || is_id_or_type(field) || (holds_payload(field) && !unwanted_))
            return missing_ = &field, false;
    }
    return true;
}

[[gnu::noinline]] inline next event_builder::value(const scalar& scalar) {
    const auto& level = levels_.top();
    if (scalar.kind == scalar_kind::null && target_.is_lenient(level.table, *level.field)) [[unlikely]]
        return next::go_on;
    if (is_payload_field(*level.field) && !becomes_value())
        return fail(errc::wrong_type);
    return unless(assign_at(levels_, scalar));
}

[[gnu::noinline]] inline next event_builder::listed_key(std::string_view key) {
    if (is_done())
        return next::skip_rest;
    auto& level = levels_.top();
    const auto* const field = level.find(key);
    if (level.is_map())
        return begin_value_at(level, key) ? special(level, *level.field) : fail(errc::duplicate_key);
    if (field == nullptr)
        return ++level.count, is_second_joined(key) ? fail(errc::duplicate_key) : next::skip_value;
    const next then = found(level, *field);
    done_if_known();
    return then != next::stop && unwanted_ && !is_id_or_type(*field) ? next::skip_value : then;
}

[[gnu::noinline]] inline next event_builder::begin_array() {
    if (is_payload_field(*levels_.top().field) && !becomes_value())
        return fail(errc::wrong_type);
    return unless(begin_array_at(levels_));
}

[[gnu::noinline]] inline next event_builder::take(std::string_view text) {
    const auto& level = levels_.top();
    if (text == "null" && target_.is_lenient(level.table, *level.field))
        return next::go_on;
    return unless(take_value(levels_, *level.field, level.member(), text));
}

[[gnu::noinline]] inline next event_builder::time(std::string_view text) noexcept {
    const auto time = parse_timestamp(text);
    if (!time) [[unlikely]]
        return fail(errc::malformed_time);
    as<time_point>(levels_.top().member()) = *time;
    return next::go_on;
}

[[gnu::noinline]] inline next event_builder::passing_text(std::string_view value) {
    texts_stay_ = false;
    const next then = text(value);
    texts_stay_ = true;
    return then;
}

inline std::string event_builder::where() const {
    std::string pointer = levels_.pointer();
    if (missing_ != nullptr)
        level_stack::append_token(pointer, missing_->name());
    return pointer;
}

} // namespace webhooks::detail
