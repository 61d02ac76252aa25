#pragma once

/// ScaiVault's deliveries with handlers that suspend. Optional: `webhook.hpp` does not include it. See `webhooks/asio.hpp`.

#include "receiver.hpp"
#include <webhooks/asio.hpp>

namespace scaivault {

using webhooks::async_receive;
using webhooks::async_receive_options;

} // namespace scaivault
