// Decodes an `issues.opened` of GitHub, of 6.7 KB, whose payload is the whole body and whose type is joined from a header and the
// member `action`. The peers read the same members into the same structs: Boost.JSON's document with a conversion, and
// simdjson on-demand by hand.
#include "../examples/github/payloads.hpp"
#include "benchmarks.hpp"
#include "bodies.hpp"

#include <webhooks/json/decode.hpp>
#include <webhooks/vendors/github.hpp>

#include <boost/json/parse.hpp>
#include <boost/mp11/algorithm.hpp>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace json = boost::json;
namespace ondemand = simdjson::ondemand;

namespace {

struct events : webhooks::github::catalog<webhooks::entry<"issues.opened", hub::issues_event>> {};

[[nodiscard]] webhooks::time_point time_of(std::string_view text) {
    const auto time = webhooks::parse_timestamp(text);
    if (!time)
        throw std::runtime_error("a malformed time");
    return *time;
}

/// From a value of Boost.JSON.
struct from_document {
    static std::string_view text(const json::value& from) {
        const auto& string = from.as_string();
        return {string.data(), string.size()};
    }
    static void read(const json::value& from, std::string& to) { to.assign(text(from)); }
    static void read(const json::value& from, std::int64_t& to) { to = from.as_int64(); }
    static void read(const json::value& from, webhooks::time_point& to) { to = time_of(text(from)); }
    static void read(const json::value& from, std::variant<std::int64_t, std::string>& to) {
        if (from.is_string())
            read(from, to.emplace<std::string>());
        else
            read(from, to.emplace<std::int64_t>());
    }
    template <class T>
    static void read(const json::value& from, std::optional<T>& to) {
        if (!from.is_null())
            read(from, to.emplace());
    }
    template <class T>
    static void read(const json::value& from, std::vector<T>& to) {
        for (const auto& element : from.as_array())
            read(element, to.emplace_back());
    }
    template <webhooks::described T>
    static void read(const json::value& from, T& to) {
        const auto& object = from.as_object();
        webhooks::for_each_field<T>([&]<class Field>(Field) {
            if (const auto* member = object.if_contains({Field::key.data, Field::key.size()}))
                read(*member, to.*Field::member);
            else if (Field::may_be != webhooks::presence::omittable)
                throw std::runtime_error("a missing field");
        });
    }
};

/// From a value of simdjson: one pass over each object, and the member after the last one is tried first.
struct on_demand {
    static void read(ondemand::value from, std::string& to) {
        to.assign(std::string_view(from.get_string()));
    }
    static void read(ondemand::value from, std::int64_t& to) { to = from.get_int64(); }
    static void read(ondemand::value from, webhooks::time_point& to) { to = time_of(from.get_string()); }
    static void read(ondemand::value from, std::variant<std::int64_t, std::string>& to) {
        if (from.type() == ondemand::json_type::string)
            read(from, to.emplace<std::string>());
        else
            read(from, to.emplace<std::int64_t>());
    }
    template <class T>
    static void read(ondemand::value from, std::optional<T>& to) {
        if (!from.is_null())
            read(from, to.emplace());
    }
    template <class T>
    static void read(ondemand::value from, std::vector<T>& to) {
        for (auto element : from.get_array())
            read(ondemand::value(element.value()), to.emplace_back());
    }
    template <webhooks::described T>
    static void read(ondemand::value from, T& to) {
        read_members(from.get_object(), to);
    }

    template <class... Fields>
    static constexpr std::array<std::string_view, sizeof...(Fields)>
    keys_in(webhooks::field_list<Fields...>) {
        return {Fields::key.view()...};
    }

    template <class Object, class T>
    static void read_members(Object&& object, T& to) {
        using list = typename webhooks::fields<T>::list;
        static constexpr auto keys = keys_in(list{});
        std::size_t next = 0;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            if (next >= keys.size() || keys[next] != key)
                next = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
            if (next == keys.size())
                continue;
            boost::mp11::mp_with_index<keys.size()>(
                next, [&](auto at) { read(field.value(), to.*boost::mp11::mp_at_c<list, at>::member); });
            ++next;
        }
    }
};

} // namespace

void benchmarks::add_decode_github() {
    static const std::string body = bodies::of_a_github_issue();
    static const simdjson::padded_string padded(body);
    const auto ours = [] {
        return webhooks::decode_as<events>(body, webhooks::event_headers{"72d3162e", "issues"});
    };
    const auto by_document = [] {
        hub::issues_event event;
        const auto document = json::parse(body);
        if (document.at("action").as_string() != "opened")
            throw std::runtime_error("another action");
        from_document::read(document, event);
        return event;
    };
    const auto by_hand = [] {
        static ondemand::parser parser;
        hub::issues_event event;
        auto document = parser.iterate(padded);
        on_demand::read_members(document.get_object(), event);
        return event;
    };
    const auto event = ours();
    const auto& issue = std::get<events::event<"issues.opened">>(event.value()).data;
    if (!(by_document() == issue) || !(by_hand() == issue))
        throw std::runtime_error("a peer decodes another issue");

    const auto add = [](const char* who, auto decode) {
        benchmarks::add(std::string("decode GitHub, issue/") + who, [decode](benchmark::State& state) {
            for (auto _ : state)
                benchmark::DoNotOptimize(decode());
        });
    };
    add("scaivault", ours);
    add("Boost.JSON parse + value_to", by_document);
    add("simdjson on-demand", by_hand);
}
