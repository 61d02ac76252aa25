#include "scaivault/outcome.hpp"

#include "support/catch.hpp"

#include <cstddef>
#include <exception>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace outcome_test {

namespace {

using namespace scaivault;

constexpr outcome::kind_type kinds[] = {outcome::handled,   outcome::unhandled,      outcome::unknown,
                                        outcome::duplicate, outcome::in_progress,    outcome::guard_full,
                                        outcome::rejected,  outcome::handler_failed, outcome::accepted};

static_assert(to_string(outcome::handled) == "handled");
static_assert(to_string(outcome::unhandled) == "unhandled");
static_assert(to_string(outcome::unknown) == "unknown");
static_assert(to_string(outcome::duplicate) == "duplicate");
static_assert(to_string(outcome::in_progress) == "in_progress");
static_assert(to_string(outcome::guard_full) == "guard_full");
static_assert(to_string(outcome::rejected) == "rejected");
static_assert(to_string(outcome::handler_failed) == "handler_failed");
static_assert(to_string(outcome::accepted) == "accepted");
static_assert(to_string(errc::stale) == "stale");
static_assert(to_string(errc::invalid_text) == "invalid_text");
static_assert(to_string(errc{}).empty());
static_assert(std::is_nothrow_move_constructible_v<outcome>);
static_assert(noexcept(http_status(std::declval<const outcome&>())));

outcome rejected_with(errc code) {
    return outcome(failure{.code = code});
}

/// All statuses are different, so that a test can tell which one was used.
constexpr http_statuses distinct{.handled = 1,
                                 .unhandled = 2,
                                 .unknown = 3,
                                 .duplicate = 4,
                                 .in_progress = 5,
                                 .guard_full = 6,
                                 .malformed = 7,
                                 .unauthorized = 8,
                                 .too_large = 9,
                                 .handler_failed = 10};

} // namespace

TEST_CASE("each error code has a name and a message of its own") {
    std::set<std::string> names;
    std::set<std::string> messages;
    int last = 0;
    for (auto name = to_string(errc{1}); !name.empty(); name = to_string(errc{last + 1})) {
        ++last;
        std::ostringstream printed;
        printed << errc{last};
        CHECK(printed.str() == name);
        names.emplace(name);
        messages.insert(make_error_code(errc{last}).message());
    }
    CHECK(names.count("invalid_json") == 1);
    CHECK(names.count("malformed_id") == 1);
    CHECK(names.size() == static_cast<std::size_t>(last));
    CHECK(messages.size() == names.size());
}

TEST_CASE("an outcome knows its kind and the event's type") {
    for (const auto kind : kinds) {
        const outcome o(kind, "secret.rotated");
        CHECK(o.kind() == kind);
        CHECK(o == kind);
        CHECK(o.event_type() == "secret.rotated");
        CHECK(o.error() == nullptr);
        CHECK(o.exception() == nullptr);
    }
    CHECK(outcome(outcome::handled, "") != outcome::duplicate);
}

TEST_CASE("a rejection holds its failure, and a copy its own") {
    const auto o = rejected_with(errc::stale);
    CHECK(o == outcome::rejected);
    CHECK(o.event_type().empty());
    const auto copy = o;
    REQUIRE(copy.error() != nullptr);
    CHECK(copy.error() != o.error());
    CHECK(copy.error()->code == errc::stale);
    CHECK(copy.exception() == nullptr);
}

TEST_CASE("a failed handler's outcome holds the exception") {
    const outcome o(std::make_exception_ptr(std::runtime_error("disk full")));
    CHECK(o == outcome::handler_failed);
    CHECK(o.error() == nullptr);
    CHECK_THROWS_AS(std::rethrow_exception(o.exception()), std::runtime_error);
}

TEST_CASE("the default statuses are those of the vendor's sample") {
    CHECK(http_status(outcome(outcome::handled, "")) == 200);
    CHECK(http_status(outcome(outcome::unhandled, "")) == 200);
    CHECK(http_status(outcome(outcome::unknown, "")) == 200);
    CHECK(http_status(outcome(outcome::duplicate, "")) == 200);
    CHECK(http_status(outcome(outcome::in_progress, "")) == 409);
    CHECK(http_status(outcome(outcome::guard_full, "")) == 503);
    CHECK(http_status(outcome(std::make_exception_ptr(1))) == 500);
    for (const errc code : {errc::missing_signature, errc::malformed_signature, errc::missing_timestamp,
                            errc::malformed_timestamp, errc::invalid_json, errc::duplicate_key,
                            errc::missing_field, errc::wrong_type, errc::out_of_range, errc::malformed_time,
                            errc::malformed_date, errc::unknown_value, errc::too_deep})
        CHECK(http_status(rejected_with(code)) == 400);
    for (const errc code :
         {errc::stale, errc::from_the_future, errc::signature_mismatch, errc::header_mismatch})
        CHECK(http_status(rejected_with(code)) == 401);
    CHECK(http_status(rejected_with(errc::too_large)) == 413);
}

