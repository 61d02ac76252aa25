#pragma once

#include "../describe/calendar.hpp"
#include "../describe/field.hpp"
#include "../describe/json_text.hpp"
#include "../describe/layout.hpp"
#include "../describe/open_enum.hpp"
#include "../json/detail/write_scalar.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace webhooks {

/// An event of a catalog of your own, made from the descriptions of its structs, for tests:
///
///     receiver.receive(basic_signed_delivery<scheme>{sample_of<shop::event<"order.placed">>(), secret}, handlers);
///
/// No member is empty. A text is its own key, a number 1, a boolean true, a time 2026-01-02T03:04:05Z, a date 2026-01-02, an
/// enumeration or an `open_enum` its first text, a `json_text` its own key as a JSON string. An optional has a value, a list
/// or a map one element, a variant its first alternative. A member of any other type has its default value, and so has a
/// struct inside of itself.
///
/// \tparam Event  `event<"...">` of a catalog
/// \param id      the event's id. A replay guard takes a second event with the same id for a duplicate
/// \throws std::bad_alloc
template <class Event>
[[nodiscard]] Event sample_of(std::string_view id = "sample-1");

/// A `sample_of` each type of a catalog, in the catalog's order, as a vector of the catalog's variant. The ids are
/// "sample-1", "sample-2" and so on.
/// \throws std::bad_alloc
template <class Catalog>
[[nodiscard]] auto samples_of();

namespace detail {

template <class T>
inline constexpr bool is_open_enum = false;
template <class E>
inline constexpr bool is_open_enum<open_enum<E>> = true;

template <class T>
inline constexpr bool is_variant = false;
template <class... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;

template <class T>
concept optional_like = requires(T& value) {
    value.emplace();
    *value;
};

template <class T>
concept list_like = requires(T& value) {
    value.emplace_back();
    value.back();
};

template <class T>
concept map_like = requires(T& value, std::string key) {
    value[key];
    typename T::mapped_type;
};

/// Fills a value that stands at a key, in the structs `Around`. The order matters: a text is a list as well.
template <class... Around, class T>
void fill_sample(T& value, std::string_view key) {
    if constexpr (std::same_as<T, std::string>) {
        value = key;
    } else if constexpr (std::same_as<T, json_text>) {
        append_json_string(value.text, key);
    } else if constexpr (converted<T>) {
        value = T{};
    } else if constexpr (std::same_as<T, bool>) {
        value = true;
    } else if constexpr (std::is_arithmetic_v<T>) {
        value = 1;
    } else if constexpr (requires { typename T::clock; }) {
        using namespace std::chrono;
        value = time_point_cast<typename T::duration>(sys_days{year{2026} / 1 / 2} + hours{3} + minutes{4} +
                                                      seconds{5});
    } else if constexpr (std::same_as<T, calendar_date>) {
        value = std::chrono::year{2026} / 1 / 2;
    } else if constexpr (enum_with_texts<T>) {
        value = enum_texts<T>::value[0].first;
    } else if constexpr (is_variant<T>) {
        value.template emplace<0>();
        fill_sample<Around...>(std::get<0>(value), key);
    } else if constexpr (is_open_enum<T>) {
        value =
            T(std::string_view(enum_texts<std::remove_cvref_t<decltype(*value.known())>>::value[0].second));
    } else if constexpr (described<T>) {
        if constexpr (!(std::same_as<T, Around> || ...))
            for_each_field<T>([&]<class Field>(Field) {
                fill_sample<Around..., T>(value.*Field::member, Field::key.view());
            });
    } else if constexpr (map_like<T>) {
        fill_sample<Around...>(value[std::string(key)], key);
    } else if constexpr (list_like<T>) {
        if constexpr (std::same_as<T, std::vector<bool>>) {
            value.push_back(true);
        } else {
            value.emplace_back();
            fill_sample<Around...>(value.back(), key);
        }
    } else if constexpr (optional_like<T>) {
        value.emplace();
        fill_sample<Around...>(*value, key);
    }
}

template <class Envelope>
void set_id(Envelope& envelope, std::string_view id) {
    for_each_field<Envelope>([&]<class Field>(Field) {
        if constexpr (Field::key.view() == envelope_layout<Envelope>::id_key) {
            auto& member = envelope.*Field::member;
            if constexpr (std::same_as<decltype(member), std::string&>)
                member = std::string(id);
            else // a number: the digits of `id`
                for (const char c : id)
                    if (c >= '0' && c <= '9')
                        member =
                            static_cast<std::remove_reference_t<decltype(member)>>(member * 10 + (c - '0'));
        }
    });
}

} // namespace detail

template <class Event>
Event sample_of(std::string_view id) {
    using envelope_type = typename Event::envelope_type;
    Event event;
    auto& envelope = static_cast<envelope_type&>(event);
    detail::fill_sample(envelope, {});
    detail::set_id(envelope, id);
    detail::fill_sample(event.data, "data");
    return event;
}

template <class Catalog>
auto samples_of() {
    using variant = typename Catalog::variant;
    std::vector<variant> all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (all.emplace_back(
             sample_of<std::variant_alternative_t<I, variant>>("sample-" + std::to_string(I + 1))),
         ...);
    }
    (std::make_index_sequence<Catalog::size>());
    return all;
}

} // namespace webhooks
