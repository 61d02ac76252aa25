#include "scaivault/receiver.hpp"

#include "scaivault/json/encode.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace receiver_test {

namespace {

using namespace scaivault;
using deliveries::request;
using deliveries::signed_request;

receiver_options at_now() {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    return options;
}

receiver make_receiver(receiver_options options = at_now()) {
    return receiver{signing_secrets{deliveries::secret}, std::move(options)};
}

request rotated() {
    return signed_request(examples::text("secret.rotated"));
}

/// Handlers that count `secret.rotated` events and unknown events.
struct counters {
    int rotated = 0;
    int unknown = 0;

    [[nodiscard]] auto handlers() {
        return scaivault::handlers{on<"secret.rotated">([this](const auto&) { ++rotated; }),
                                   on_unknown([this](const auto&) { ++unknown; }), ignore_rest};
    }
    [[nodiscard]] bool none() const { return rotated == 0 && unknown == 0; }
};

errc code_of(const outcome& result) {
    REQUIRE(result == outcome::rejected);
    REQUIRE(result.error() != nullptr);
    return static_cast<errc>(result.error()->code.value());
}

static_assert(std::is_same_v<decltype(basic_receiver(std::declval<signing_secrets>(), receiver_options{},
                                                     std::declval<memory_replay_guard&>())),
                             basic_receiver<memory_replay_guard&>>);
static_assert(!std::is_copy_constructible_v<receiver>);

} // namespace

// A function template that takes `basic_receiver<Guard>&` takes a `receiver`.
static_assert(std::is_same_v<receiver, basic_receiver<scaivault::memory_replay_guard>>);

TEST_CASE("a signed event reaches its handler once, and is a duplicate from then on") {
    auto r = make_receiver();
    counters seen;
    const auto handlers = seen.handlers();
    const auto first = r.receive(rotated().view(), handlers);
    CHECK(first == outcome::handled);
    CHECK(first.event_type() == "secret.rotated");
    CHECK(first.error() == nullptr);
    CHECK(first.exception() == nullptr);
    CHECK(seen.rotated == 1);
    for (int i = 0; i != 3; ++i) {
        const auto again = r.receive(rotated().view(), handlers);
        CHECK(again == outcome::duplicate);
        CHECK(again.event_type() == "secret.rotated");
    }
    CHECK(r.receive(signed_request(rotated().body, deliveries::now - std::chrono::seconds{60}).view(),
                    handlers) == outcome::duplicate); // the vendor signs a retry anew
    CHECK(seen.rotated == 1);
    CHECK(r.receive(signed_request(examples::edited("secret.rotated", "Y0Z", "Y99")).view(), handlers) ==
          outcome::handled);
    CHECK(seen.rotated == 2);
}

TEST_CASE("every example of the vendor is handled") {
    auto r = make_receiver();
    std::size_t count = 0;
    const auto handlers = scaivault::handlers{otherwise([&](const auto&) { ++count; })};
    for (const auto& [name, text] : examples::all())
        CHECK(r.receive(signed_request(text).view(), handlers) == outcome::handled);
    CHECK(count == examples::all().size());
}

TEST_CASE("a type of the catalog that no handler takes is unhandled, and is not claimed") {
    auto r = make_receiver();
    counters seen;
    const auto handlers = seen.handlers();
    const auto result = r.receive(signed_request(examples::text("policy.created")).view(), handlers);
    CHECK(result == outcome::unhandled);
    CHECK(result.event_type() == "policy.created");
    CHECK(seen.none());
    CHECK(r.guard().size() == 0);
}

TEST_CASE("a type that the catalog does not know is unknown, with a handler and without") {
    auto r = make_receiver();
    counters seen;
    const auto archived =
        signed_request(examples::edited("secret.rotated", "secret.rotated", "secret.archived"));
    const auto without = r.receive(archived.view(), handlers{ignore_rest});
    CHECK(without == outcome::unknown);
    CHECK(without.event_type() == "secret.archived");
    CHECK(without.known_type().empty());
    CHECK(r.receive(archived.view(), seen.handlers()) == outcome::unknown);
    CHECK(seen.unknown == 1);
    CHECK(r.receive(archived.view(), seen.handlers()) == outcome::duplicate);
    CHECK(seen.unknown == 1);
}

