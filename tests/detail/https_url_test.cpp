#include "scaivault/detail/https_url.hpp"

#include "../support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace detail_https_url_test {

namespace {

scaivault::detail::url_defect check(std::string_view url) {
    return scaivault::detail::defect_of_https_url(url);
}

bool says(std::string_view url, std::string_view reason, std::size_t offset) {
    const auto defect = check(url);
    CAPTURE(std::string(url), std::string(defect.reason), defect.offset);
    CHECK(defect.offset == offset);
    return defect.reason.find(reason) != std::string_view::npos;
}

} // namespace

TEST_CASE("URLs of servers are accepted") {
    for (const std::string_view url :
         {"https://hooks.example.com/scaivault", "https://example.com", "https://example.com/",
          "HTTPS://EXAMPLE.COM/", "https://example.com:8443/a/b?c=d&e=f%20g", "https://192.0.2.1/x",
          "https://[2001:db8::1]/x", "https://[::ffff:192.0.2.1]:443", "https://xn--bcher-kva.example/",
          "https://a.example/~user/(1);v=2,3@home:x?q=/?", "https://example.com:1",
          "https://example.com:65535"}) {
        CAPTURE(std::string(url));
        CHECK(check(url).reason.empty());
    }
}

TEST_CASE("another scheme than https is refused") {
    for (const std::string_view url :
         {"", "h", "https:/", "https:example.com", "http://example.com", "ftp://example.com", "//example.com",
          " https://example.com", "httpss://example.com"})
        CHECK(says(url, "does not begin with https://", 0));
}

TEST_CASE("a URL without a host is refused") {
    for (const std::string_view url : {"https://", "https:///path", "https://:443/", "https://?q"})
        CHECK(says(url, "host is empty", 8));
}

TEST_CASE("user information is refused, for it hides the host and has credentials in it") {
    CHECK(says("https://user:password@example.com/", "user information", 8));
    CHECK(says("https://example.com@evil.example/", "user information", 8));
}

TEST_CASE("a port is a number that TCP has") {
    for (const std::string_view url :
         {"https://example.com:", "https://example.com:0/", "https://example.com:65536",
          "https://example.com:99999999999999999999999", "https://example.com:80a", "https://example.com:-1",
          "https://example.com:80:80"})
        CHECK(says(url, "port", 19));
    CHECK(says("https://[::1]x/", "port", 13));
}

TEST_CASE("brackets have an address in them") {
    for (const std::string_view url : {"https://[]/", "https://[::1/", "https://[::g]/", "https://["})
        CHECK(says(url, "IPv6", 8));
}

TEST_CASE("characters that no URL has are refused where they stand") {
    CHECK(says("https://exa mple.com/", "in a host", 11));
    CHECK(says("https://b\xC3\xBC"
               "cher.example/",
               "in a host", 9));
    CHECK(says("https://example.com/a b", "not allowed here", 21));
    CHECK(says("https://example.com/a\r\nHost: evil", "not allowed here", 21));
    CHECK(says("https://example.com/<x>", "not allowed here", 20));
    CHECK(says(std::string_view("https://example.com/\0", 21), "not allowed here", 20));
    CHECK(says("https://example.com/?q=\"x\"", "not allowed here", 23));
    CHECK(says("https://example.com/[x]", "not allowed here", 20));
}

TEST_CASE("a percent sign has two hexadecimal digits behind it") {
    CHECK(check("https://example.com/%7e%AF").reason.empty());
    CHECK(says("https://example.com/%", "not allowed here", 20));
    CHECK(says("https://example.com/%4", "not allowed here", 20));
    CHECK(says("https://example.com/%4g", "not allowed here", 20));
}

TEST_CASE("a fragment is refused, for no server is ever sent one") {
    CHECK(says("https://example.com/a#b", "fragment", 21));
    CHECK(says("https://example.com#b", "fragment", 19));
}

} // namespace detail_https_url_test
