#pragma once

/// What declares a catalog, without what matches its events. See `webhooks/dispatch/catalog.hpp`.

#include "fixed_string.hpp"
#include <webhooks/dispatch/catalog.hpp>

namespace scaivault {

using webhooks::basic_catalog;
using webhooks::basic_event;
using webhooks::basic_unknown_event;
using webhooks::catalog_for;
using webhooks::entry;
using webhooks::enveloped;
using webhooks::named_entry;

} // namespace scaivault
