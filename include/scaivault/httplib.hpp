#pragma once

/// ScaiVault's deliveries with cpp-httplib. Optional: `webhook.hpp` does not include it. See `webhooks/httplib.hpp`.

#include "answer.hpp"
#include "receiver.hpp"
#include <webhooks/httplib.hpp>

namespace scaivault {

using webhooks::add_webhook;
using webhooks::httplib_handler;
using webhooks::respond_to;

/// The delivery in a request of cpp-httplib whose body was read by a content reader. See `webhooks::delivery_from`.
[[nodiscard]] inline delivery delivery_from(const ::httplib::Request& request, std::string_view body) {
    return webhooks::delivery_from<scheme>(request, body);
}

/// The same with the body that cpp-httplib has read, which is decompressed: see the overload above.
[[nodiscard]] [[deprecated("cpp-httplib has decompressed this body without a limit: read it with "
                           "httplib_handler or add_webhook")]] inline delivery
delivery_from(const ::httplib::Request& request) {
    return webhooks::delivery_from<scheme>(request, request.body);
}

} // namespace scaivault
