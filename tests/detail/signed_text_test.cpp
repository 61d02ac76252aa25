#include "support/catch.hpp"

#include <webhooks/trust/detail/signed_text.hpp>

#include <cstddef>
#include <string>

namespace detail_signed_text_test {

using webhooks::scheme_strings;

namespace {

struct framed : webhooks::hmac_sha256_scheme<scheme_strings{.signature_header = "Signature",
                                                            .timestamp_header = "Time",
                                                            .signed_text = "v0:{timestamp}--{body}"}> {};

} // namespace

TEST_CASE("what is signed is the scheme's text, however long the timestamp and the body are") {
    for (std::size_t size = 0; size <= 20; ++size)
        for (std::size_t body_size = 0; body_size != 200; ++body_size) {
            std::string body(body_size, ' ');
            for (std::size_t i = 0; i != body.size(); ++i)
                body[i] = static_cast<char>('a' + i % 26);
            const std::string timestamp(size, static_cast<char>('0' + size % 10));
            const webhooks::detail::signed_text<framed> text(timestamp, body);
            CAPTURE(timestamp, body_size);
            CHECK(text.before_body() == "v0:" + timestamp + "--");
            CHECK(std::string(text.first()).append(text.rest()) == "v0:" + timestamp + "--" + body);
        }
}

} // namespace detail_signed_text_test