TEST_CASE("a forged or replayed delivery never reaches a handler") {
    auto r = make_receiver();
    counters seen;
    const auto handlers = seen.handlers();
    const auto refuse = [&](const request& received, errc expected) {
        const auto result = r.receive(received.view(), handlers);
        CHECK(code_of(result) == expected);
        CHECK(result.event_type().empty());
    };
    const auto with = [](auto change) {
        request changed = rotated();
        change(changed);
        return changed;
    };
    refuse(signed_request(rotated().body, deliveries::now, "another secret, not its own"),
           errc::signature_mismatch);
    refuse(with([](request& q) { q.body[q.body.find("new_version") + 13] = '5'; }), errc::signature_mismatch);
    refuse(with([](request& q) { q.body += ' '; }), errc::signature_mismatch);
    refuse(with([](request& q) { q.timestamp = std::to_string(std::stoll(q.timestamp) - 1); }),
           errc::signature_mismatch);
    refuse(with([](request& q) { q.signature.clear(); }), errc::missing_signature);
    refuse(with([](request& q) { q.signature = "sha1=00"; }), errc::malformed_signature);
    refuse(with([](request& q) { q.signature = repeated_header; }), errc::malformed_signature);
    refuse(with([](request& q) { q.timestamp.clear(); }), errc::missing_timestamp);
    refuse(with([](request& q) { q.timestamp += ".0"; }), errc::malformed_timestamp);
    refuse(signed_request(rotated().body, deliveries::now - std::chrono::seconds{301}), errc::stale);
    refuse(signed_request(rotated().body, deliveries::now + std::chrono::seconds{301}),
           errc::from_the_future);
    refuse({}, errc::missing_signature);
    CHECK(seen.none());
    CHECK(r.guard().size() == 0);
    CHECK(r.receive(rotated().view(), handlers) == outcome::handled); // and none of them has claimed the id
}

TEST_CASE("the signature is verified before the body is looked at") {
    auto r = make_receiver();
    auto bad = signed_request("not JSON");
    CHECK(code_of(r.receive(bad.view(), handlers{ignore_rest})) == errc::invalid_json);
    bad.signature.back() = bad.signature.back() == '0' ? '1' : '0';
    CHECK(code_of(r.receive(bad.view(), handlers{ignore_rest})) == errc::signature_mismatch);
}

TEST_CASE("a signed body that is no event is rejected with the error of decoding it") {
    auto r = make_receiver();
    counters seen;
    const auto receive = [&](std::string body) {
        return r.receive(signed_request(std::move(body)).view(), seen.handlers());
    };
    CHECK(code_of(receive("")) == errc::invalid_json);
    CHECK(code_of(receive("[]")) == errc::wrong_type);
    const auto result = receive(examples::edited("secret.rotated", R"("old_version":3,)", ""));
    CHECK(code_of(result) == errc::missing_field);
    CHECK(result.error()->where == "/data/old_version");
    CHECK(seen.none());
    CHECK(r.guard().size() == 0);
}

TEST_CASE("a body over the limit is refused before anything of it is hashed") {
    auto options = at_now();
    options.decode.max_size = 100;
    auto r = make_receiver(std::move(options));
    const request unsigned_and_large{.body = std::string(101, ' '), .timestamp = "", .signature = ""};
    CHECK(code_of(r.receive(unsigned_and_large.view(), handlers{ignore_rest})) == errc::too_large);
    const request unsigned_and_small{.body = std::string(100, ' '), .timestamp = "", .signature = ""};
    CHECK(code_of(r.receive(unsigned_and_small.view(), handlers{ignore_rest})) == errc::missing_signature);
}

TEST_CASE("a header that names another event or type than the body is refused, whoever handles it") {
    counters seen;
    const auto check = [&](const std::string& body, const auto& handlers, outcome::kind_type good) {
        const auto id = std::string_view(body).substr(body.find("evt_"), 30);
        const std::size_t type_at = body.find(R"("event_type":")") + 14;
        const auto type = body.substr(type_at, body.find('"', type_at) - type_at);
        auto r = make_receiver();
        auto q = signed_request(body);
        for (const std::string_view wrong :
             {"evt_other", "EVT_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z", "e", "(header repeated)"}) {
            q.event_id = wrong;
            const auto result = r.receive(q.view(), handlers);
            CHECK(code_of(result) == errc::header_mismatch);
            CHECK(result.error()->where == "/event_id");
        }
        q.event_id = id;
        for (const std::string_view wrong :
             {"secret.created", "secret.rotate", "SECRET.ROTATED", "x", "(header repeated)"}) {
            q.event_type = wrong;
            const auto result = r.receive(q.view(), handlers);
            CHECK(code_of(result) == errc::header_mismatch);
            CHECK(result.error()->where == "/event_type");
        }
        CHECK(seen.none());
        CHECK(r.guard().size() == 0);
        q.event_type = "  " + type + "\t"; // surrounding white space is not part of a header's value
        CHECK(r.receive(q.view(), handlers) == good);
        auto other = make_receiver();
        q.event_id.clear();
        q.event_type.clear();
        CHECK(other.receive(q.view(), handlers) == good);
        seen = {};
    };
    const auto& text = examples::text("secret.rotated");
    const auto archived = examples::edited("secret.rotated", "secret.rotated", "secret.archived");
    // With the payload first and the type last, decoding takes two passes.
    const auto payload_first = [](std::string body) {
        const auto begin = body.find(R"("event_type":)");
        const auto end = body.find(',', begin) + 1;
        const auto type = body.substr(begin, end - begin - 1);
        body.erase(begin, end - begin);
        return body.insert(body.size() - 1, "," + type);
    };
    SECTION("handled") {
        check(text, seen.handlers(), outcome::handled);
        check(payload_first(text), seen.handlers(), outcome::handled);
    }
    SECTION("unhandled") {
        check(examples::text("policy.created"), seen.handlers(), outcome::unhandled);
        check(payload_first(examples::text("policy.created")), seen.handlers(), outcome::unhandled);
    }
    SECTION("unknown, with a handler") {
        check(archived, seen.handlers(), outcome::unknown);
        check(payload_first(archived), seen.handlers(), outcome::unknown);
    }
    SECTION("unknown, without a handler") {
        check(archived, handlers{ignore_rest}, outcome::unknown);
    }
}

