#pragma once

#include "../delivery.hpp"

#include <cstddef>
#include <string_view>

namespace webhooks::detail {

/// The header fields that determine where a request ends and which host it is for.
struct http_framing {
    bool is_http_1_0 = false;
    std::size_t hosts = 0;              ///< number of Host fields
    std::size_t content_lengths = 0;    ///< number of Content-Length fields
    std::size_t transfer_encodings = 0; ///< number of Transfer-Encoding fields
    std::string_view transfer_encoding{};
};

/// True if all servers and proxies derive the same framing (RFC 9112, sections 3.2, 6.1 and 6.3).
///
/// `chunked` is the only accepted transfer coding, because parsers disagree about the body with any other.
[[nodiscard]] constexpr bool is_unambiguous(const http_framing& framing) noexcept {
    if (framing.hosts > 1 || (framing.hosts == 0 && !framing.is_http_1_0))
        return false;
    if (framing.transfer_encodings == 0)
        return framing.content_lengths <= 1;
    return framing.transfer_encodings == 1 && framing.content_lengths == 0 && !framing.is_http_1_0 &&
           same_header_name(framing.transfer_encoding, "chunked");
}

} // namespace webhooks::detail
