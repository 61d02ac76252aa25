#include "scaivault/events/open_enum.hpp"

#include "scaivault/events/certificate.hpp"
#include "scaivault/events/dynamic_lease.hpp"
#include "scaivault/events/identity.hpp"
#include "scaivault/events/policy.hpp"

#include "../support/catch.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace events_open_enum_test {

namespace {

using scaivault::issuance_method;
using scaivault::open_enum;
using reason = scaivault::lease_revocation_reason;

static_assert(std::convertible_to<reason, open_enum<reason>>);
static_assert(!std::convertible_to<std::string_view, open_enum<reason>>);
static_assert(std::constructible_from<open_enum<reason>, std::string_view>);
static_assert(!std::constructible_from<open_enum<reason>, issuance_method>);
static_assert(std::is_nothrow_move_constructible_v<open_enum<reason>>);

/// Whether no text and no enumerator of `E` stands twice.
template <class E>
constexpr bool texts_are_one_to_one() {
    const auto& texts = scaivault::enum_texts<E>::value;
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (texts[i].first == texts[j].first || texts[i].second == texts[j].second)
                return false;
    return true;
}

static_assert(texts_are_one_to_one<scaivault::violation_reason>());
static_assert(texts_are_one_to_one<scaivault::violation_condition>());
static_assert(texts_are_one_to_one<issuance_method>());
static_assert(texts_are_one_to_one<reason>());
static_assert(texts_are_one_to_one<scaivault::identity_sync_type>());

} // namespace

TEST_CASE("an enumerator has the text that the catalog lists, and the text gives the enumerator back") {
    const auto stands_for = [](std::string_view text, auto enumerator) {
        using value = open_enum<decltype(enumerator)>;
        CAPTURE(text);
        CHECK(value{enumerator}.text() == text);
        CHECK((value{text}.known() == enumerator));
        CHECK((value{text} == enumerator));
        CHECK((enumerator == value{text}));
        CHECK((value{text} == value{enumerator}));
    };
    stands_for("no_matching_rule", scaivault::violation_reason::no_matching_rule);
    stands_for("condition_failed", scaivault::violation_reason::condition_failed);
    stands_for("insufficient_scope", scaivault::violation_reason::insufficient_scope);
    stands_for("ip_not_allowed", scaivault::violation_condition::ip_not_allowed);
    stands_for("mfa_required", scaivault::violation_condition::mfa_required);
    stands_for("time_window_violation", scaivault::violation_condition::time_window_violation);
    stands_for("internal_ca", issuance_method::internal_ca);
    stands_for("acme", issuance_method::acme);
    stands_for("csr_sign", issuance_method::csr_sign);
    stands_for("import", issuance_method::import);
    stands_for("explicit", reason::explicit_);
    stands_for("expired", reason::expired);
    stands_for("revoke_prefix", reason::revoke_prefix);
    stands_for("engine_disabled", reason::engine_disabled);
    stands_for("FULL", scaivault::identity_sync_type::full);
}

TEST_CASE("a value that the vendor has added keeps its text and has no enumerator") {
    const open_enum<reason> value{"lost_interest"};
    CHECK_FALSE(value.known().has_value());
    CHECK(value.text() == "lost_interest");
    CHECK((value == open_enum<reason>{"lost_interest"}));
    CHECK((value != open_enum<reason>{"other"}));
    CHECK((value != reason::expired));
    CHECK((value != open_enum<reason>{}));
}

TEST_CASE("only the very text is known") {
    CHECK_FALSE(open_enum<reason>{"Explicit"}.known().has_value());
    CHECK_FALSE(open_enum<reason>{"explicit_"}.known().has_value());
    CHECK_FALSE(open_enum<reason>{"explicit "}.known().has_value());
    CHECK_FALSE(open_enum<reason>{std::string_view("explicit\0", 9)}.known().has_value());
}

TEST_CASE("a default value, the empty text and an enumerator without a text are the same") {
    const open_enum<reason> value;
    CHECK(value.text().empty());
    CHECK_FALSE(value.known().has_value());
    CHECK((value == open_enum<reason>{""}));
    CHECK((value == open_enum<reason>{static_cast<reason>(99)}));
}

TEST_CASE("assigning a text replaces an enumerator, and the other way about") {
    open_enum<reason> value = reason::expired;
    value.assign("a text that is too long for a small string buffer");
    CHECK_FALSE(value.known().has_value());
    CHECK(value.text() == "a text that is too long for a small string buffer");

    value.assign("revoke_prefix");
    CHECK((value == reason::revoke_prefix));
    CHECK((value == open_enum<reason>{reason::revoke_prefix})); // nothing of the old text is left to compare

    value = reason::explicit_;
    CHECK(value.text() == "explicit");
}

TEST_CASE("the text of an unknown value outlives the text that it was made from") {
    std::string source(100, 'x');
    const open_enum<reason> value{source};
    source.assign(100, 'y');
    CHECK(value.text() == std::string(100, 'x'));
}

TEST_CASE("a copy has the text, and a value may be assigned a part of its own text") {
    open_enum<reason> value{"because it is expired"};
    const open_enum<reason> copy = value;
    value.assign(value.text().substr(14));
    CHECK((value == reason::expired));
    CHECK(copy.text() == "because it is expired");
}

TEST_CASE("an optional value compares with an enumerator") {
    std::optional<open_enum<scaivault::violation_condition>> failed;
    CHECK_FALSE((failed == scaivault::violation_condition::mfa_required));
    failed = scaivault::violation_condition::mfa_required;
    CHECK((failed == scaivault::violation_condition::mfa_required));
}

} // namespace events_open_enum_test
