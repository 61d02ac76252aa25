#pragma once

/// Asking ScaiVault for events: registering a webhook, polling a subscription, sharing one stream.

#include "events/catalog.hpp"
#include "subscription/event_filter.hpp"
#include "subscription/polling.hpp"
#include "subscription/registration.hpp"
