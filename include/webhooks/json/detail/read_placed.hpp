#pragma once

#include "../../detail/json_values.hpp"
#include "../../error.hpp"
#include "read_event.hpp"
#include "unescaped.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// The reader of events whose envelope has something outside of the members of the body's object: see `describe/places.hpp`.
namespace webhooks::detail {

/// The text of the outermost object's member with this key, as it is written. Nothing if there is none, or if it is null.
[[nodiscard]] inline std::optional<std::string_view> member_text(std::string_view json,
                                                                 std::string_view key) noexcept {
    for (json_items members(json); members.next();)
        if (inside_of(members.key()) == key)
            return members.value() == "null" ? std::nullopt : std::optional(members.value());
    return std::nullopt;
}

[[nodiscard]] inline bool has_type_beginning(const read_target& to, std::string_view begin) noexcept {
    for (std::size_t i = 0; i != to.catalog->size; ++i)
        if (to.catalog->places->names[i].starts_with(begin))
            return true;
    return false;
}

/// The type in the header, joined to the member's text.
[[nodiscard]] inline result<std::string> joined_type(std::string_view json, const read_target& to) {
    const auto& catalog = *to.catalog;
    const auto& member = *catalog.places->joined;
    std::string type(to.headers.type);
    if (type.find('.') != std::string::npos)
        return failure{.code = errc::malformed_type, .detail = "the type header has a dot"};
    const bool is_type = catalog.find(type) != catalog.size;
    const auto needs_member = [&] { return has_type_beginning(to, type + '.'); };
    if (is_type && !needs_member())
        return type;
    const auto found = member_text(json, member.name());
    if (!found && !is_type && needs_member())
        return failure{.code = errc::missing_field,
                       .where = std::string("/").append(member.name()),
                       .detail = "the catalog's types of this type header need it"};
    if (!found)
        return type;
    if (!found->starts_with('"'))
        return failure{.code = errc::wrong_type, .where = std::string("/").append(member.name())};
    std::string joined = type + '.';
    append_unescaped(joined, found->substr(1, found->size() - 2));
    return is_type && catalog.find(joined) == catalog.size ? type : joined;
}

/// The type of an event that has it in a header.
[[nodiscard]] inline result<std::string> type_in_headers(std::string_view json, const read_target& to) {
    const auto& flags = to.catalog->places->flags;
    if (to.headers.type.empty())
        return failure{.code = errc::missing_type};
    return flags.is_joined ? joined_type(json, to) : with_separator(to.headers.type, flags.type_separator);
}

/// Why `json` is not JSON. Fast if it is.
[[nodiscard]] inline std::optional<failure> why_not_json(std::string_view json, std::size_t max_depth) {
    ignoring_sink sink;
    return json_reader::read(json, max_depth, sink).is == read_end::whole ? std::nullopt
                                                                          : syntax_failure(json, max_depth);
}

/// Reads a payload that wants the text itself.
[[nodiscard]] inline std::optional<failure> read_raw(std::string_view json, event_builder& builder,
                                                     std::size_t max_depth) {
    if (auto why = why_not_json(json, max_depth))
        return why;
    const auto begin = json_space_end(json, 0);
    if (builder.take(json.substr(begin, json_value_end(json, begin) - begin)) == next::go_on)
        return std::nullopt;
    return failure{.code = builder.error(), .where = builder.where()};
}

/// Reads the payload, which is the whole text, into the event that has been begun.
[[nodiscard]] inline std::optional<failure> read_payload(std::string_view json, const read_target& to,
                                                         const read_summary& event, std::size_t max_depth) {
    event_builder builder(to);
    builder.begin_payload(event.type, event.payload);
    if (to.catalog->events[event.type].value->kind == member_kind::raw)
        return read_raw(json, builder, max_depth);
    const auto end = json_reader::read(json, max_depth, builder);
    if (end.is == read_end::whole) [[likely]]
        return std::nullopt;
    return failure_of(builder, end, json, max_depth);
}

/// Reads an event whose payload is the whole text. What the envelope has of the body is read before, in a pass of its own.
[[nodiscard]] inline result<read_summary> read_body(std::string_view json, const read_target& to,
                                                    std::size_t max_depth) {
    const auto& catalog = *to.catalog;
    const auto& flags = catalog.places->flags;
    const bool is_empty = flags.may_be_absent && json_space_end(json, 0) == json.size();
    read_summary event;
    if (flags.reads_body) {
        auto envelope = read_object(json, to, max_depth);
        if (!envelope)
            return envelope;
        event = *envelope;
    } else {
        event_builder builder(to);
        builder.begin_object(); // the envelope's
        event = summary_of(builder, json);
    }
    if (event.wanted && event.type < catalog.size) {
        if (is_empty && catalog.events[event.type].may_be_absent)
            return event;
        if (auto failed = read_payload(json, to, event, max_depth))
            return *std::move(failed);
        return event;
    }
    if (!flags.reads_body && !is_empty)
        if (auto why = why_not_json(json, max_depth))
            return *std::move(why);
    if (event.wanted)
        as<std::string>(event.payload).assign(json);
    return event;
}

inline result<read_summary> read_anywhere(std::string_view json, const read_target& target,
                                          std::size_t max_depth) {
    read_target to = target;
    std::string type;
    if (to.catalog->places->flags.type_separator != '\0') {
        auto found = type_in_headers(json, to);
        if (!found) {
            if (auto why = why_not_json(json, max_depth))
                return *std::move(why);
            return std::move(found).error();
        }
        type = *std::move(found);
        to.resolved_type = type;
    }
    return to.catalog->places->flags.is_body ? read_body(json, to, max_depth)
                                             : read_object(json, to, max_depth);
}

} // namespace webhooks::detail
