// Another product's events, with their own envelope and payloads.
#include "scaivault/json/decode.hpp"
#include "scaivault/json/encode.hpp"
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace forge {

/// The envelope. The type and the payload have other keys and other places than ScaiVault's.
struct notice {
    std::string number{};
    std::vector<std::string> labels{};
    std::int32_t attempt = 0;
    std::optional<std::string> sent_by{};

    [[nodiscard]] bool operator==(const notice&) const = default;
};

enum class stage { build, test };

} // namespace forge

template <>
struct scaivault::enum_texts<forge::stage> {
    static constexpr std::array<std::pair<forge::stage, std::string_view>, 2> value{
        {{forge::stage::build, "build"}, {forge::stage::test, "test"}}};
};

namespace forge {

struct measure {
    double seconds = 0;
    std::uint8_t percent = 0;
    std::vector<measure> parts{};

    [[nodiscard]] bool operator==(const measure&) const = default;
};

struct job_done {
    scaivault::open_enum<stage> at{};
    measure total{};
    std::vector<std::int64_t> exit_codes{};
    std::optional<double> load{};

    [[nodiscard]] bool operator==(const job_done&) const = default;
};

struct ping {
    [[nodiscard]] bool operator==(const ping&) const = default;
};

/// Keys that must be escaped in JSON text and in JSON Pointers.
struct odd {
    std::int64_t quoted = 0;
    std::int64_t slashed = 0;

    [[nodiscard]] bool operator==(const odd&) const = default;
};

} // namespace forge

namespace webhooks {

template <>
struct fields<forge::notice> {
    using list = field_list<field<"number", &forge::notice::number>, field<"labels", &forge::notice::labels>,
                            field<"attempt", &forge::notice::attempt>,
                            field<"sent_by", &forge::notice::sent_by, presence::nullable>>;
};

template <>
struct envelope_layout<forge::notice> {
    static constexpr std::string_view id_key = "number";
    static constexpr std::string_view type_key = "kind";
    static constexpr std::string_view data_key = "payload";
    static constexpr std::size_t fields_before_type = 4;
    static constexpr std::size_t fields_before_data = 0;
};

template <>
struct fields<forge::measure> {
    using list =
        field_list<field<"seconds", &forge::measure::seconds>, field<"percent", &forge::measure::percent>,
                   field<"parts", &forge::measure::parts>>;
};

template <>
struct fields<forge::job_done> {
    using list = field_list<field<"at", &forge::job_done::at>, field<"total", &forge::job_done::total>,
                            field<"exit_codes", &forge::job_done::exit_codes>,
                            field<"load", &forge::job_done::load, presence::omittable>>;
};

template <>
struct fields<forge::ping> {
    using list = field_list<>;
};

template <>
struct fields<forge::odd> {
    using list = field_list<field<"\"a\\\n", &forge::odd::quoted>, field<"b/~c", &forge::odd::slashed>>;
};

} // namespace webhooks

namespace forge {

struct catalog
    : scaivault::basic_catalog<scaivault::enveloped<notice>, scaivault::entry<"job.done", job_done>,
                               scaivault::entry<"ping", ping>, scaivault::entry<"odd", odd>> {};

} // namespace forge

namespace {

using namespace scaivault;

const std::string job_text =
    R"({"payload":{"at":"test","total":{"seconds":1.5,"percent":255,"parts":[{"seconds":-2e-05,"percent":0,)"
    R"("parts":[]}]},"exit_codes":[0,-9223372036854775808]},"number":"7","labels":["a","b"],"attempt":-3,)"
    R"("sent_by":null,"kind":"job.done"})";

forge::catalog::variant read_job(std::string_view text) {
    auto read = decode_as<forge::catalog>(text);
    INFO((read ? std::string() : read.error().message()));
    REQUIRE(read.has_value());
    return *std::move(read);
}

std::string with_seconds(std::string_view json) {
    return examples::replaced(job_text, R"("seconds":1.5)", std::string(R"("seconds":)").append(json));
}

failure refusal(std::string_view text) {
    const auto read = decode_as<forge::catalog>(text);
    REQUIRE(!read.has_value());
    return read.error();
}

} // namespace

TEST_CASE("an envelope with other keys, in another order, is read and written") {
    const auto read = read_job(job_text);
    REQUIRE(std::holds_alternative<forge::catalog::event<"job.done">>(read));
    const auto& event = std::get<forge::catalog::event<"job.done">>(read);
    CHECK(event.type == "job.done");
    CHECK(event.number == "7");
    CHECK(event.labels == std::vector<std::string>{"a", "b"});
    CHECK(event.attempt == -3);
    CHECK(!event.sent_by);
    CHECK(event.data.at == forge::stage::test);
    CHECK(event.data.total.seconds == 1.5);
    CHECK(event.data.total.percent == 255);
    REQUIRE(event.data.total.parts.size() == 1);
    CHECK(event.data.total.parts[0].seconds == -2e-05);
    CHECK(event.data.exit_codes == std::vector<std::int64_t>{0, INT64_MIN});
    CHECK(!event.data.load);
    CHECK(encode(read) == job_text);
    CHECK(encode(event) == job_text);
}

