#pragma once

/// All of the generic floor but its adapters and vendors: signed webhook deliveries of any vendor as typed events.

#include "answer.hpp"
#include "any_handlers.hpp"
#include "catalog_difference.hpp"
#include "delivery.hpp"
#include "delivery_context.hpp"
#include "describe/calendar.hpp"
#include "describe/field.hpp"
#include "describe/field_check.hpp"
#include "describe/json_text.hpp"
#include "describe/open_enum.hpp"
#include "describe/places.hpp"
#include "describe/timestamp.hpp"
#include "dispatch.hpp"
#include "error.hpp"
#include "outcome.hpp"
#include "pattern_set.hpp"
#include "receiver.hpp"
#include "replay.hpp"
#include "trust/scheme.hpp"
#include "trust/signing_secrets.hpp"
#include "trust/verifier.hpp"
#include "json/decode.hpp"
#include "json/encode.hpp"
#include "json/print.hpp"

// For programs without -lboost_json: defined in one of their source files, that file has Boost.JSON's code in it.
#ifdef WEBHOOKS_BOOST_JSON_SOURCE
#    include <boost/json/src.hpp>
#endif
