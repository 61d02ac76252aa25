#pragma once

#include "../property.hpp"
#include "../reference/timestamp.hpp"
#include "json_reading.hpp"

#include <scaivault/json/decode.hpp>
#include <scaivault/json/encode.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace fuzz {

/// `encode` writes JSON text that `decode` reads as the same event, and encoding that event gives the same text.
inline void survives_a_round_trip(const scaivault::any_event& event) {
    const auto text = scaivault::encode(event);
    const auto again = scaivault::decode(text);
    require(again.has_value(), "decode refuses what encode wrote", text);
    require(scaivault::encode(*again) == text,
            "encode writes an event that it wrote otherwise the second time", text);
    require(*again == event, "an event is not what it was after encode and decode", text);
}

/// `decode` rejects an event with a duplicate known key, and its failure has the key's position: one key of the
/// envelope, and one of the payload. The keys depend on the text, so that over time each is tested.
inline void refuses_a_repeated_key(const scaivault::any_event& event) {
    const auto text = scaivault::encode(event);
    const auto whole = read_json(text, scaivault::decode_options{}.max_depth).value;
    const auto is_refused = [&](const boost::json::object& members, std::size_t begin,
                                std::string_view parent) {
        if (members.empty())
            return;
        const auto& member = *(members.begin() + static_cast<std::ptrdiff_t>(text.size() % members.size()));
        const std::string key(member.key().data(), member.key().size());
        auto again = boost::json::serialize(boost::json::object{{key, member.value()}});
        again.back() = ','; // replaces the closing brace
        const auto spliced = std::string(text).insert(begin, again.substr(1));
        const auto read = scaivault::decode(spliced);
        require(!read && read.error().code == scaivault::errc::duplicate_key,
                "decode does not refuse a repeated key", spliced);
        require(read.error().where == std::string(parent).append("/").append(key),
                "decode points at another key than the repeated one", read.error().where);
    };
    is_refused(whole.as_object(), 1, "");
    const std::string_view data = R"("data":{)"; // unique: in a string, quotes are escaped
    if (!std::holds_alternative<scaivault::unknown_event>(event))
        is_refused(whole.at("data").as_object(), text.find(data) + data.size(), "/data");
}

/// True if two strings are equal, or are the same time in two spellings.
[[nodiscard]] inline bool same_string(std::string_view written, std::string_view given) {
    if (written == given)
        return true;
    const auto time = reference::parse_timestamp(given);
    return time && reference::parse_timestamp(written) == time;
}

/// True if two values are equal, or are the same integer in two spellings as far as the DOM can tell: it rounds to
/// a neighbour, and `0e400` is not a number for it.
[[nodiscard]] inline bool same_scalar(const boost::json::value& written, const boost::json::value& given) {
    const auto* integer = written.if_int64();
    const auto* real = given.if_double();
    if (integer == nullptr || real == nullptr)
        return written == given;
    const auto exact = static_cast<double>(*integer);
    return std::abs(exact - *real) <= std::abs(exact) * 1e-15 || (*integer == 0 && std::isnan(*real));
}

/// Compares the library's output with its input: each written member has the value of the input, or is null if the
/// input does not have it.
inline void is_what_was_given(const boost::json::value& written, const boost::json::value& given,
                              bool defaults_allowed) {
    if (const auto* object = written.if_object()) {
        require(given.is_object(), "an object is written that was none");
        for (const auto& member : *object) {
            const auto* same = given.get_object().if_contains(member.key());
            if (same != nullptr)
                is_what_was_given(member.value(), *same, defaults_allowed);
            else
                require(defaults_allowed || member.value().is_null(),
                        "a member is written that was not given",
                        std::string_view(member.key().data(), member.key().size()));
        }
    } else if (const auto* array = written.if_array()) {
        require(given.is_array() && given.get_array().size() == array->size(),
                "an array is written that was none, or of another size");
        for (std::size_t i = 0; i != array->size(); ++i)
            is_what_was_given((*array)[i], given.get_array()[i], defaults_allowed);
    } else if (const auto* string = written.if_string()) {
        require(given.is_string(), "a string is written that was none");
        const auto& text = given.get_string();
        require(same_string({string->data(), string->size()}, {text.data(), text.size()}),
                "a string is written that is another", std::string_view(string->data(), string->size()));
    } else {
        require(same_scalar(written, given), "a value is written that is another");
    }
}

/// The event has the values that the DOM reads from the same text. For an unknown type, members of the envelope may
/// have defaults.
inline void has_the_values_of(const boost::json::value& given, const scaivault::any_event& event,
                              bool defaults_allowed) {
    const auto written = read_json(scaivault::encode(event), scaivault::decode_options{}.max_depth);
    require(written.accepted(), "encode writes what is no JSON");
    is_what_was_given(written.value, given,
                      defaults_allowed || std::holds_alternative<scaivault::unknown_event>(event));
}

} // namespace fuzz