TEST_CASE("the vendor's keys mean nothing to another product") {
    CHECK(refusal(examples::text("secret.rotated")).where == "/payload");
    const auto read =
        read_job(job_text.substr(0, job_text.size() - 1) + R"(,"event_id":1,"event_type":[],"data":null})");
    CHECK(encode(read) == job_text);
}

TEST_CASE("a payload without members is an empty object") {
    const std::string text =
        R"({"payload":{},"number":"1","labels":[],"attempt":0,"sent_by":"x","kind":"ping"})";
    CHECK(encode(read_job(text)) == text);
    CHECK(encode(read_job(examples::replaced(text, "{}", R"({"any":[1]})"))) == text);
    CHECK(refusal(examples::replaced(text, "{}", "null")).code == errc::wrong_type);
}

TEST_CASE("a key may hold what JSON text and JSON Pointers escape") {
    const std::string text = R"({"payload":{"\"a\\\n":1,"b/~c":2},"number":"1","labels":[],"attempt":0,)"
                             R"("sent_by":null,"kind":"odd"})";
    const auto read = read_job(text);
    CHECK(std::get<forge::catalog::event<"odd">>(read).data == forge::odd{.quoted = 1, .slashed = 2});
    CHECK(encode(read) == text);
    CHECK(refusal(examples::replaced(text, ":2}", ":true}")).where == "/payload/b~1~0c");
    CHECK(refusal(examples::replaced(text, R"(,"b/~c":2)", "")).where == "/payload/b~1~0c");
}

TEST_CASE("an unknown event of another product is one of its own kind") {
    const auto text = examples::replaced(job_text, "job.done", "job.lost");
    const auto read = read_job(text);
    REQUIRE(std::holds_alternative<forge::catalog::unknown_type>(read));
    const auto& event = std::get<forge::catalog::unknown_type>(read);
    CHECK(event.event_type == "job.lost");
    CHECK(event.number == "7");
    CHECK(event.labels.size() == 2);
    CHECK(encode(read) == text);
}

TEST_CASE("small integers have their own range") {
    const auto attempt = [](std::string_view number) {
        return examples::replaced(job_text, R"("attempt":-3)", std::string(R"("attempt":)").append(number));
    };
    CHECK(decode_as<forge::catalog>(attempt("2147483647")).has_value());
    CHECK(decode_as<forge::catalog>(attempt("-2147483648")).has_value());
    CHECK(refusal(attempt("2147483648")).code == errc::out_of_range);
    CHECK(refusal(attempt("-2147483649")).where == "/attempt");
    CHECK(refusal(examples::replaced(job_text, ":255", ":256")).where == "/payload/total/percent");
    CHECK(refusal(examples::replaced(job_text, ":255", ":-1")).code == errc::out_of_range);
    CHECK(refusal(examples::replaced(job_text, ":255", ":2.55e1")).code == errc::wrong_type);
    CHECK(refusal(examples::replaced(job_text, ":255", ":256.0")).code == errc::out_of_range);
    CHECK(read_job(examples::replaced(job_text, ":255", ":255.0")) == read_job(job_text));
    CHECK(read_job(attempt("-0.3e1")) == read_job(job_text));
}

TEST_CASE("a double is read from any number") {
    const auto seconds = [](std::string_view json) {
        return std::get<forge::catalog::event<"job.done">>(read_job(with_seconds(json))).data.total.seconds;
    };
    CHECK(seconds("3") == 3.0);
    CHECK(seconds("-0.5e1") == -5.0);
    CHECK(seconds("18446744073709551615") == 18446744073709551615.0);
    CHECK(seconds("1e30") == 1e30);
    CHECK(seconds("1e-400") == 0.0);
    CHECK(seconds("0e400") == 0.0);
    CHECK(seconds("9007199254740993.0") == 9007199254740992.0);
    CHECK(refusal(with_seconds(R"("3")")).code == errc::wrong_type);
    CHECK(refusal(with_seconds("null")).code == errc::wrong_type);
}

TEST_CASE("a double that is written is read back, to the last bit") {
    std::mt19937_64 random(5);
    forge::catalog::event<"job.done"> event;
    event.number = "1";
    std::size_t differing = 0;
    const auto check = [&](double value) {
        event.data.total.seconds = value;
        event.data.load = -value;
        const auto text = encode(event);
        CAPTURE(text);
        differing += std::get<forge::catalog::event<"job.done">>(read_job(text)) == event ? 0 : 1;
    };
    for (const double value : {0.1, 1.0 / 3, 1e22, 1e23, 5e-324, 2.2250738585072014e-308,
                               std::numeric_limits<double>::max(), 123456789.125, 9007199254740993.0})
        check(value);
    for (int i = 0; i != 20'000; ++i) {
        double value = 0;
        const std::uint64_t bits = random();
        static_assert(sizeof value == sizeof bits);
        std::memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value))
            check(value);
    }
    CHECK(differing == 0);
}

