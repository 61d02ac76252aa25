#pragma once

/// The single header: signed webhook deliveries from ScaiVault as typed events in lambdas.

#include "any_handlers.hpp"
#include "dispatch.hpp"
#include "events/catalog.hpp"
#include "events/difference.hpp"
#include "events/field_check.hpp"
#include "events/layout.hpp"
#include "events/open_enum.hpp"
#include "events/print.hpp"
#include "events/timestamp.hpp"
#include "pattern_set.hpp"
#include "receiver.hpp"
#include "replay.hpp"
#include "scheme.hpp"
#include "subscription.hpp"
#include "version.hpp"
#include "json/decode.hpp"
#include "json/encode.hpp"

// For programs without -lboost_json: defined in one of their source files, that file has Boost.JSON's code in it.
#ifdef SCAIVAULT_BOOST_JSON_SOURCE
#    include <boost/json/src.hpp>
#endif
