#include "scaivault/version.hpp"

#include "support/catch.hpp"

#include <string>

namespace version_test {

using namespace scaivault;

static_assert(library_version > semantic_version{});
static_assert(semantic_version{0, 9, 9} < semantic_version{0, 10});
static_assert(semantic_version{1} > semantic_version{0, 99, 99});

TEST_CASE("the version as numbers is the version as text") {
    CHECK(std::to_string(library_version.major_number) + "." + std::to_string(library_version.minor_number) +
              "." + std::to_string(library_version.patch_number) ==
          version_text);
}

} // namespace version_test
