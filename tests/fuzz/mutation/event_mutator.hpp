#pragma once

#include "json_writer.hpp"
#include "random.hpp"

#include <scaivault/events/catalog.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

/// Mutates the JSON text of an event: its keys, values, order, nesting and escapes. The result is usually valid
/// JSON, and similar to an event.
class event_mutator {
public:
    /// Changes the bytes of a string.
    using byte_mutator = std::function<std::string(std::string)>;

    event_mutator(unsigned seed, byte_mutator mutate_bytes)
        : random_(seed), mutate_bytes_(std::move(mutate_bytes)) {}

    /// Mutates `text`. If it is not JSON, only its bytes are mutated.
    [[nodiscard]] std::string mutate(std::string_view text) {
        boost::system::error_code error;
        auto value = boost::json::parse({text.data(), text.size()}, error);
        if (error || random_.once_in(5))
            return mutate_bytes_(std::string(text));
        for (auto times = 1 + random_.below(3); times != 0; --times)
            change(value);
        return json_writer(random_).write(value);
    }

    /// Adds some members of `other` to `text`, at the top level or in the payload.
    [[nodiscard]] std::string cross(std::string_view text, std::string_view other) {
        boost::system::error_code error;
        auto value = boost::json::parse({text.data(), text.size()}, error);
        if (error)
            return std::string(other);
        auto donor = boost::json::parse({other.data(), other.size()}, error);
        if (error)
            return std::string(text);
        mix(value, donor, 0);
        return json_writer(random_).write(value);
    }

private:
    /// The position of a value, and the object that contains it.
    struct place {
        boost::json::value* value;
        boost::json::object* object; ///< null for an element of an array and for the root
        std::string key;
    };

    static void collect(boost::json::value& value, boost::json::object* object, std::string_view key,
                        std::vector<place>& places) {
        places.push_back({&value, object, std::string(key)});
        if (auto* members = value.if_object())
            for (auto& member : *members)
                collect(member.value(), members, {member.key().data(), member.key().size()}, places);
        else if (auto* elements = value.if_array())
            for (auto& element : *elements)
                collect(element, nullptr, {}, places);
    }

    void change(boost::json::value& whole) {
        std::vector<place> places;
        collect(whole, nullptr, {}, places);
        auto& at = random_.one_of(places);
        switch (random_.below(9)) {
        case 0:
            *at.value = odd_value();
            break;
        case 1:
            if (at.object != nullptr)
                at.object->erase(at.key);
            break;
        case 2:
            rename(at);
            break;
        case 3:
            nest(*at.value);
            break;
        case 4:
            *at.value = boost::json::value(*random_.one_of(places).value);
            break;
        case 5:
            if (auto* top = whole.if_object())
                (*top)["event_type"] = type();
            break;
        case 6:
            if (auto* object = at.value->if_object())
                (*object)[mutate_bytes_("key")] = odd_value();
            else if (auto* array = at.value->if_array())
                array->push_back(odd_value());
            break;
        case 7:
            nudge(*at.value);
            break;
        default:
            if (const auto* string = at.value->if_string())
                *at.value = mutate_bytes_(std::string(string->data(), string->size()));
        }
    }

    void rename(place& at) {
        if (at.object == nullptr)
            return;
        boost::json::value value(*at.value);
        const auto key = random_.once_in(2) ? std::string(random_.one_of(keys)) : mutate_bytes_(at.key);
        at.object->erase(at.key);
        (*at.object)[key] = std::move(value);
    }

    void nest(boost::json::value& value) {
        for (auto levels = 1 + random_.below(random_.once_in(8) ? 40 : 3); levels != 0; --levels) {
            boost::json::value inner(value);
            if (random_.once_in(2))
                value = boost::json::array{std::move(inner)};
            else
                value = boost::json::object{{random_.one_of(keys), std::move(inner)}};
        }
    }

    /// Changes a value slightly: a number by one, a boolean to its opposite, a time by one character.
    void nudge(boost::json::value& value) {
        if (auto* integer = value.if_int64())
            *integer = static_cast<std::int64_t>(static_cast<std::uint64_t>(*integer) + random_.below(3) - 1);
        else if (auto* truth = value.if_bool())
            *truth = !*truth;
        else if (auto* string = value.if_string(); string != nullptr && !string->empty())
            (*string)[random_.below(string->size())] = random_.one_of(time_characters);
    }

    [[nodiscard]] boost::json::value odd_value() {
        switch (random_.below(6)) {
        case 0:
            return random_.one_of(integers);
        case 1:
            return random_.one_of(reals);
        case 2:
            return boost::json::string(random_.one_of(strings));
        case 3:
            return random_.once_in(2) ? boost::json::value(boost::json::array{}) : boost::json::object{};
        case 4:
            return random_.once_in(2);
        default:
            return nullptr;
        }
    }

    [[nodiscard]] std::string type() {
        const std::string name(random_.one_of(scaivault::catalog::names));
        return random_.once_in(4) ? mutate_bytes_(name) : name;
    }

    void mix(boost::json::value& value, boost::json::value& donor, int level) {
        auto* to = value.if_object();
        auto* from = donor.if_object();
        if (to == nullptr || from == nullptr)
            return;
        for (auto& member : *from) {
            auto& kept = (*to)[member.key()];
            if (level == 0 && kept.is_object() && random_.once_in(2))
                mix(kept, member.value(), level + 1);
            else if (random_.once_in(2))
                kept = member.value();
        }
    }

    static constexpr std::string_view keys[] = {
        "event_id",   "event_type", "timestamp",      "data",       "path",
        "tenant_id",  "partner_id", "identity_id",    "request_id", "new_version",
        "expires_at", "policy_id",  "rotated_secret", "",           "a/b~c"};
    static constexpr std::string_view strings[] = {"",
                                                   "2026-04-23T14:00:00Z",
                                                   "0000-01-01T00:00:00+23:59",
                                                   "9999-12-31T23:59:60.999999999-23:59",
                                                   "rotation",
                                                   "secret.rotated",
                                                   "{\"a\":1}",
                                                   "\xf0\x9f\x98\x80",
                                                   "\x7f/~\"\\"};
    static constexpr std::int64_t integers[] = {0,
                                                -1,
                                                1,
                                                std::numeric_limits<std::int64_t>::max(),
                                                std::numeric_limits<std::int64_t>::min(),
                                                253402300800};
    static constexpr double reals[] = {
        0.5,   -0.0, 7.0, 100, 1e300, 9007199254740992.0, 9223372036854775808.0, 18446744073709551616.0,
        5e-324};
    static constexpr std::string_view time_characters = "0123456789TtZz+-:. ";

    random_choices random_;
    byte_mutator mutate_bytes_;
};

} // namespace fuzz
