#pragma once

/// The dispatch core alone: events of any catalog, no JSON, no OpenSSL. Compiles with -fno-exceptions and -fno-rtti too;
/// without exceptions, a match of a variant without a value aborts.

#include "dispatch/catalog.hpp"
#include "dispatch/fixed_string.hpp"
#include "dispatch/handler.hpp"
#include "dispatch/handlers.hpp"
#include "dispatch/match.hpp"
#include "dispatch/pattern.hpp"