TEST_CASE("the clock is asked once a delivery, and its time decides") {
    int calls = 0;
    auto time = deliveries::now;
    receiver_options options;
    options.clock = [&] {
        ++calls;
        return time;
    };
    options.verify.tolerance = std::chrono::seconds{10};
    receiver r{signing_secrets{deliveries::secret}, options};
    counters seen;
    time += std::chrono::seconds{11};
    CHECK(code_of(r.receive(rotated().view(), seen.handlers())) == errc::stale);
    time -= std::chrono::seconds{1};
    CHECK(r.receive(rotated().view(), seen.handlers()) == outcome::handled);
    CHECK(calls == 2);
}

TEST_CASE("a delivery whose headers are reason enough is refused before it has a body") {
    auto time = deliveries::now;
    receiver_options options;
    options.clock = [&] { return time; };
    const receiver r{signing_secrets{deliveries::secret}, options};
    auto header = rotated();
    header.body.clear();
    CHECK(!r.check_headers(header.view()));
    time += std::chrono::seconds{301};
    const auto refused = r.check_headers(header.view());
    REQUIRE(refused);
    CHECK(code_of(*refused) == errc::stale);
    CHECK(http_status(*refused) == 401);
    header.signature.clear();
    CHECK(code_of(*r.check_headers(header.view())) == errc::missing_signature);
}

TEST_CASE("without a clock of one's own, the system's is used") {
    receiver r{signing_secrets{deliveries::secret}};
    counters seen;
    CHECK(code_of(r.receive(signed_request(rotated().body, std::chrono::sys_seconds{}).view(),
                            seen.handlers())) == errc::stale);
    const auto real_now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    CHECK(r.receive(signed_request(rotated().body, real_now).view(), seen.handlers()) == outcome::handled);
}

TEST_CASE("earlier secrets are accepted while a rotation overlaps") {
    receiver r{signing_secrets{"the new secret of the webhook", deliveries::secret}, at_now()};
    counters seen;
    CHECK(r.receive(rotated().view(), seen.handlers()) == outcome::handled);
    CHECK(r.receive(signed_request(rotated().body, deliveries::now, "the new secret of the webhook").view(),
                    seen.handlers()) == outcome::duplicate);
}

TEST_CASE("options that make no sense are refused when the receiver is made") {
    auto options = at_now();
    options.replay.max_ids = 0;
    CHECK_THROWS_AS(make_receiver(options), std::invalid_argument);
    options = at_now();
    options.replay.max_age = std::chrono::seconds{600}; // a delivery can be fresh for 600.999 s
    CHECK_THROWS_AS(make_receiver(options), std::invalid_argument);
    options.replay.max_age = std::chrono::seconds{601};
    counters seen;
    CHECK(make_receiver(options).receive(rotated().view(), seen.handlers()) == outcome::handled);
    options.verify.tolerance = std::chrono::seconds{-1};
    CHECK_THROWS_AS(make_receiver(options), std::invalid_argument);
}

