#include "support/catch.hpp"

#include <scaivault/scheme.hpp>
#include <scaivault/signing_secrets.hpp>

#include <array>
#include <chrono>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace signing_secrets_test {

using namespace std::string_view_literals;
using scaivault::sign;
using scaivault::signing_secrets;
using scaivault::verifier;

namespace {

constexpr auto secret = "whsec_0123456789abcdef0123456789ab"sv;
constexpr std::chrono::sys_seconds signed_at{std::chrono::seconds(1777000000)};

/// Whether a delivery that is signed with `used` passes.
bool accepts(const verifier& v, std::string_view used) {
    const std::string signature = sign(used, signed_at, "{}");
    return v.verify({"1777000000", signature, "", "", "{}"}, signed_at).has_value();
}

/// Whether it throws, with a text that shows no secret.
template <class Exception, class F>
bool throws(F&& f) {
    try {
        f();
    } catch (const Exception& exception) {
        return std::string_view(exception.what()).find("whsec") == std::string_view::npos;
    }
    return false;
}

template <class T>
concept printable = requires(std::ostream& out, const T& value) {
    out << value;
};

} // namespace

static_assert(!std::is_default_constructible_v<signing_secrets>);
static_assert(!std::is_copy_constructible_v<signing_secrets>);
static_assert(!std::is_copy_assignable_v<signing_secrets>);
static_assert(std::is_nothrow_move_constructible_v<signing_secrets>);
static_assert(std::is_nothrow_move_assignable_v<signing_secrets>);
static_assert(!std::is_convertible_v<std::string, signing_secrets>);
static_assert(!std::is_constructible_v<signing_secrets, int>);
static_assert(!std::is_constructible_v<signing_secrets, std::vector<int>>);
static_assert(std::is_constructible_v<signing_secrets, std::span<const std::string_view>>);
static_assert(!printable<signing_secrets>);
static_assert(printable<std::string>);

TEST_CASE("secrets come from arguments, arrays, spans and vectors alike") {
    const std::vector<std::string> strings = {"one secret of many", std::string("and t\0o more of them", 21)};
    const std::vector<std::string_view> views(strings.begin(), strings.end());
    const char* const pointer = strings[0].c_str();
    CHECK(signing_secrets("one secret of many").size() == 1);
    CHECK(signing_secrets(pointer).size() == 1);
    CHECK(signing_secrets("one secret of many", strings[1], views[1]).size() == 3);
    CHECK(signing_secrets(strings).size() == 2);
    CHECK(signing_secrets(std::array<const char*, 1>{pointer}).size() == 1);

    const verifier v{signing_secrets(std::span<const std::string_view>(views))};
    CHECK(accepts(v, strings[1]));
    CHECK(!accepts(v, std::string("and t\0o more of the ", 21)));
}

TEST_CASE("no secret, an empty one and a null pointer are refused, and no message shows a secret") {
    using refused = std::invalid_argument;
    const char* const unset = nullptr;
    CHECK(throws<refused>([] { signing_secrets(""); }));
    CHECK(throws<refused>([] { signing_secrets{secret, ""}; }));
    CHECK(throws<refused>([] { signing_secrets{std::string(), secret}; }));
    CHECK(throws<refused>([&] { signing_secrets{secret, unset}; }));
    CHECK(throws<refused>([] { signing_secrets{std::vector<std::string>()}; }));
    CHECK(throws<refused>([] { signing_secrets{std::vector<std::string_view>{secret, {}}}; }));
    CHECK(throws<refused>([] { (void)sign("", signed_at, {}); }));
}

TEST_CASE("a secret under 16 bytes is refused, and the likely mistake is named") {
    CHECK(signing_secrets("0123456789abcdef").size() == 1);
    const auto message = [](auto&& make) {
        try {
            make();
        } catch (const std::invalid_argument& refused) {
            return std::string(refused.what());
        }
        return std::string("nothing was thrown");
    };
    CHECK(message([] { signing_secrets("whsec_012345678"); }) ==
          "webhooks: the current signing secret has 15 bytes; at least 16 are required and 32 recommended: "
          "was "
          "it cut off?");
    CHECK(message([] {
              signing_secrets{secret, secret, "whsec_"};
          }) == "webhooks: previous signing secret 2 has 6 bytes; at least 16 are required and 32 "
                "recommended: was it "
                "cut off?");
    CHECK(message([] { (void)sign("whsec_", signed_at, {}); }) ==
          "webhooks: the secret to sign with has 6 bytes; at least 16 are required and 32 recommended: was "
          "it cut "
          "off?");
    CHECK(message([] { signing_secrets(""); }) == "webhooks: the current signing secret is empty: is the "
                                                  "file or environment variable that it comes from?");
    CHECK(message([] {
              signing_secrets{secret, static_cast<const char*>(nullptr)};
          }) == "webhooks: previous signing secret 1 is a null pointer: is its environment variable set?");
}

TEST_CASE("white space around a secret counts, except in one that is taken from a text") {
    const std::string from_file = "\t " + std::string(secret) + "\r\n";
    const verifier as_it_is{signing_secrets(from_file)};
    CHECK(accepts(as_it_is, from_file));
    CHECK(!accepts(as_it_is, secret));
    const verifier trimmed{
        signing_secrets::from_text(from_file, "a previous secret\n", "  the oldest secret")};
    CHECK(accepts(trimmed, secret));
    CHECK(accepts(trimmed, "a previous secret"));
    CHECK(accepts(trimmed, "the oldest secret"));
    CHECK(!accepts(trimmed, from_file));
    CHECK(signing_secrets::from_text("white space  within").size() == 1);
    CHECK(throws<std::invalid_argument>([] { (void)signing_secrets::from_text("                    \n"); }));
    CHECK(throws<std::invalid_argument>([] { (void)signing_secrets::from_text("123456789012345\n\n\n\n"); }));
    CHECK(throws<std::invalid_argument>(
        [] { (void)signing_secrets::from_text(secret, static_cast<const char*>(nullptr)); }));
}

TEST_CASE("secrets are copied only on purpose, and moved out of reach") {
    signing_secrets original{secret, "a previous secret"};
    const verifier of_clone(original.clone());
    CHECK(original.size() == 2);
    CHECK(accepts(of_clone, secret));
    signing_secrets moved = std::move(original);
    CHECK(moved.size() == 2);
    CHECK(original.size() == 0); // NOLINT(bugprone-use-after-move)
    CHECK(throws<std::invalid_argument>([&] { verifier{std::move(original)}; }));
}

} // namespace signing_secrets_test
