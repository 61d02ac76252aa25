#include "scaivault/json/error.hpp"

#include "../support/catch.hpp"

#include <boost/system/system_error.hpp>

#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace json_error_test {

namespace {

using namespace scaivault;

static_assert(boost::system::is_error_code_enum<errc>::value);
static_assert(!std::is_convertible_v<int, errc>);
static_assert(std::is_nothrow_move_constructible_v<failure>);

/// All codes.
std::set<errc> all_codes() {
    std::set<errc> codes;
    for (int value = 1; errc_category().message(value) != errc_category().message(0); ++value)
        codes.insert(static_cast<errc>(value));
    return codes;
}

failure missing() {
    return {.code = errc::missing_field, .where = "/data/new_version", .offset = 17, .detail = "a detail"};
}

} // namespace

TEST_CASE("each code has a message of its own, and none is zero, which would mean success") {
    std::set<std::string> messages;
    for (const errc code : all_codes()) {
        const boost::system::error_code converted = code;
        CHECK(converted.failed());
        CHECK(converted.category() == errc_category());
        CHECK(!converted.message().empty());
        messages.insert(converted.message());
    }
    CHECK(all_codes().contains(errc::invalid_json));
    CHECK(all_codes().contains(errc::header_mismatch));
    CHECK(messages.size() == all_codes().size());
}

TEST_CASE("a value that is no code has a message too") {
    CHECK(errc_category().message(0) == "unknown webhooks error");
    CHECK(errc_category().message(-1) == "unknown webhooks error");
    CHECK(errc_category().message(1'000'000) == "unknown webhooks error");
}

TEST_CASE("the category is named after the library") {
    CHECK(std::string_view(errc_category().name()) == "webhooks");
    CHECK(make_error_code(errc::stale).what().find("webhooks") != std::string::npos);
}

TEST_CASE("a code is compared with an error of this library, and with it alone") {
    const failure error = missing();
    CHECK(error.code == errc::missing_field);
    CHECK(error.code != errc::wrong_type);
    const auto other = boost::system::errc::make_error_code(
        static_cast<boost::system::errc::errc_t>(static_cast<int>(errc::missing_field)));
    CHECK(other != errc::missing_field);
}

TEST_CASE("a standard error code can be made of it") {
    const std::error_code code = make_error_code(errc::too_large);
    CHECK(code.value() == static_cast<int>(errc::too_large));
    CHECK(std::string_view(code.category().name()) == "webhooks");
    CHECK(code.message() == make_error_code(errc::too_large).message());
}

TEST_CASE("the message says what, where, at which byte and why") {
    CHECK(missing().message() == "a required field is missing: /data/new_version (byte 17): a detail");
    CHECK(failure{.code = errc::too_large}.message() == "the text is too long");
    CHECK(failure{.code = errc::invalid_json, .offset = 3}.message() ==
          "the text is not valid JSON (byte 3)");
    CHECK(failure{.code = errc::stale, .detail = "by far"}.message() ==
          "the delivery was signed too long ago: by far");
}

TEST_CASE("failures are equal when all their parts are") {
    CHECK(missing() == missing());
    for (auto change : {+[](failure& f) { f.code = errc::wrong_type; }, +[](failure& f) { f.where += "x"; },
                        +[](failure& f) { ++f.offset; }, +[](failure& f) { f.detail.clear(); }}) {
        failure other = missing();
        change(other);
        CHECK(!(other == missing()));
    }
}

TEST_CASE("a result holds a value or a failure") {
    const result<std::string> good = "text";
    REQUIRE(good.has_value());
    CHECK(good.value() == "text");
    const result<std::string> bad = missing();
    REQUIRE(bad.has_error());
    CHECK(bad.error() == missing());
}

TEST_CASE("the value of a failed result throws a system_error with the code and the message") {
    const result<std::string> bad = missing();
    try {
        (void)bad.value();
        FAIL("nothing was thrown");
    } catch (const boost::system::system_error& error) {
        CHECK(error.code() == errc::missing_field);
        CHECK(std::string_view(error.what()).find(missing().message()) != std::string_view::npos);
    }
    const result<void> nothing = missing();
    CHECK_THROWS_AS(nothing.value(), boost::system::system_error);
}

TEST_CASE("a failure prints its message") {
    const scaivault::failure failure{.code = scaivault::errc::stale, .detail = "check the clock"};
    std::ostringstream out;
    out << failure;
    CHECK(out.str() == failure.message());
}

} // namespace json_error_test
