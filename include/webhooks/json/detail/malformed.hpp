#pragma once

#include "../../detail/concat.hpp"
#include "../../detail/utf8.hpp"
#include "../../error.hpp"
#include "unescaped.hpp"

#include <boost/json/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// Why a text is not JSON, and where, in more detail than the parser's "syntax error".
namespace webhooks::detail {

/// The first escape in `text` of half a surrogate pair without the other half, or `npos`. RFC 8259, section 7.
[[nodiscard]] inline std::size_t find_lone_surrogate(std::string_view text) noexcept {
    for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
        const auto unit = escaped_code_unit(text, at);
        if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
            at += 2;
            continue;
        }
        const auto next = escaped_code_unit(text, at + 6);
        if (*unit > 0xDBFF || !next || *next < 0xDC00 || *next > 0xDFFF)
            return at;
        at += 12;
    }
    return std::string_view::npos;
}

/// "UTF-16" or "UTF-32" if `text` begins with its byte order mark, or with two ASCII characters in it, which the zeros
/// among the first four bytes tell. RFC 4627, section 3.
[[nodiscard]] inline std::string_view wide_encoding(std::string_view text) noexcept {
    using namespace std::string_view_literals;
    const std::string_view begin = text.substr(0, 4);
    if (begin == "\xFF\xFE\0\0"sv || begin == "\0\0\xFE\xFF"sv)
        return "UTF-32";
    if (begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF"))
        return "UTF-16";
    std::string zeros;
    for (const char c : begin)
        zeros.push_back(c == '\0' ? '0' : 'x');
    if (zeros == "x000" || zeros == "000x")
        return "UTF-32";
    if (zeros == "x0x0" || zeros == "0x0x")
        return "UTF-16";
    return {};
}

/// What is wrong with `json`, in which the parser stopped at `offset` because of `ec`.
[[nodiscard, gnu::noinline, gnu::cold]] inline failure
malformed(std::string_view json, boost::system::error_code ec, std::size_t offset, std::size_t max_depth) {
    if (ec == boost::json::error::too_deep)
        return {.code = errc::too_deep,
                .offset = offset,
                .detail = concat({"the limit is ", max_depth, " levels"})};
    failure error{.code = errc::invalid_json, .offset = offset, .detail = ec.message()};
    if (json.empty()) {
        error.detail = "it is empty";
    } else if (ec == boost::json::error::incomplete) {
        return error; // half a character or half a pair at the end is cut short too
    } else if (const auto encoding = wide_encoding(json); !encoding.empty()) {
        error.offset = 0;
        error.detail = concat({"it is in ", encoding, ", not in UTF-8"});
    } else if (json.starts_with("\xEF\xBB\xBF")) {
        error.offset = 0;
        error.detail = "it begins with a byte order mark (BOM)";
    } else if (const auto byte = find_invalid_utf8(json); byte <= offset) {
        error.offset = byte;
        error.detail = "invalid UTF-8";
    } else if (const auto escape = find_lone_surrogate(json); escape < offset) {
        // The parser read on for the other half. What it read is JSON, so the escape is in a string.
        error.offset = escape;
        error.detail = "a lone surrogate: an escape of half a UTF-16 pair, without the other half";
    }
    return error;
}

} // namespace webhooks::detail
