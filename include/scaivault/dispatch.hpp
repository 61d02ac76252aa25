#pragma once

/// The dispatch core alone: events of any catalog, no JSON, no OpenSSL.

#include "dispatch/catalog.hpp"
#include "dispatch/fixed_string.hpp"
#include "dispatch/handler.hpp"
#include "dispatch/handlers.hpp"
#include "dispatch/match.hpp"
#include "dispatch/pattern.hpp"
