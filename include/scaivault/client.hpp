#pragma once

/// Calling ScaiVault: registering webhooks and polling subscriptions, over HTTPS with Boost.Beast. Optional: `webhook.hpp`
/// does not include it. Requires threads and OpenSSL's libssl. Without Boost.Beast, for a transport of your own, include
/// `client/client.hpp` and `client/poller.hpp`.

#include "client/client.hpp"
#include "client/poller.hpp"
#include <webhooks/client/https_transport.hpp>

namespace scaivault {

using webhooks::https_options;
using webhooks::https_transport;

/// A client over HTTPS: `client vault{{.token = token}};`.
using client = basic_client<https_transport>;

} // namespace scaivault
