#include "scaivault/events/layout.hpp"
#include <scaivault/events/field_check.hpp>

#include "scaivault/events/types.hpp"
#include "scaivault/json/encode.hpp"

#include "../support/catch.hpp"
#include "../support/decode.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace events_layout_test {

/// Says in its list where the type and the payload stand.
struct notice {
    std::string number;
    std::string sender;

    [[nodiscard]] bool operator==(const notice&) const = default;
};

/// Says nothing: the type and the payload stand behind the first member.
struct silent {
    std::string event_id;
    std::string sender;
};

/// Says it as version 0.1 asked.
struct numbered : silent {};

struct note {
    std::string text;

    [[nodiscard]] bool operator==(const note&) const = default;
};

} // namespace events_layout_test

namespace webhooks {

template <>
struct fields<events_layout_test::notice> {
    using list = field_list<type_here<"kind">, field<"from", &events_layout_test::notice::sender>,
                            id_field<"number", &events_layout_test::notice::number>, payload_here<"body">>;
};

template <>
struct fields<events_layout_test::silent> {
    using list = field_list<field<"event_id", &events_layout_test::silent::event_id>,
                            field<"sender", &events_layout_test::silent::sender>>;
};

template <>
struct fields<events_layout_test::numbered> {
    using list = fields<events_layout_test::silent>::list;
};

template <>
struct envelope_layout<events_layout_test::numbered> {
    static constexpr std::string_view id_key = "sender";
    static constexpr std::string_view type_key = "t";
    static constexpr std::string_view data_key = "d";
    static constexpr std::size_t fields_before_type = 2;
    static constexpr std::size_t fields_before_data = 0;
};

template <>
struct fields<events_layout_test::note> {
    using list = field_list<field<"text", &events_layout_test::note::text>>;
};

} // namespace webhooks

namespace events_layout_test {

using namespace scaivault;

namespace {

static_assert(envelope_layout<envelope>::id_key == "event_id");
static_assert(envelope_layout<envelope>::type_key == "event_type");
static_assert(envelope_layout<envelope>::data_key == "data");
static_assert(std::is_same_v<webhooks::detail::envelope_list<envelope>, fields<envelope>::list>);

static_assert(envelope_layout<notice>::id_key == "number");
static_assert(envelope_layout<notice>::type_key == "kind");
static_assert(envelope_layout<notice>::data_key == "body");

static_assert(envelope_layout<silent>::id_key == "event_id");
static_assert(std::is_same_v<webhooks::detail::envelope_list<silent>,
                             field_list<field<"event_id", &silent::event_id>, type_here<"event_type">,
                                        payload_here<"data">, field<"sender", &silent::sender>>>);

static_assert(std::is_same_v<webhooks::detail::envelope_list<numbered>,
                             field_list<payload_here<"d">, field<"event_id", &silent::event_id>,
                                        field<"sender", &silent::sender>, type_here<"t">>>);

// The type and the payload are no members, and their keys are keys of the list all the same.
static_assert(fields_are_complete<notice>());
constexpr std::size_t members = [] {
    std::size_t count = 0;
    for_each_field<notice>([&](auto) { ++count; });
    return count;
}();
static_assert(members == 2);

struct shop : basic_catalog<enveloped<notice>, entry<"note", note>> {};

} // namespace

TEST_CASE(
    "events are read and written with the type and the payload where the list of the envelope has them") {
    const std::string text =
        R"({"kind":"note","from":"me","number":"7","body":{"text":"hello there, this is a note"}})";
    const auto event = decode_as<shop>(text).value();
    const auto& made = std::get<shop::event<"note">>(event);
    CHECK(made.number == "7");
    CHECK(made.sender == "me");
    CHECK(made.data.text == "hello there, this is a note");
    CHECK(encode(event) == text);

    const auto unknown = decode_as<shop>(R"({"body":[1, 2],"number":"8","from":"x","kind":"other"})").value();
    CHECK(encode(unknown) == R"({"kind":"other","from":"x","number":"8","body":[1, 2]})");
    CHECK(decode_as<shop>(R"({"kind":"other","from":"x","body":[]})").error().where == "/number");
}

} // namespace events_layout_test
