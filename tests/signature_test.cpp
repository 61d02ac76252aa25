#include "support/catch.hpp"

#include <scaivault/scheme.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <pthread.h>

namespace signature_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using scaivault::delivery;
using scaivault::errc;
using scaivault::sign;
using scaivault::signing_secrets;
using scaivault::verified_body;
using scaivault::verifier;

namespace {

constexpr std::chrono::sys_seconds at(std::int64_t seconds) {
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

constexpr auto secret = "whsec_0123456789abcdef0123456789ab"sv;
constexpr auto body = R"({"event_id":"evt_1","event_type":"secret.rotated"})"sv;
constexpr auto signed_at = at(1777000000);
// printf '1777000000.{"event_id":...}' | openssl dgst -sha256 -mac HMAC -macopt key:whsec_...
const std::string good = "sha256=5916231a7b223e24704967a6f6656f5efaf530cb1931f1b356070386e4c117f3";

delivery delivered(std::string_view signature, std::string_view timestamp = "1777000000") {
    return {.timestamp = timestamp,
            .signature = signature,
            .event_id = "evt_1",
            .event_type = "secret.rotated",
            .body = body};
}

verifier make_verifier(std::chrono::seconds tolerance = 300s) {
    return verifier(signing_secrets(secret), {.tolerance = tolerance});
}

/// The reason for a refusal, after a look at what every refusal must keep to.
boost::system::error_code refusal(const scaivault::result<verified_body>& result) {
    REQUIRE(!result);
    const std::string message = result.error().message();
    CHECK(message.find(secret) == std::string::npos);
    CHECK(message.find(good.substr(7, 16)) == std::string::npos);
    CHECK(message.size() < 400);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(result.error().where.empty());
    return result.error().code;
}

boost::system::error_code refusal(const delivery& received, std::chrono::sys_seconds now = signed_at) {
    return refusal(make_verifier().verify(received, now));
}

/// The memory of a thread's stack, on which one function ran.
class stack_of_one_call {
public:
    template <class F>
    explicit stack_of_one_call(F function) {
        pthread_attr_t attributes;
        REQUIRE(::pthread_attr_init(&attributes) == 0);
        REQUIRE(::pthread_attr_setstack(&attributes, memory_.get(), size) == 0);
        pthread_t thread{};
        const auto run = [](void* given) -> void* {
            below_the_end_of_the_thread(*static_cast<F*>(given));
            return nullptr;
        };
        REQUIRE(::pthread_create(&thread, &attributes, run, &function) == 0);
        REQUIRE(::pthread_join(thread, nullptr) == 0);
        ::pthread_attr_destroy(&attributes);
    }

    [[nodiscard]] __attribute__((no_sanitize("address"), no_sanitize("thread"))) bool
    contains(const std::array<unsigned char, 32>& bytes) const {
        const unsigned char* const memory = memory_.get();
        for (std::size_t first = 0; first + bytes.size() <= size; ++first) {
            std::size_t same = 0;
            while (same != bytes.size() && memory[first + same] == bytes[same])
                ++same;
            if (same == bytes.size())
                return true;
        }
        return false;
    }

private:
    static constexpr std::size_t size = std::size_t{1} << 20U;

    // What a thread does at its end would write over what the function has left.
    template <class F>
    [[gnu::noinline]] static void below_the_end_of_the_thread(F& function) {
        char distance[16 * 1024];
        asm volatile("" : : "r"(+distance) : "memory"); // as if it were used
        function();
        asm volatile("" : : "r"(+distance) : "memory");
    }

    struct free_pages {
        void operator()(unsigned char* memory) const noexcept { std::free(memory); }
    };
    std::unique_ptr<unsigned char, free_pages> memory_{
        static_cast<unsigned char*>(std::aligned_alloc(4096, size))};
};

__attribute__((noinline, no_sanitize("address"))) void
leave_behind(const std::array<unsigned char, 32>& bytes) {
    unsigned char kept[32];
    for (std::size_t i = 0; i != bytes.size(); ++i)
        kept[i] = bytes[i];
    asm volatile("" : : "r"(+kept) : "memory");
}

template <class Exception, class F>
bool throws(F&& f) {
    try {
        f();
    } catch (const Exception& exception) {
        return std::string_view(exception.what()).find("whsec") == std::string_view::npos;
    }
    return false;
}

} // namespace

static_assert(!std::is_default_constructible_v<verified_body>);
static_assert(!std::is_constructible_v<verified_body, delivery, std::chrono::sys_seconds>);
static_assert(!std::is_aggregate_v<verified_body>);
static_assert(std::is_trivially_copyable_v<verified_body>);
static_assert(!std::is_constructible_v<verifier, std::string>);
static_assert(std::is_nothrow_move_constructible_v<verifier>);
static_assert(std::is_move_assignable_v<verifier>);

TEST_CASE("signatures agree with those computed by OpenSSL's command line and Python") {
    CHECK(sign(secret, signed_at, body) == good);
    CHECK(sign(secret, signed_at, "") ==
          "sha256=7e43539a903867edd23bef02fb2b86d9def9440cf7609587c0d35773ba4ed387");
    CHECK(sign(std::string(32, 'k'), at(999'999'999'999), "{}") ==
          "sha256=580edcc4a863e968a211ee62d8dc15ade431fe34aeb71b3bcb5baaa229debfd2");
}

TEST_CASE("secrets and bodies may hold any bytes, NUL too") {
    constexpr auto binary = "{\"x\":\"\0\"}\0\xFF"sv;
    constexpr auto key = "0123456789abcdef\0b"sv;
    CHECK(sign(key, signed_at, binary) ==
          "sha256=7687b6833466cc678dc6a88e315d1d1dfcc4b87796313af9a88b7f2ab25a8990");
    CHECK(sign("a0123456789abcdef", signed_at, binary) ==
          "sha256=2b3306e9b3aba52e61487b7cc345817c639012f451afeb48cd1f33786cf0f86a");

    const verifier whole{signing_secrets(key)};
    const std::string signature = sign(key, signed_at, binary);
    const auto verified = whole.verify({"1777000000", signature, "", "", binary}, signed_at);
    REQUIRE(verified.has_value());
    CHECK(verified->body() == binary);
    const verifier cut{signing_secrets(key.substr(0, 16))};
    CHECK(refusal(cut.verify({"1777000000", signature, "", "", binary}, signed_at)) ==
          errc::signature_mismatch);
}

TEST_CASE("secrets longer than SHA-256's block, and bodies that end around one, are signed correctly") {
    // 52 bytes of body and the timestamp leave one byte of the first block free, 53 none, 54 are one more.
    CHECK(sign(std::string(64, 'k'), signed_at, std::string(52, 'x')) ==
          "sha256=ab75e6a89bf23ba5a2144eb4a98415a6f4e8cb18c5b99140de402633dee176de");
    CHECK(sign(std::string(65, 'k'), signed_at, std::string(53, 'x')) ==
          "sha256=945f6401c64e84f8f800eed85ddef3ae061317744fe192a1d82be34c103accd0");
    CHECK(sign(std::string(131, 'k'), signed_at, std::string(54, 'x')) ==
          "sha256=3aedd2468dd93d1f8ac3f0a95ef509dedd72eae8a2808a90f3c51dbc08557e6d");
    CHECK(sign(std::string(32, 'k'), at(0), std::string(1000, 'x')) ==
          "sha256=633ca535f93c342c055ab3777fd7945b1f50a437d9930d9b175ec90d8fd41d2c");
    std::string all_bytes;
    for (int i = 0; i < 41 * 256; ++i)
        all_bytes.push_back(static_cast<char>(i % 256));
    CHECK(sign(std::string(32, 'k'), signed_at, all_bytes) ==
          "sha256=7c72a5ac4267e47a8a42e733d33abb53470fb032ba42fe65edd5acc9cf689f85");
}

TEST_CASE("a genuine delivery is verified, and the body is the bytes that came") {
    const auto verified = make_verifier().verify(delivered(good), signed_at);
    REQUIRE(verified.has_value());
    CHECK(verified->body().data() == body.data());
    CHECK(verified->body().size() == body.size());
    CHECK(verified->event_id() == "evt_1");
    CHECK(verified->event_type() == "secret.rotated");
    CHECK(verified->signed_at() == signed_at);
}

TEST_CASE("a signature in upper-case hex is accepted, an upper-case prefix is not") {
    std::string upper = good;
    for (char& c : upper)
        if (c >= 'a' && c <= 'f')
            c = static_cast<char>(c - 'a' + 'A');
    CHECK(refusal(delivered(upper)) == errc::malformed_signature);
    upper.replace(0, 7, "sha256=");
    CHECK(make_verifier().verify(delivered(upper), signed_at).has_value());
    upper.replace(0, 7, "SHA256=");
    CHECK(refusal(delivered(upper)) == errc::malformed_signature);
}

TEST_CASE("white space around headers given raw is not counted") {
    delivery raw = delivered(good);
    const std::string spaced_signature = " \t" + good + "\t ";
    raw.signature = spaced_signature;
    raw.timestamp = "\t1777000000 ";
    raw.event_id = " evt_1 ";
    raw.event_type = "\tsecret.rotated";
    const auto verified = make_verifier().verify(raw, signed_at);
    REQUIRE(verified.has_value());
    CHECK(verified->event_id() == "evt_1");
    CHECK(verified->event_type() == "secret.rotated");
}

TEST_CASE("the timestamp is signed as it is written, leading zeros and all") {
    constexpr auto with_zeros = "sha256=c91ce94cf98e6333120b6d1bbb1c2a824dafe55ca49116ddabf21f5b7a202f27"sv;
    CHECK(make_verifier().verify(delivered(with_zeros, "001777000000"), signed_at).has_value());
    CHECK(refusal(delivered(with_zeros, "1777000000")) == errc::signature_mismatch);
}

TEST_CASE("a missing signature is told from a malformed one") {
    CHECK(refusal(delivered("")) == errc::missing_signature);
    CHECK(refusal(delivered(" \t ")) == errc::missing_signature);
    CHECK(refusal(delivered("sha256=")) == errc::malformed_signature);
    CHECK(refusal(delivered(good.substr(7))) == errc::malformed_signature);
    CHECK(refusal(delivered("sha1=" + good.substr(7))) == errc::malformed_signature);
    CHECK(refusal(delivered("sha512=" + good.substr(7))) == errc::malformed_signature);
    CHECK(refusal(delivered("sha256:" + good.substr(7))) == errc::malformed_signature);
    CHECK(refusal(delivered(good + "0")) == errc::malformed_signature);
    CHECK(refusal(delivered(good + "," + good)) == errc::malformed_signature);
    CHECK(refusal(delivered(good + ", " + good)) == errc::malformed_signature);
    CHECK(refusal(delivered(good + "\n")) == errc::malformed_signature);
    CHECK(refusal(delivered(std::string(10'240, 'a'))) == errc::malformed_signature);
    CHECK(refusal(delivered("sha256=" + std::string(10'240, '0'))) == errc::malformed_signature);
    CHECK(refusal(delivered(std::string(10'240, ' '))) == errc::missing_signature);
    CHECK(refusal(delivered(scaivault::repeated_header)) == errc::malformed_signature);
}

TEST_CASE("a signature cut anywhere is malformed") {
    for (std::size_t length = 1; length < good.size(); ++length)
        CHECK(refusal(delivered(good.substr(0, length))) == errc::malformed_signature);
}

TEST_CASE("every single changed hex digit is refused") {
    const verifier v = make_verifier();
    bool as_expected = true;
    for (std::size_t place = 7; place < good.size(); ++place)
        for (const char digit : "0123456789abcdef"sv) {
            std::string changed = good;
            changed[place] = digit;
            const auto verified = v.verify(delivered(changed), signed_at);
            as_expected &= digit == good[place]
                               ? verified.has_value()
                               : !verified && verified.error().code == errc::signature_mismatch;
        }
    CHECK(as_expected);
}

TEST_CASE("a character that is no hex digit makes a signature malformed, wherever it stands") {
    for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\x10', '\x80', '\xE1'})
        for (const std::size_t place : {7U, 38U, 70U}) {
            std::string changed = good;
            changed[place] = c;
            if (c == ' ' && place == 70)
                continue; // trimmed, and then too short; see above
            CHECK(refusal(delivered(changed)) == errc::malformed_signature);
        }
}

TEST_CASE("a changed body, timestamp or secret is refused") {
    delivery changed = delivered(good);
    changed.body.remove_suffix(1);
    CHECK(refusal(changed) == errc::signature_mismatch);
    changed.body = {};
    CHECK(refusal(changed) == errc::signature_mismatch);
    CHECK(refusal(delivered(good, "1777000001")) == errc::signature_mismatch);
    // The dot is where it is signed: digits cannot wander between the timestamp and the body.
    const std::string longer = "0." + std::string(body);
    changed = delivered(good, "177700000");
    changed.body = longer;
    CHECK(refusal(changed, at(177700000)) == errc::signature_mismatch);
    const verifier other(signing_secrets("whsec_0123456789abcdef0123456789ab\n"));
    CHECK(refusal(other.verify(delivered(good), signed_at)) == errc::signature_mismatch);
}

TEST_CASE("timestamps are decimal digits and nothing else") {
    CHECK(refusal(delivered(good, "")) == errc::missing_timestamp);
    CHECK(refusal(delivered(good, "\t ")) == errc::missing_timestamp);
    for (const auto malformed :
         {"+1777000000"sv, "-1777000000"sv, "1777000000.0"sv, "1.777e9"sv, "0x69EA6E40"sv, "1777000000s"sv,
          "1777 000000"sv, "1777000000,"sv, "1777000000,1777000000"sv, "1777000000000"sv, "x"sv,
          "177700000\0"sv, "\xD9\xA1"sv, "18446744073709551616"sv, scaivault::repeated_header})
        CHECK(refusal(delivered(good, malformed)) == errc::malformed_timestamp);
    CHECK(refusal(delivered(good, std::string(10'240, '1'))) == errc::malformed_timestamp);
}

TEST_CASE("a delivery is accepted up to 300 s after it was signed, and up to 300 s before") {
    const verifier v = make_verifier();
    CHECK(v.verify(delivered(good), signed_at + 300s).has_value());
    CHECK(v.verify(delivered(good), signed_at - 300s).has_value());
    const auto late = v.verify(delivered(good), signed_at + 301s);
    CHECK(refusal(late) == errc::stale);
    CHECK(late.error().detail.find("signed 301 s ago; the tolerance is 300 s") != std::string::npos);
    const auto early = v.verify(delivered(good), signed_at - 301s);
    CHECK(refusal(early) == errc::from_the_future);
    CHECK(early.error().detail.find("301 s ahead") != std::string::npos);
    CHECK(refusal(v.verify(delivered(good, "0"), signed_at)) == errc::stale);
    CHECK(refusal(v.verify(delivered(good, "999999999999"), signed_at)) == errc::from_the_future);
}

TEST_CASE("no clock, however wrong, overflows") {
    using limits = std::numeric_limits<std::chrono::sys_seconds::rep>;
    CHECK(refusal(delivered(good), at(limits::max())) == errc::stale);
    CHECK(refusal(delivered(good, "0"), at(limits::max())) == errc::stale);
    CHECK(refusal(delivered(good), at(limits::min())) == errc::from_the_future);
    CHECK(refusal(delivered(good, "999999999999"), at(limits::min())) == errc::from_the_future);
}

TEST_CASE("the tolerance can be changed within bounds, and not turned off") {
    CHECK(make_verifier().tolerance() == 300s);
    const verifier exact = make_verifier(0s);
    CHECK(exact.verify(delivered(good), signed_at).has_value());
    CHECK(refusal(exact.verify(delivered(good), signed_at + 1s)) == errc::stale);
    CHECK(refusal(exact.verify(delivered(good), signed_at - 1s)) == errc::from_the_future);
    const verifier longest = make_verifier(24h);
    CHECK(longest.verify(delivered(good), signed_at + 24h).has_value());
    CHECK(refusal(longest.verify(delivered(good), signed_at + 24h + 1s)) == errc::stale);
    for (const auto refused :
         {-1s, std::chrono::seconds(24h) + 1s, std::chrono::seconds::max(), std::chrono::seconds::min()})
        CHECK(throws<std::invalid_argument>([&] { (void)make_verifier(refused); }));
}

TEST_CASE("the first thing that is wrong is reported") {
    const auto old = signed_at + 1h;
    const std::string no_digit = good.substr(0, 70) + "g";
    const std::string wrong = good.substr(0, 70) + "0";
    CHECK(refusal(delivered("", ""), old) == errc::missing_signature);
    CHECK(refusal(delivered("", "x"), old) == errc::missing_signature);
    CHECK(refusal(delivered("x", ""), old) == errc::malformed_signature);
    CHECK(refusal(delivered(no_digit, ""), old) == errc::malformed_signature);
    CHECK(refusal(delivered(no_digit, "x"), old) == errc::malformed_signature);
    CHECK(refusal(delivered(no_digit), old) == errc::malformed_signature);
    CHECK(refusal(delivered(wrong, ""), old) == errc::missing_timestamp);
    CHECK(refusal(delivered(wrong, "x"), old) == errc::malformed_timestamp);
    CHECK(refusal(delivered(wrong), old) == errc::stale);
    CHECK(refusal(delivered(wrong), signed_at - 1h) == errc::from_the_future);
    CHECK(refusal(delivered(wrong)) == errc::signature_mismatch);
}

TEST_CASE("headers alone are refused for what verify would refuse them, and accepted whatever the body is") {
    const verifier v = make_verifier();
    const auto later = signed_at + 301s;
    const std::string no_digit = good.substr(0, 70) + "g";
    for (const auto& received : {delivered(""), delivered("x"), delivered(no_digit), delivered(good, ""),
                                 delivered(good, "x"), delivered(good)}) {
        const auto refused = v.check_headers(received, later);
        REQUIRE(refused);
        CHECK(refused->code == v.verify(received, later).error().code);
        CHECK(refused->detail == v.verify(received, later).error().detail);
    }
    const std::string wrong = good.substr(0, 70) + "0";
    auto without_body = delivered(wrong);
    without_body.body = {};
    CHECK(!v.check_headers(without_body, signed_at + 300s));
    CHECK(!v.check_headers(without_body, signed_at - 300s));
    CHECK(v.check_headers(without_body, signed_at - 301s)->code == errc::from_the_future);
}

TEST_CASE("any of several secrets is accepted, the current and the previous ones, and it is told which") {
    const std::array<std::string_view, 3> all = {"the current secret", "a previous secret",
                                                 "the oldest secret"};
    const verifier v(signing_secrets{all[0], std::string(all[1]), all[2]});
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto verified = v.verify(delivered(sign(all[i], signed_at, body)), signed_at);
        REQUIRE(verified.has_value());
        CHECK(verified->secret_index() == i);
    }
    CHECK(refusal(v.verify(delivered(sign("another secret, of nobody", signed_at, body)), signed_at)) ==
          errc::signature_mismatch);
    CHECK(refusal(v.verify(delivered(good.substr(0, 70) + "g"), signed_at)) == errc::malformed_signature);
    CHECK(v.verify(delivered(good), signed_at).error().detail.find("3 secrets") != std::string::npos);
}

TEST_CASE("a secret that is given twice, or twice in effect, is told by its first place") {
    // HMAC pads a key with zeros (RFC 2104), so the last two are one key.
    const std::string padded = std::string(secret) + '\0';
    const verifier v(signing_secrets{"an unrelated secret", secret, padded, secret});
    const auto verified = v.verify(delivered(good), signed_at);
    REQUIRE(verified.has_value());
    CHECK(verified->secret_index() == 1);
}

TEST_CASE("what the signature of a delivery should have been is not left on the stack") {
    // The HMAC of the delivery: whoever finds it can sign the body.
    const auto expected = [] {
        std::array<unsigned char, 32> bytes{};
        for (std::size_t i = 0; i != bytes.size(); ++i)
            bytes[i] = static_cast<unsigned char>(std::stoi(good.substr(7 + 2 * i, 2), nullptr, 16));
        return bytes;
    }();
    constexpr auto other = "another secret than the one that is looked for"sv;
    const verifier v{signing_secrets{other, secret}};
    // Nothing else is called: it would write over what is looked for. A refusal writes more, which may hide it.
    scaivault::result<verified_body>* verified = nullptr;
    const auto leaves_none_of = [&](const std::string& signature) {
        const stack_of_one_call verifying([&] {
            verified = new scaivault::result<verified_body>(v.verify(delivered(signature), signed_at));
        });
        return !verifying.contains(expected);
    };
    CHECK(leaves_none_of("sha256=" + std::string(64, '0')));
    CHECK(refusal(*std::unique_ptr<scaivault::result<verified_body>>(verified)) == errc::signature_mismatch);
    CHECK(leaves_none_of(sign(other, signed_at, body)));
    CHECK(std::unique_ptr<scaivault::result<verified_body>>(verified)->has_value());
    CHECK(stack_of_one_call([&] { leave_behind(expected); }).contains(expected)); // the search can find it
}

TEST_CASE("a moved verifier works, and what it was moved from refuses everything") {
    verifier first = make_verifier();
    verifier second = std::move(first);
    CHECK(second.verify(delivered(good), signed_at).has_value());
    CHECK(refusal(first.verify(delivered(good), signed_at)) == errc::signature_mismatch); // NOLINT
    first = std::move(second);
    CHECK(first.verify(delivered(good), signed_at).has_value());
}

TEST_CASE("an empty body is signed like any other") {
    const std::string signature = sign(secret, signed_at, {});
    const auto verified = make_verifier().verify({"1777000000", signature, {}, {}, {}}, signed_at);
    REQUIRE(verified.has_value());
    CHECK(verified->body().empty());
    CHECK(verified->event_id().empty());
}

TEST_CASE("many threads verify with one verifier, and threads come and go") {
    const verifier v(signing_secrets{"the current secret", secret});
    const std::string wrong = good.substr(0, 70) + "0";
    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    for (int generation = 0; generation < 3; ++generation) {
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    accepted += v.verify(delivered(good), signed_at).has_value() ? 1 : 0;
                    refused += v.verify(delivered(wrong), signed_at).has_value() ? 0 : 1;
                }
            });
        for (std::thread& thread : threads)
            thread.join();
    }
    CHECK(accepted == 3 * 8 * 500);
    CHECK(refused == 3 * 8 * 500);
}

} // namespace signature_test
