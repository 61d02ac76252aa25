#pragma once

#include <scaivault/events/catalog.hpp>
#include <scaivault/events/open_enum.hpp>

#include <boost/mp11/algorithm.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace example {

/// Gives every field of a described struct a value of its kind: a text with the field's name in it, a small
/// number, the present. So each event type has a sample, those of next year's catalog too.
class sample_fields {
public:
    template <scaivault::described T>
    static void fill(T& object) {
        scaivault::for_each_field<T>([&](auto item) { put(object.*item.member, item.key.view()); });
    }

private:
    static void put(bool& value, std::string_view) { value = false; }
    static void put(std::int64_t& value, std::string_view) { value = 7; }
    static void put(std::string& value, std::string_view key) { value.assign("sample_").append(key); }
    static void put(scaivault::time_point& value, std::string_view) {
        value = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }

    template <class E>
    static void put(scaivault::open_enum<E>& value, std::string_view) {
        value = scaivault::enum_texts<E>::value.front().first;
    }

    template <class T>
    static void put(std::optional<T>& value, std::string_view key) {
        put(value.emplace(), key);
    }

    template <class T>
    static void put(std::vector<T>& value, std::string_view key) {
        put(value.emplace_back(), key);
    }

    template <scaivault::described T>
    static void put(T& value, std::string_view) {
        fill(value);
    }
};

/// An event id that no run before has used.
[[nodiscard]] inline std::string fresh_event_id() {
    std::random_device random;
    char text[4 + 2 * 8 + 1];
    std::snprintf(text, sizeof text, "evt_%08x%08x", random(), random());
    return text;
}

/// A sample of each type in the catalog, in the catalog's order; each with an id of its own.
[[nodiscard]] inline std::vector<scaivault::any_event> sample_events() {
    std::vector<scaivault::any_event> events;
    events.reserve(scaivault::catalog::size);
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<scaivault::catalog::size>>([&](auto index) {
        scaivault::catalog::event_at<decltype(index)::value> event;
        sample_fields::fill(static_cast<scaivault::envelope&>(event));
        sample_fields::fill(event.data);
        event.event_id = fresh_event_id();
        events.emplace_back(std::move(event));
    });
    return events;
}

/// A sample of a type that the catalog need not have.
[[nodiscard]] inline scaivault::unknown_event sample_unknown_event(std::string_view type) {
    scaivault::unknown_event event;
    sample_fields::fill(static_cast<scaivault::envelope&>(event));
    event.event_id = fresh_event_id();
    event.event_type = type;
    event.data = R"({"sample":true})";
    return event;
}

} // namespace example
