#include "scaivault/testing/samples.hpp"

#include "../support/catch.hpp"
#include "../support/examples.hpp"

#include "scaivault/events/print.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <type_traits>

namespace testing_samples_test {

using namespace scaivault;

static_assert(std::is_same_v<decltype(sample<"secret.rotated">()), event<"secret.rotated">>);

TEST_CASE("there is a sample of every type, in the order of the catalog, and it is the vendor's example") {
    const auto all = samples();
    REQUIRE(all.size() == catalog::size);
    for (std::size_t i = 0; i != all.size(); ++i) {
        CAPTURE(i);
        CHECK(all[i].index() == i);
        CHECK(all[i] == decode(examples::text(catalog::names[i])).value());
    }
}

TEST_CASE("a sample of one type is typed") {
    CHECK(sample<"secret.rotated">().data.new_version == 4);
    CHECK(any_event(sample<"secret.rotated">()) == decode(examples::text("secret.rotated")).value());
    CHECK(any_event(sample<"identity.sync.completed">()) ==
          decode(examples::text("identity.sync.completed")).value());
}

TEST_CASE("a sample's text is the vendor's, byte for byte") {
    CHECK(sample_json<"secret.created">() == examples::text("secret.created"));
    CHECK(sample_json<"rotation.completed">() == examples::text("rotation.completed"));
    CHECK(sample_json<"policy.violation">() == examples::text("policy.violation"));
}

TEST_CASE("no two samples have the same id") {
    std::set<std::string> ids;
    for (const auto& each : samples())
        ids.insert(envelope_of(each).event_id);
    CHECK(ids.size() == catalog::size);
}

} // namespace testing_samples_test