TEST_CASE("a verified body is decoded, and refused when its headers disagree with it") {
    const verifier v{signing_secrets{deliveries::secret}};
    auto q = rotated();
    const auto decoded = [&] {
        const auto body = v.verify(q.view(), deliveries::now);
        REQUIRE(body.has_value());
        return decode(*body);
    };
    REQUIRE(decoded().has_value());
    CHECK(*decoded() == *decode(q.body));
    q.event_id = "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z";
    q.event_type = "secret.rotated";
    CHECK(decoded().has_value());
    q.event_type = "secret.created";
    CHECK(decoded().error().code == errc::header_mismatch);
    CHECK(decoded().error().where == "/event_type");
    q.event_id = "evt_0";
    CHECK(decoded().error().where == "/event_id");
    q = signed_request("{}");
    CHECK(decoded().error().code == errc::missing_field);
}

TEST_CASE("a header that came more than once agrees with no body, whatever the body says") {
    for (const std::string_view text : {std::string_view("(header repeated)"), repeated_header}) {
        event<"secret.rotated"> rotated;
        rotated.event_id = text;
        const auto of_known_type = signed_request(encode(rotated));
        unknown_event unknown;
        unknown.event_id = "evt_1";
        unknown.event_type = text;
        unknown.data = "{}";
        const auto of_unknown_type = signed_request(encode(unknown));
        counters seen;
        auto r = make_receiver();
        const auto receive = [&](const request& q, std::string_view repeated, std::string_view value) {
            const std::vector<std::pair<std::string_view, std::string_view>> headers = {
                {header_names::timestamp, q.timestamp},
                {header_names::signature, q.signature},
                {repeated, value},
                {repeated, value}};
            return r.receive(delivery_from_headers(headers, q.body), seen.handlers());
        };
        const auto id = receive(of_known_type, header_names::event_id, text);
        CHECK(code_of(id) == errc::header_mismatch);
        CHECK(id.error()->where == "/event_id");
        CHECK(id.error()->detail == "the id header came more than once");
        const auto type = receive(of_unknown_type, header_names::event_type, text);
        CHECK(code_of(type) == errc::header_mismatch);
        CHECK(type.error()->where == "/event_type");
        CHECK(type.error()->detail == "the type header came more than once");
        CHECK(seen.none());
    }
}

TEST_CASE("an id that reads like the mark of a repeated header is an id like any other") {
    event<"secret.rotated"> rotated;
    rotated.event_id = "(header repeated)";
    auto q = signed_request(encode(rotated));
    q.event_id = rotated.event_id;
    counters seen;
    CHECK(make_receiver().receive(q.view(), seen.handlers()) == outcome::handled);
}

TEST_CASE("an event with an empty id is refused, since a second one would look like its repeat") {
    receiver guarded{signing_secrets{deliveries::secret},
                     receiver_options{.clock = [] { return deliveries::now; }}};
    event<"secret.rotated"> rotated;
    const auto request = deliveries::signed_request(encode(rotated));
    int calls = 0;
    const auto result = guarded.receive(request.view(), handlers{otherwise([&](const auto&) { ++calls; })});
    REQUIRE(result == outcome::rejected);
    CHECK(result.error()->code == errc::missing_field);
    CHECK(result.error()->where == "/event_id");
    CHECK(http_status(result) == 400);
    CHECK(calls == 0);
}

TEST_CASE("a guard that forgets an id while its delivery is fresh is refused when the receiver is made") {
    receiver_options options;
    options.replay.max_age = std::chrono::seconds(600);
    CHECK_THROWS_AS((receiver{signing_secrets{deliveries::secret}, options}), std::invalid_argument);
    options.replay.max_age = std::chrono::seconds(601);
    CHECK_NOTHROW((receiver{signing_secrets{deliveries::secret}, options}));
}

TEST_CASE(
    "the same bytes are handled once for as long as they are fresh, however many events come in between") {
    using namespace std::chrono_literals;
    std::chrono::milliseconds time{0};
    auto options = at_now();
    options.clock = [&] { return std::chrono::floor<std::chrono::seconds>(deliveries::now + time); };
    options.replay.clock = [&] { return std::chrono::steady_clock::time_point(time); };
    options.replay.max_ids = 10;
    options.replay.max_age = 601s;
    SECTION("whatever the guard was told of its own") {
        options.replay.min_age = 0s;
    }
    SECTION("with the tolerance of the vendor") {}
    auto r = make_receiver(options);
    counters seen;
    const auto hs = seen.handlers();
    const auto event = [&](int number, std::chrono::seconds at) {
        return signed_request(examples::edited("secret.rotated", "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z",
                                               "evt_" + std::to_string(number)),
                              deliveries::now + at);
    };
    const auto victim = event(0, 300s); // the sender's clock is ahead by the maximum
    CHECK(r.receive(victim.view(), hs) == outcome::handled);
    for (int i = 1; i < 10; ++i)
        CHECK(r.receive(event(i, 0s).view(), hs) == outcome::handled);
    for (int i = 10; i < 30; ++i) {
        const auto refused = r.receive(event(i, 0s).view(), hs);
        CHECK(refused == outcome::guard_full);
        CHECK(refused.event_type() == "secret.rotated");
        CHECK(http_status(refused) == 503);
    }
    CHECK(seen.rotated == 10);
    time = 600'500ms; // 300 s after the timestamp, in whole seconds
    CHECK(r.receive(victim.view(), hs) == outcome::duplicate);
    CHECK(r.receive(event(10, 600s).view(), hs) == outcome::guard_full);
    time = 601'000ms;
    CHECK(code_of(r.receive(victim.view(), hs)) == errc::stale);
    CHECK(r.receive(event(10, 600s).view(), hs) == outcome::handled); // the vendor's retry
    CHECK(seen.rotated == 11);
}