TEST_CASE("each status can be changed by itself") {
    CHECK(http_status(outcome(outcome::handled, ""), distinct) == 1);
    CHECK(http_status(outcome(outcome::unhandled, ""), distinct) == 2);
    CHECK(http_status(outcome(outcome::unknown, ""), distinct) == 3);
    CHECK(http_status(outcome(outcome::duplicate, ""), distinct) == 4);
    CHECK(http_status(outcome(outcome::in_progress, ""), distinct) == 5);
    CHECK(http_status(outcome(outcome::guard_full, ""), distinct) == 6);
    CHECK(http_status(rejected_with(errc::wrong_type), distinct) == 7);
    CHECK(http_status(rejected_with(errc::stale), distinct) == 8);
    CHECK(http_status(rejected_with(errc::too_large), distinct) == 9);
    CHECK(http_status(outcome(std::make_exception_ptr(1)), distinct) == 10);
    CHECK(http_status(outcome(outcome::in_progress, ""), {.in_progress = 503}) == 503);
    CHECK(http_status(outcome(outcome::handled, ""), {.in_progress = 503}) == 200);
}

TEST_CASE("a rejection that was made without a failure has a status all the same") {
    CHECK(http_status(outcome(outcome::rejected, "")) == 400);
}

TEST_CASE("a failure of another category is malformed, whatever its number") {
    const auto other =
        boost::system::error_code(static_cast<int>(errc::stale), boost::system::generic_category());
    CHECK(http_status(outcome(failure{.code = other})) == 400);
}

TEST_CASE("status() is http_status of the outcome") {
    CHECK(outcome(outcome::in_progress, "").status() == 409);
    CHECK(outcome(outcome::accepted, "").status() == 200);
    CHECK(outcome(outcome::accepted, "").status({.accepted = 202}) == 202);
    CHECK(rejected_with(errc::stale).status(distinct) == 8);
}

TEST_CASE("a failure compares with the code alone, whatever its place and detail") {
    const failure refused{.code = errc::stale, .detail = "signed 301 s ago"};
    CHECK(refused == errc::stale);
    CHECK(refused != errc::from_the_future);
    CHECK(*outcome(refused).error() == errc::stale);
    CHECK(failure{.code = boost::system::error_code(static_cast<int>(errc::stale),
                                                    boost::system::generic_category())} != errc::stale);
}

TEST_CASE("an outcome prints as one line for a log: kind, type, id and reason") {
    const auto printed = [](const outcome& of) {
        std::ostringstream out;
        out << of;
        CHECK(out.str() == of.message());
        return out.str();
    };
    outcome handled(outcome::handled, "secret.rotated");
    CHECK(printed(handled) == "handled secret.rotated");
    handled.about({"evt_1", "secret.rotated", {}});
    CHECK(printed(handled) == "handled secret.rotated evt_1");
    CHECK(printed(rejected_with(errc::stale)) == "rejected: the delivery was signed too long ago");
    CHECK(printed(outcome(std::make_exception_ptr(std::runtime_error("disk\nfull")))) ==
          "handler_failed: disk?full");
    CHECK(printed(outcome(std::make_exception_ptr(1))) ==
          "handler_failed: something that is no std::exception was thrown");
    CHECK(printed(outcome(failure{.code = errc::too_large, .detail = "by far"}, outcome::handler_failed)) ==
          "handler_failed: the text is too long: by far");
}

TEST_CASE("a type or an id that a sender made up cannot break or flood a log") {
    outcome unknown(outcome::unknown, "");
    unknown.about({std::string(1'000, 'x'), {}, "a\n\x1b[2J \\b\xff"});
    CHECK(unknown.event_type() == "a\n\x1b[2J \\b\xff");
    CHECK(unknown.event_id().size() == 1'000);
    CHECK(unknown.message() == R"(unknown a\x0a\x1b[2J\x20\x5cb\xff )" + std::string(200, 'x') + "...");
}

TEST_CASE("an outcome keeps the id and an unknown type when it is copied and moved") {
    const std::string id(100, 'i');
    for (const std::string_view text : {std::string_view("evt_1"), std::string_view(id)}) {
        outcome first(outcome::unknown, "");
        first.about({text, {}, "secret.archived"});
        const outcome copy = first;
        const outcome moved = std::move(first);
        for (const outcome* each : {&copy, &moved}) {
            CHECK(each->event_id() == text);
            CHECK(each->event_type() == "secret.archived");
            CHECK(each->known_type().empty());
        }
    }
}

TEST_CASE("Catch2 shows outcomes, kinds, failures and error codes by name") {
    CHECK(Catch::Detail::stringify(outcome(outcome::duplicate, "secret.rotated")) ==
          "duplicate secret.rotated");
    CHECK(Catch::Detail::stringify(outcome::duplicate) == "duplicate");
    CHECK(Catch::Detail::stringify(errc::stale) == "stale");
    CHECK(Catch::Detail::stringify(failure{.code = errc::too_deep}) == "the text is nested too deeply");
}

} // namespace outcome_test
