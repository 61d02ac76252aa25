// Encodes an event as JSON text. The peers build a document of the same fields, and serialise it.

#include "benchmarks.hpp"
#include "bodies.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <nlohmann/json.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace scaivault;

namespace {

/// Creates a document's values. `Json` is a class with static functions for one library: `text`, `object`, `array`,
/// `set` and `append`.
template <class Json>
struct writer {
    using value = typename Json::value;

    static value write(const std::string& from) { return Json::text(from); }
    static value write(std::int64_t from) { return value(from); }
    static value write(bool from) { return value(from); }
    static value write(time_point from) { return Json::text(format_timestamp(from)); }

    template <class Enum>
    static value write(const open_enum<Enum>& from) {
        return Json::text(from.text());
    }

    template <class T>
    static value write(const std::optional<T>& from) {
        return from ? write(*from) : value(nullptr);
    }

    template <class T>
    static value write(const std::vector<T>& from) {
        value made = Json::array();
        for (const auto& element : from)
            Json::append(made, write(element));
        return made;
    }

    template <described T>
    static value write(const T& from) {
        value made = Json::object();
        write_members(made, from);
        return made;
    }

    static value write(const any_event& from) {
        return std::visit(
            [&](const auto& event) {
                value made = Json::object();
                Json::set(made, "event_type", Json::text(type_of(from)));
                write_members(made, static_cast<const envelope&>(event));
                Json::set(made, "data", write(event.data));
                return made;
            },
            from);
    }

private:
    template <class T>
    static void write_members(value& made, const T& from) {
        for_each_field<T>([&]<class Field>(Field) {
            const auto& member = from.*Field::member;
            if constexpr (Field::may_be == presence::omittable)
                if (!member)
                    return;
            Json::set(made, Field::key.view(), write(member));
        });
    }
};

struct boost_json {
    using value = boost::json::value;
    using view = boost::json::string_view;

    static value text(std::string_view from) { return value(view(from.data(), from.size())); }
    static value array() { return boost::json::array(); }
    static value object() {
        boost::json::object made;
        made.reserve(9); // the envelope's size; otherwise it grows three times
        return made;
    }
    static void append(value& array, value&& element) { array.get_array().push_back(std::move(element)); }
    static void set(value& object, std::string_view key, value&& member) {
        object.get_object().emplace(view(key.data(), key.size()), std::move(member));
    }
};

struct nlohmann_json {
    using value = nlohmann::json;

    static value text(std::string_view from) { return value(from); }
    static value array() { return value::array(); }
    static value object() { return value::object(); }
    static void append(value& array, value&& element) { array.push_back(std::move(element)); }
    static void set(value& object, std::string_view key, value&& member) {
        object.emplace(std::string(key), std::move(member));
    }
};

template <class Encode>
void add_encoder(const std::string& who, Encode encode_with) {
    for (const auto& set : bodies::sets()) {
        std::vector<any_event> events;
        for (const auto& body : set.texts) {
            events.push_back(decode(body).value());
            if (decode(encode_with(events.back())).value() != events.back())
                throw std::runtime_error(who + " encodes another event than that of " + body);
        }
        benchmarks::add("encode, " + set.name + "/" + who, [=](benchmark::State& state) {
            bodies::endless<any_event> order(events);
            for (auto _ : state)
                benchmark::DoNotOptimize(encode_with(order.next()));
        });
    }
}

} // namespace

namespace webhooks {

// Found by argument-dependent lookup.

static void tag_invoke(boost::json::value_from_tag, boost::json::value& to, const any_event& from) {
    to = writer<boost_json>::write(from);
}

static void to_json(nlohmann::json& to, const any_event& from) {
    to = writer<nlohmann_json>::write(from);
}

} // namespace webhooks

void benchmarks::add_encode() {
    add_encoder("scaivault", [](const any_event& event) { return encode(event); });
    add_encoder("Boost.JSON value_from + serialize", [](const any_event& event) {
        return boost::json::serialize(boost::json::value_from(event));
    });
    add_encoder("nlohmann dump", [](const any_event& event) { return nlohmann::json(event).dump(); });
}
