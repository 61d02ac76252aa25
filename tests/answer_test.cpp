#include "scaivault/answer.hpp"

#include "support/catch.hpp"

#include <stdexcept>
#include <string>

namespace answer_test {

using namespace scaivault;

TEST_CASE("an answer names the outcome, and the event's type where it is known") {
    CHECK(answer_body({outcome::handled, "secret.rotated"}) ==
          "{\"outcome\":\"handled\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(answer_body({outcome::guard_full, "secret.rotated"}) ==
          "{\"outcome\":\"guard_full\",\"event_type\":\"secret.rotated\"}\n");
    CHECK(answer_body({outcome::unknown, ""}) == "{\"outcome\":\"unknown\"}\n");
}

TEST_CASE("every rejection is answered alike, whatever its cause") {
    const outcome forged{failure{.code = errc::signature_mismatch, .detail = "tried 2 secrets"}};
    const outcome misread{failure{.code = errc::wrong_type, .where = "/data/new_version", .offset = 7}};
    CHECK(answer_body(forged) == "{\"outcome\":\"rejected\"}\n");
    CHECK(answer_body(misread) == answer_body(forged));
}

TEST_CASE("what a handler threw stays out of the answer") {
    const outcome failed{std::make_exception_ptr(std::runtime_error("password=hunter2"))};
    CHECK(answer_body(failed) == "{\"outcome\":\"handler_failed\"}\n");
}

} // namespace answer_test
