#pragma once

#include "events/catalog.hpp"
#include <webhooks/any_handlers.hpp>

namespace scaivault {

using webhooks::basic_any_handlers;
using webhooks::delivery_context;

/// Handlers of any types for ScaiVault's events. See `webhooks::basic_any_handlers`.
using any_handlers = basic_any_handlers<catalog>;

} // namespace scaivault
