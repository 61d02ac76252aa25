#pragma once

/// ScaiVault's deliveries with Boost.Beast. Optional: `webhook.hpp` does not include it. See `webhooks/beast.hpp`.

#include "answer.hpp"
#include "beast/request_reader.hpp"
#include "receiver.hpp"
#include <webhooks/beast.hpp>

namespace scaivault {

using webhooks::response_to;
using webhooks::serve;
using webhooks::serve_options;

/// The delivery in a request of Boost.Beast. See `webhooks::delivery_from`.
template <class Body, class Fields>
[[nodiscard]] delivery
delivery_from(const boost::beast::http::message<true, Body, Fields>& request) noexcept {
    return webhooks::delivery_from<scheme>(request);
}

} // namespace scaivault
