#pragma once

#include "../benchmarks.hpp"
#include "../bodies.hpp"

#include <boost/mp11/algorithm.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The common part of the JSON peers that fill this library's structs. Each reads the same thirty bodies, finds
/// fields by the same keys, and parses times and looks up types with the same functions. So they differ in JSON
/// only. All of them reject a wrong type, a missing field and invalid UTF-8, as this library does. None detects a
/// duplicate key, which this library rejects, too.
namespace peer {

/// Constructs the alternative of `event` for a type, and calls `fill` with it.
template <class Fill>
void emplace(scaivault::any_event& event, std::string_view type, Fill fill) {
    const auto index = scaivault::catalog::find(type);
    if (!index)
        throw std::runtime_error("an unknown event type");
    boost::mp11::mp_with_index<scaivault::catalog::size>(*index, [&](auto at) { fill(event.emplace<at>()); });
}

[[nodiscard]] inline scaivault::time_point time_of(std::string_view text) {
    const auto time = scaivault::parse_timestamp(text);
    if (!time)
        throw std::runtime_error("a malformed time");
    return *time;
}

/// Reads structs from a document in memory. `Dom` is a class with static functions for one library: `find`, which
/// returns a pointer or null; `is_null`, `text`, `integer`, `boolean`, which check the type; and
/// `for_each_element`.
template <class Dom>
struct dom_reader {
    using value = typename Dom::value;

    static void read(const value& from, std::string& to) { to.assign(Dom::text(from)); }
    static void read(const value& from, std::int64_t& to) { to = Dom::integer(from); }
    static void read(const value& from, bool& to) { to = Dom::boolean(from); }
    static void read(const value& from, scaivault::time_point& to) { to = time_of(Dom::text(from)); }

    template <class Enum>
    static void read(const value& from, scaivault::open_enum<Enum>& to) {
        to.assign(Dom::text(from));
    }

    template <class T>
    static void read(const value& from, std::optional<T>& to) {
        if (!Dom::is_null(from))
            read(from, to.emplace());
    }

    template <class T>
    static void read(const value& from, std::vector<T>& to) {
        Dom::for_each_element(from, [&](const value& element) { read(element, to.emplace_back()); });
    }

    template <scaivault::described T>
    static void read(const value& from, T& to) {
        scaivault::for_each_field<T>([&]<class Field>(Field) {
            if (const value* const member = Dom::find(from, Field::key.view()))
                read(*member, to.*Field::member);
            else if constexpr (Field::may_be != scaivault::presence::omittable)
                throw std::runtime_error("a missing field");
        });
    }

    static void read(const value& from, scaivault::any_event& to) {
        emplace(to, Dom::text(required(from, "event_type")), [&](auto& event) {
            read(from, static_cast<scaivault::envelope&>(event));
            read(required(from, "data"), event.data);
        });
    }

private:
    static const value& required(const value& object, std::string_view key) {
        const value* const member = Dom::find(object, key);
        if (member == nullptr)
            throw std::runtime_error("a missing field");
        return *member;
    }
};

/// Adds a peer for the set of bodies at `set`. Bodies are converted to `Text` beforehand. Throws if the peer does
/// not decode each of the thirty bodies to the same event as this library.
template <class Text = std::string, class Decode>
void add_on(const bodies::set& set, const std::string& who, Decode decode) {
    std::vector<Text> texts;
    for (const auto& body : set.texts) {
        texts.emplace_back(std::string_view(body));
        if (decode(texts.back()) != scaivault::decode(body).value())
            throw std::runtime_error(who + " decodes another event from " + body);
    }
    benchmarks::add("decode, " + set.name + "/" + who, [decode, &set](benchmark::State& state) {
        std::vector<Text> kept;
        for (const auto& body : set.texts)
            kept.emplace_back(std::string_view(body));
        bodies::endless<Text> order(kept);
        for (auto _ : state)
            benchmark::DoNotOptimize(decode(order.next()));
    });
}

/// The same for both sets.
template <class Text = std::string, class Decode>
void add(const std::string& who, Decode decode) {
    for (const auto& set : bodies::sets())
        add_on<Text>(set, who, decode);
}

} // namespace peer
