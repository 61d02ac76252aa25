#pragma once

#include <scaivault/events/catalog.hpp>
#include <scaivault/events/field.hpp>
#include <scaivault/events/open_enum.hpp>

#include <boost/core/type_name.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace events_cli {

/// The documentation comment of a struct or of one of its members.
struct field_doc {
    std::string_view type;
    std::string_view member; ///< empty for the struct
    std::string_view text;
};

#include "field_docs.inc"

/// Describes a member of a payload or of the envelope.
struct field_description {
    std::string name;
    std::string type;        ///< in JSON terms: "string", "time", "array of string", "object", ...
    std::string presence;    ///< "required", "nullable" or "omittable"
    std::string description; ///< Markdown, one line
    std::vector<field_description> fields{}; ///< of an object, or of the elements of an array
};

/// Describes an event type.
struct type_description {
    std::string_view name;
    std::string payload; ///< the payload's C++ type
    std::string description;
    std::vector<field_description> fields;
};

namespace detail {

[[nodiscard]] inline std::string doc_of(std::string_view type, std::string_view member) {
    for (const auto& doc : field_docs)
        if (doc.type == type && doc.member == member)
            return std::string(doc.text);
    return {};
}

template <class T>
[[nodiscard]] std::string short_name_of() {
    const std::string name = boost::core::type_name<T>();
    return name.substr(name.rfind(':') + 1);
}

template <class T>
[[nodiscard]] std::vector<field_description> fields_of();

template <class T>
struct json_type {
    static std::string name() { return "object"; }
    static std::vector<field_description> fields() { return fields_of<T>(); }
};

struct scalar_type {
    static std::vector<field_description> fields() { return {}; }
};
template <>
struct json_type<std::string> : scalar_type {
    static std::string name() { return "string"; }
};
template <>
struct json_type<bool> : scalar_type {
    static std::string name() { return "boolean"; }
};
template <>
struct json_type<std::int64_t> : scalar_type {
    static std::string name() { return "integer"; }
};
template <>
struct json_type<scaivault::time_point> : scalar_type {
    static std::string name() { return "time"; }
};
template <class Enum>
struct json_type<scaivault::open_enum<Enum>> : scalar_type {
    static std::string name() { return "string (open list)"; }
};
template <class T>
struct json_type<std::optional<T>> : json_type<T> {};
template <class T>
struct json_type<std::vector<T>> : json_type<T> {
    static std::string name() { return "array of " + json_type<T>::name(); }
};

[[nodiscard]] constexpr std::string_view name_of(scaivault::presence may_be) {
    switch (may_be) {
    case scaivault::presence::required:
        return "required";
    case scaivault::presence::nullable:
        return "nullable";
    case scaivault::presence::omittable:
        return "omittable";
    }
    return "";
}

template <class Class, class Value>
Value value_of(Value Class::*);

template <class T>
std::vector<field_description> fields_of() {
    std::vector<field_description> all;
    scaivault::for_each_field<T>([&]<class Field>(Field) {
        using type = json_type<decltype(value_of(Field::member))>;
        all.push_back({.name = std::string(Field::key.view()),
                       .type = type::name(),
                       .presence = std::string(name_of(Field::may_be)),
                       .description = doc_of(short_name_of<T>(), Field::key.view()),
                       .fields = type::fields()});
    });
    return all;
}

} // namespace detail

/// The members of the envelope, without the type and the payload.
[[nodiscard]] inline std::vector<field_description> envelope_fields() {
    return detail::fields_of<scaivault::envelope>();
}

/// The event types, in the catalog's order.
[[nodiscard]] inline std::vector<type_description> describe_catalog() {
    std::vector<type_description> all;
    const auto add = [&](auto index) {
        using payload = scaivault::catalog::payload_at<index>;
        const auto name = detail::short_name_of<payload>();
        all.push_back({.name = scaivault::catalog::names[index],
                       .payload = name,
                       .description = detail::doc_of(name, ""),
                       .fields = detail::fields_of<payload>()});
    };
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (add(std::integral_constant<std::size_t, Index>{}), ...);
    }
    (std::make_index_sequence<scaivault::catalog::size>{});
    return all;
}

} // namespace events_cli
