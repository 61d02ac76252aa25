#pragma once

#include "../../detail/json_values.hpp"
#include "levels.hpp"

#include <cstddef>
#include <string_view>

/// What the builder does with values that are rarer than a scalar member, a struct or a vector of these. Each function writes to
/// the place that is being read, which after an error is that of the error.
namespace webhooks::detail {

/// An array begins.
[[nodiscard]] inline errc begin_array_at(level_stack& levels) {
    const auto& level = levels.top();
    const auto& type = *level.field->type;
    const bool is_element = level.is_array(); // in another array
    if (is_element && type.kind != member_kind::list)
        return errc::wrong_type;
    const auto& field = is_element ? *type.element : *level.field;
    if (!is_array_kind(field.kind))
        return errc::wrong_type;
    void* const place = is_element ? type.open(level.member()) : level.member();
    if (field.type->begin != nullptr)
        field.type->begin(place);
    if (is_element)
        levels.push_array(field, place);
    else
        levels.push_array();
    return no_error;
}

/// An object begins, as an element of a `member_kind::list`.
[[nodiscard]] inline errc begin_element_at(level_stack& levels) {
    const auto& level = levels.top();
    const auto& list = *level.field->type;
    if (!level.is_array() || list.element->kind != member_kind::object)
        return errc::wrong_type;
    const auto& type = *list.element->type;
    levels.push_object(type.elements(), type.open(list.open(level.member())));
    return no_error;
}

/// Writes a scalar into a member that is no element of a vector of scalars.
[[nodiscard]] inline errc assign_to(const member_type& type, void* member, const scalar& value) {
    if (value.kind == scalar_kind::null && type.reset != nullptr)
        return type.reset(member), no_error;
    if (type.assign == nullptr || type.kind == member_kind::values)
        return errc::wrong_type;
    return type.assign(member, value);
}

/// Writes any scalar into any member or element.
[[nodiscard]] inline errc assign_at(level_stack& levels, const scalar& value) {
    auto& level = levels.top();
    const auto& type = *level.field->type;
    if (!level.is_array())
        return assign_to(type, level.member(), value);
    errc error = errc::wrong_type;
    if (type.kind == member_kind::values)
        error = type.assign(level.member(), value);
    else if (type.kind == member_kind::list)
        error = assign_to(*type.element->type, type.open(level.member()), value);
    if (error == no_error)
        ++level.count;
    return error;
}

/// Makes the value of a key of a map. Returns false if the key is a duplicate.
[[nodiscard]] inline bool begin_value_at(level& map, std::string_view key) {
    ++map.count;
    map.field = map.table->fields;
    return map.table->insert(map.members, key);
}

/// Writes a member of the kind `raw` from its value's text.
[[nodiscard]] inline errc take_value(level_stack& levels, const field_entry& field, void* place,
                                     std::string_view text) {
    const auto& type = *field.type;
    if (text == "null" && type.reset != nullptr)
        return type.reset(place), no_error;
    if (type.take != nullptr)
        return type.take(place, text);
    if (!text.starts_with('['))
        return errc::wrong_type;
    if (type.begin != nullptr)
        type.begin(place);
    levels.push_array(field, place);
    json_items items(text);
    for (std::size_t i = 0; items.next(); ++i) {
        levels.top().count = i;
        const errc error = take_value(levels, *type.element, type.open(place), items.value());
        if (error != no_error)
            return error;
    }
    levels.pop();
    return no_error;
}

} // namespace webhooks::detail
