#include "support/catch.hpp"

#include <webhooks/detail/kept_text.hpp>

#include <cstddef>
#include <string>

namespace detail_kept_text_test {

using webhooks::detail::kept_text;

TEST_CASE("a kept text stays when what it was made from is gone, whatever its length") {
    for (const std::size_t size : {0U, 1U, 30U, 63U, 64U, 65U, 1000U}) {
        std::string text(size, 'x');
        const kept_text kept(text);
        text.assign(size, 'y');
        CHECK(kept.text() == std::string(size, 'x'));
    }
    CHECK(kept_text().text().empty());
    CHECK(kept_text("").text().empty());
}

} // namespace detail_kept_text_test