TEST_CASE("a number too large for a double is out of range, not infinite") {
    CHECK(refusal(with_seconds("1e400")).code == errc::out_of_range);
    CHECK(refusal(with_seconds("-1e400")).where == "/payload/total/seconds");
}

TEST_CASE("structs of themselves are read as deep as max_depth says, and refused beyond") {
    const auto nested = [](int levels) {
        std::string part = R"({"seconds":1,"percent":0,"parts":[]})";
        for (int i = 0; i != levels; ++i)
            part = R"({"seconds":1,"percent":0,"parts":[)" + part + "]}";
        return examples::replaced(job_text, R"("parts":[]}])", R"("parts":[]},)" + part + "]");
    };
    for (const int levels : {0, 1, 2, 3, 4, 5, 8, 13})
        CHECK(encode(read_job(nested(levels))) == nested(levels));
    CHECK(refusal(nested(14)).code == errc::too_deep);

    for (const int levels : {8, 14, 97, 253}) {
        const auto text = nested(levels);
        // The levels: the event, its payload, `total`, its `parts`, the second of them, and two per level except
        // for the last `parts`.
        const decode_options just_enough{.max_depth = 6 + 2 * static_cast<std::size_t>(levels)};
        const decode_options too_few{.max_depth = just_enough.max_depth - 1};
        // With fractions, and without, which the fast path reads.
        for (const auto& written :
             {text, examples::replaced(examples::replaced(text, "1.5", "2"), "-2e-05", "-2")}) {
            CAPTURE(levels, written);
            const auto read = decode_as<forge::catalog>(written, just_enough);
            REQUIRE(read.has_value());
            CHECK(encode(*read) == written);
            CHECK(decode_as<forge::catalog>(written, too_few).error().code == errc::too_deep);
        }
        std::string innermost = "/payload/total/parts/1";
        for (int i = 0; i != levels; ++i)
            innermost.append("/parts/0");
        const auto wrong = examples::replaced(text, R"("seconds":1,"percent":0,"parts":[]})",
                                              R"("seconds":1,"percent":"0","parts":[]})");
        CHECK(decode_as<forge::catalog>(wrong, just_enough).error().where == innermost + "/percent");
    }
}

TEST_CASE("handlers and the receiver work for another product") {
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    receiver r{signing_secrets{deliveries::secret}, options};
    int jobs = 0;
    int unknown = 0;
    const auto handlers = handlers_for<forge::catalog>(
        on<"job.*">([&](const forge::catalog::event<"job.done">& e) { jobs += e.attempt == -3 ? 1 : 100; }),
        on_unknown([&](const forge::catalog::unknown_type&) { ++unknown; }), ignore_rest);
    auto request = deliveries::signed_request(job_text);
    request.event_id = "8";
    const auto another = r.receive(request.view(), handlers);
    REQUIRE(another == outcome::rejected);
    CHECK(another.error()->code == errc::header_mismatch);
    CHECK(another.error()->where == "/number");
    request.event_id = "7";
    request.event_type = "ping";
    const auto another_type = r.receive(request.view(), handlers);
    REQUIRE(another_type == outcome::rejected);
    CHECK(another_type.error()->where == "/kind");
    request.event_type = "job.done";
    CHECK(r.receive(request.view(), handlers) == outcome::handled);
    CHECK(r.receive(request.view(), handlers) == outcome::duplicate);
    CHECK(jobs == 1);
    const auto lost =
        examples::replaced(examples::replaced(job_text, "job.done", "job.lost"), R"("7")", R"("8")");
    CHECK(r.receive(deliveries::signed_request(lost).view(), handlers) == outcome::unknown);
    CHECK(unknown == 1);
    const auto pinged =
        r.receive(deliveries::signed_request(R"({"number":"9","kind":"ping","payload":0})").view(), handlers);
    CHECK(pinged == outcome::unhandled);
    CHECK(pinged.event_type() == "ping");

    const auto skipped = decode_for(handlers, R"({"number":"9","kind":"ping"})");
    REQUIRE(skipped.has_value());
    CHECK(!skipped->has_value());
}

TEST_CASE("match works on another product's events") {
    const auto event = read_job(job_text);
    CHECK(match(event, on<"job.done">([](const auto& e) { return e.data.exit_codes.size(); }),
                otherwise([](const auto&) { return std::size_t{0}; })) == 2);
}
