#pragma once

/// The dispatch core alone: events of any catalog, without JSON and OpenSSL. Compiles with -fno-exceptions and -fno-rtti too.
/// Without exceptions, a match of a variant without a value aborts.

#include "dispatch/catalog.hpp"
#include "dispatch/fixed_string.hpp"
#include "dispatch/handler.hpp"
#include "dispatch/handler_list.hpp"
#include "dispatch/handlers.hpp"
#include "dispatch/match.hpp"
#include "dispatch/pattern.hpp"
#include "dispatch/tap.hpp"
#include "dispatch/when.hpp"
