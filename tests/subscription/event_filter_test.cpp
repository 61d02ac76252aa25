#include "scaivault/subscription/event_filter.hpp"

#include "../support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subscription_event_filter_test {

using namespace scaivault;

namespace {

template <fixed_string Name>
any_event at(std::optional<std::string> path) {
    event<Name> made;
    made.path = std::move(path);
    return made;
}

event_filter parsed(std::vector<std::string> events, path_filter path = {}) {
    return event_filter::parse(events, std::move(path)).value();
}

} // namespace

TEST_CASE("a filter that was given nothing lets every event through") {
    const event_filter all;
    CHECK(all.matches(at<"secret.rotated">("a/b")));
    CHECK(all.matches(at<"policy.created">(std::nullopt)));
    CHECK(all.matches(unknown_event{}));
}

TEST_CASE("events are let through by name and by pattern") {
    const auto filter = parsed({"secret.*", "policy.binding.created"});
    CHECK(filter.matches(at<"secret.rotated">("a/b")));
    CHECK(filter.matches(at<"policy.binding.created">(std::nullopt)));
    CHECK(!filter.matches(at<"policy.created">(std::nullopt)));

    unknown_event archived;
    archived.event_type = "secret.archived";
    CHECK(filter.matches(archived));
    archived.event_type = "secret.archived.now";
    CHECK(!filter.matches(archived));
}

TEST_CASE("a path prefix is compared by bytes") {
    const auto filter = parsed({"secret.*"}, {.prefix = "environments/prod"});
    CHECK(filter.matches(at<"secret.rotated">("environments/prod")));
    CHECK(filter.matches(at<"secret.rotated">("environments/prod/db")));
    CHECK(filter.matches(at<"secret.rotated">("environments/production/db")));
    CHECK(!filter.matches(at<"secret.rotated">("environments/pro")));
    CHECK(!filter.matches(at<"secret.rotated">("Environments/prod/db")));
    CHECK(!filter.matches(at<"secret.rotated">("x/environments/prod")));
    CHECK(!filter.matches(at<"certificate.issued">("environments/prod")));
}

TEST_CASE("a path prefix is compared by whole segments where that is asked for") {
    const auto below = [](std::string prefix) {
        return parsed({"**"}, {.prefix = std::move(prefix), .boundary = prefix_boundary::segment});
    };
    for (const std::string prefix : {"environments/prod", "environments/prod/"}) {
        CHECK(below(prefix).matches(at<"secret.rotated">("environments/prod/db")));
        CHECK(!below(prefix).matches(at<"secret.rotated">("environments/production/db")));
    }
    CHECK(below("environments/prod").matches(at<"secret.rotated">("environments/prod")));
    CHECK(!below("environments/prod/").matches(at<"secret.rotated">("environments/prod")));
    CHECK(below("").matches(at<"secret.rotated">("anything")));
}

TEST_CASE("an event without a path is let through only where no prefix is asked for") {
    CHECK(parsed({"**"}).matches(at<"policy.created">(std::nullopt)));
    CHECK(!parsed({"**"}, {.prefix = "a"}).matches(at<"policy.created">(std::nullopt)));
    CHECK(!parsed({"**"}, {.prefix = "a"}).matches(unknown_event{}));
}

TEST_CASE("the path of an unknown event counts too") {
    unknown_event archived;
    archived.event_type = "secret.archived";
    archived.path = "a/b";
    CHECK(parsed({"**"}, {.prefix = "a/"}).matches(archived));
    CHECK(!parsed({"**"}, {.prefix = "b/"}).matches(archived));
}

TEST_CASE("a list with a malformed pattern is refused, and so is an empty one") {
    const auto malformed = event_filter::parse({"secret.*", "policy..x"});
    REQUIRE(malformed.has_error());
    CHECK(malformed.error().code == errc::malformed_pattern);
    CHECK(malformed.error().where == "/events/1");
    CHECK(malformed.error().offset == 7);

    const auto empty = event_filter::parse(std::vector<std::string>{});
    REQUIRE(empty.has_error());
    CHECK(empty.error().code == errc::missing_field);
    CHECK(empty.error().where == "/events");
}

TEST_CASE("a catalog of one's own is filtered by type and, where its envelope has one, by path") {
    struct parcel : webhooks::detail::no_envelope {
        std::optional<std::string> path;
        [[nodiscard]] bool operator==(const parcel&) const = default;
    };
    struct post : basic_catalog<enveloped<parcel>, entry<"parcel.sent", secret_expiring>,
                                entry<"parcel.lost", secret_expiring>> {};
    const auto by_path = basic_event_filter<post>::parse({"parcel.*"}, {.prefix = "a"}).value();
    post::event<"parcel.sent"> sent;
    CHECK(!by_path.matches(sent));
    sent.path = "abc";
    CHECK(by_path.matches(sent));

    struct letter : webhooks::detail::no_envelope {
        std::string path;
        [[nodiscard]] bool operator==(const letter&) const = default;
    };
    struct mail : basic_catalog<enveloped<letter>, entry<"letter.sent", secret_expiring>> {};
    mail::event<"letter.sent"> posted;
    posted.path = "abc";
    CHECK(basic_event_filter<mail>::parse({"**"}, {.prefix = "ab"}).value().matches(posted));
    CHECK(!basic_event_filter<mail>::parse({"**"}, {.prefix = "b"}).value().matches(posted));

    struct shop
        : basic_catalog<entry<"order.placed", secret_expiring>, entry<"order.paid", secret_expiring>> {};
    const auto by_type = basic_event_filter<shop>::parse({"order.paid"}).value();
    CHECK(by_type.matches(shop::event<"order.paid">{}));
    CHECK(!by_type.matches(shop::event<"order.placed">{}));
    const auto below = basic_event_filter<shop>::parse({"order.*"}, {.prefix = "a"}).value();
    CHECK(!below.matches(shop::event<"order.paid">{}));
}

} // namespace subscription_event_filter_test