TEST_CASE("nothing that a sender sees depends on why the signature does not match") {
    const std::string key(deliveries::secret);
    std::vector<std::string> details;
    std::vector<std::string> visible;
    const auto refuse = [&](std::string_view configured, request received) {
        auto options = at_now();
        options.verify.explain = true;
        receiver r{signing_secrets{configured}, options};
        const auto result = r.receive(received.view(), handlers{ignore_rest});
        REQUIRE(code_of(result) == errc::signature_mismatch);
        const failure& error = *result.error();
        details.push_back(error.detail);
        visible.push_back(std::string(to_string(result.kind())) + std::string(result.event_type()) +
                          std::to_string(http_status(result)) + error.code.message() + error.where +
                          std::to_string(error.offset));
    };
    refuse(key, signed_request(rotated().body, deliveries::now, "another secret, not its own"));
    refuse(key + "\n", rotated());
    refuse('"' + key + '"', rotated());
    refuse(key, signed_request(rotated().body, deliveries::now, key + "\n"));
    auto rewritten = rotated();
    rewritten.body += "\n";
    refuse(key, rewritten);
    rewritten.body = "\x1F\x8B";
    refuse(key, rewritten);
    rewritten.body.clear();
    refuse(key, rewritten);
    for (std::size_t i = 1; i < visible.size(); ++i) {
        CHECK(visible[i] == visible[0]);
        CHECK(details[i] != details[i - 1]);
    }
}

TEST_CASE("an outcome tells which secret a delivery was signed with, so that the end of a rotation shows") {
    receiver r{signing_secrets{"the new secret of the webhook", deliveries::secret}, at_now()};
    counters seen;
    const auto with = [&](std::string_view secret, std::string_view body) {
        return r.receive(signed_request(std::string(body), deliveries::now, secret).view(), seen.handlers());
    };
    const std::string text = rotated().body;
    const auto handled = with(deliveries::secret, text);
    CHECK(handled == outcome::handled);
    CHECK(handled.secret_index() == 1);
    const auto duplicate = with("the new secret of the webhook", text);
    CHECK(duplicate == outcome::duplicate);
    CHECK(duplicate.secret_index() == 0);
    const auto again = with(deliveries::secret, text);
    CHECK(again == outcome::duplicate);
    CHECK(again.secret_index() == 1);
    CHECK(with(deliveries::secret, examples::text("policy.created")).secret_index() == 1);
}

TEST_CASE("a guard of one's own that says how long it remembers must remember for long enough too") {
    const auto is_refused = [](const replay_options& guards, receiver_options receivers = at_now()) {
        memory_replay_guard guard(guards);
        try {
            const basic_receiver r{signing_secrets{deliveries::secret}, std::move(receivers), guard};
        } catch (const std::invalid_argument&) {
            return true;
        }
        return false;
    };
    CHECK(is_refused({.max_age = std::chrono::seconds(600)}));
    CHECK(!is_refused({.max_age = std::chrono::seconds(601)}));
    CHECK(is_refused({.min_age = std::chrono::seconds(600)})); // a full guard would evict an id too early
    CHECK(!is_refused({.min_age = std::chrono::seconds(601)}));
    auto patient = at_now();
    patient.verify.tolerance = std::chrono::minutes(10);
    CHECK(is_refused({}, patient));
    CHECK(!is_refused({.min_age = std::chrono::seconds(1201)}, patient));
}

TEST_CASE("a receiver tells of an unusual secret when it is made") {
    auto options = at_now();
    std::vector<std::string> warnings;
    options.verify.on_warning = [&](std::string_view text) { warnings.emplace_back(text); };
    const receiver r{signing_secrets{"a secret that is short"}, options};
    CHECK(warnings.size() == 1);
}

} // namespace receiver_test
