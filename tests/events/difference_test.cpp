#include "support/catch.hpp"

#include <scaivault/events/difference.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace events_difference_test {

using namespace scaivault;

TEST_CASE("a server with the same types, in any order, does not differ") {
    std::vector<std::string_view> types(catalog::names.rbegin(), catalog::names.rend());
    CHECK(catalog_difference(types).empty());
}

TEST_CASE("each side's missing types are reported, in the order of the side that has them") {
    std::vector<std::string_view> types(catalog::names.begin(), catalog::names.end());
    types.erase(types.begin() + 3); // secret.rotated
    types.pop_back();               // identity.sync.completed
    types.insert(types.begin(), "vault.sealed");
    types.push_back("secret.archived");
    types.push_back("vault.sealed");
    const auto differences = catalog_difference(types);
    CHECK_FALSE(differences.empty());
    CHECK(differences.missing_here == std::vector<std::string>{"vault.sealed", "secret.archived"});
    CHECK(differences.missing_there == std::vector<std::string>{"secret.rotated", "identity.sync.completed"});
}

TEST_CASE("an empty list lacks all thirty") {
    CHECK(catalog_difference({}).missing_there.size() == 30);
}

} // namespace events_difference_test
