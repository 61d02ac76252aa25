// decode_for: an event without a handler is recognised, but not decoded.
#include "scaivault/json/decode.hpp"

#include "../support/catch.hpp"
#include "../support/examples.hpp"

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace json_decode_for_test {

namespace {

using namespace scaivault;

const auto nothing_done = [](const auto&) {};
const auto rotations = handlers{on<"secret.rotated">(nothing_done), ignore_rest};
const auto only_unknown = handlers{on_unknown(nothing_done), ignore_rest};
const auto everything = handlers{otherwise(nothing_done)};

// What is read is a variant of the types whose function is called.
static_assert(std::is_same_v<decltype(decode_for(rotations, std::string_view{})),
                             result<std::optional<std::variant<event<"secret.rotated">>>>>);
static_assert(std::is_same_v<decltype(only_unknown)::variant, std::variant<unknown_event>>);
static_assert(std::is_same_v<decltype(everything)::variant, any_event>);
static_assert(std::is_same_v<decltype(handlers{on<"secret.rotated", "secret.expired">(nothing_done),
                                               on_unknown(nothing_done), ignore_rest})::variant,
                             std::variant<event<"secret.rotated">, event<"secret.expired">, unknown_event>>);
static_assert(std::is_same_v<decltype(handlers{ignore_rest})::variant, std::variant<unknown_event>>);

/// The event of any variant as that of `decode`.
template <class Variant>
any_event widened(const Variant& read) {
    return std::visit([](const auto& held) { return any_event(held); }, read);
}

template <class Handlers>
bool is_skipped(const Handlers& handlers, std::string_view text, const decode_options& options = {}) {
    const auto read = decode_for(handlers, text, options);
    INFO((read ? std::string() : read.error().message()));
    REQUIRE(read.has_value());
    return !read->has_value();
}

template <class Handlers>
failure refusal(const Handlers& handlers, std::string_view text, const decode_options& options = {}) {
    const auto read = decode_for(handlers, text, options);
    REQUIRE(!read.has_value());
    return read.error();
}

} // namespace

TEST_CASE("an event that a handler takes is read as decode reads it, the others are not read") {
    for (const auto& [name, text] : examples::all()) {
        CAPTURE(name);
        const auto read = decode_for(rotations, text);
        REQUIRE(read.has_value());
        REQUIRE(read->has_value() == (name == "secret.rotated"));
        if (*read)
            CHECK(widened(**read) == *decode(text));
        CHECK(is_skipped(only_unknown, text));
        const auto full = decode_for(everything, text);
        REQUIRE(full.has_value());
        REQUIRE(full->has_value());
        CHECK(**full == *decode(text));
    }
}

TEST_CASE("handlers and match take the event that was read for them, as they take that of decode") {
    std::string seen;
    const auto handle =
        handlers{on<"secret.rotated">([&](const auto& e) { seen = std::to_string(e.data.new_version); }),
                 on<"policy.*">([&](const auto& e) { seen = e.type; }),
                 on_unknown([&](const auto& e) { seen = "unknown " + e.event_type; }), ignore_rest};
    const auto handled = [&](const std::string& text) {
        seen = "nothing";
        if (auto read = decode_for(handle, text).value())
            handle(*std::move(read));
        const auto from_part = std::exchange(seen, "nothing");
        handle(decode(text).value());
        CHECK(seen == from_part);
        return from_part;
    };
    CHECK(handled(examples::text("secret.rotated")) == "4");
    CHECK(handled(examples::text("policy.created")) == "policy.created");
    CHECK(handled(examples::text("secret.expired")) == "nothing");
    CHECK(handled(examples::edited("secret.rotated", "secret.rotated", "secret.archived")) ==
          "unknown secret.archived");

    const auto read = decode_for(handle, examples::text("policy.created")).value().value();
    CHECK(match(read, on<"policy.created">([](const auto&) { return 1; }),
                otherwise([](const auto&) { return 2; })) == 1);
}

TEST_CASE("an unknown event is read only for a handler of unknown events") {
    const auto text = examples::edited("secret.rotated", "secret.rotated", "secret.archived");
    CHECK(is_skipped(rotations, text));
    const auto is_read = [&](const auto& read) {
        REQUIRE(read.has_value());
        REQUIRE(read->has_value());
        CHECK(widened(**read) == *decode(text));
    };
    is_read(decode_for(only_unknown, text));
    is_read(decode_for(everything, text));
}

TEST_CASE("the payload of a type without a handler may be wrong, as long as it is JSON") {
    for (const std::string_view data :
         {"{}", "null", "[]", "1", R"("text")", R"({"policy_id":1,"policy_id":2})", R"({"event_id":[]})"}) {
        CAPTURE(data);
        const std::string_view object =
            R"({"policy_id":"pol_abc","policy_name":"production-read-only","actor":"user:admin@acme.example"})";
        const auto text = examples::edited("policy.created", object, data);
        CHECK(is_skipped(rotations, text));
        CHECK(!decode(text).has_value());
        CHECK(refusal(everything, text).code == decode(text).error().code);
        // with the payload before the type
        CHECK(is_skipped(rotations, std::string(R"({"event_id":"e","data":)")
                                        .append(data)
                                        .append(R"(,"event_type":"policy.created"})")));
    }
    CHECK(is_skipped(rotations, R"({"event_type":"policy.created","event_id":"e"})"));
}

TEST_CASE("of an event without a handler the id and the type must be there and be strings") {
    CHECK(refusal(rotations, R"({"event_type":"policy.created"})").code == errc::missing_field);
    CHECK(refusal(rotations, R"({"event_type":"policy.created"})").where == "/event_id");
    CHECK(refusal(rotations, R"({"event_id":"e"})").code == errc::missing_field);
    CHECK(refusal(rotations, R"({"event_type":"policy.created","event_id":1})").where == "/event_id");
    CHECK(refusal(rotations, R"({"event_type":"policy.created","event_id":["e"]})").code == errc::wrong_type);
    CHECK(refusal(rotations, R"({"event_type":"policy.created","event_id":{}})").code == errc::wrong_type);
    CHECK(refusal(rotations, R"({"event_type":1,"event_id":"e"})").where == "/event_type");
    CHECK(refusal(rotations, "[]").code == errc::wrong_type);
}

TEST_CASE("the rest of the envelope of an event without a handler may be wrong after the type and the id") {
    CHECK(
        is_skipped(rotations, R"({"event_id":"e","event_type":"policy.created","timestamp":1,"path":[{}]})"));
    CHECK(is_skipped(rotations, R"({"event_type":"policy.created","tenant_id":{},"event_id":"e","path":1})"));
}

TEST_CASE("the payload before the type is read in a second pass where a handler takes it") {
    const auto& text = examples::text("secret.rotated");
    const std::string_view type = R"("event_type":"secret.rotated",)";
    auto moved = examples::replaced(text, type, "");
    moved.insert(moved.size() - 1, std::string(",").append(type.substr(0, type.size() - 1)));
    const auto read = decode_for(rotations, moved);
    REQUIRE(read.has_value());
    REQUIRE(read->has_value());
    CHECK(widened(**read) == *decode(text));
    CHECK(is_skipped(only_unknown, moved));
    CHECK(refusal(rotations, examples::replaced(moved, R"("old_version":3)", R"("old_version":"3")")).where ==
          "/data/old_version");
}

TEST_CASE("the limits hold for events without a handler too") {
    const auto& text = examples::text("policy.created");
    CHECK(refusal(rotations, text, {.max_size = text.size() - 1}).code == errc::too_large);
    CHECK(refusal(rotations, text, {.max_depth = 1}).code == errc::too_deep);
    CHECK(is_skipped(rotations, text, {.max_depth = 2}));
}

TEST_CASE("options reach the events that are read") {
    const std::string_view polled =
        R"({"event_id":"e","event_type":"secret.rotated","data":{"old_version":3,"new_version":4}})";
    CHECK(refusal(rotations, polled).code == errc::missing_field);
    const auto read = decode_for(rotations, polled, {.missing = missing_fields::default_});
    REQUIRE(read.has_value());
    CHECK(read->has_value());
}

TEST_CASE("a text cut short is no JSON, whether a handler takes the event or not") {
    for (const auto& [name, text] : examples::all())
        for (std::size_t size = 0; size != text.size(); ++size) {
            CAPTURE(name, size);
            const auto cut = std::string_view(text).substr(0, size);
            REQUIRE(refusal(rotations, cut).code == errc::invalid_json);
            REQUIRE(refusal(only_unknown, cut).code == errc::invalid_json);
        }
}

TEST_CASE("what is no JSON for decode is none for decode_for, and the other way round") {
    std::mt19937 random(7);
    const auto below = [&](std::size_t limit) { return std::size_t{random()} % limit; };
    std::size_t damaged = 0;
    for (int round = 0; round != 5000; ++round) {
        std::string text = examples::all()[below(examples::all().size())].text;
        text[below(text.size())] = static_cast<char>(random());
        const auto full = decode(text);
        const bool no_json = !full && full.error().code == errc::invalid_json;
        damaged += no_json ? 1 : 0;
        CAPTURE(text);
        const auto agrees = [&](const auto& pruned) {
            if (no_json) {
                REQUIRE(!pruned.has_value());
                REQUIRE(pruned.error() == full.error());
            } else if (!pruned) {
                REQUIRE(pruned.error().code != errc::invalid_json);
            }
        };
        agrees(decode_for(rotations, text));
        agrees(decode_for(only_unknown, text));
    }
    CHECK(damaged > 500);
}

} // namespace json_decode_for_test
