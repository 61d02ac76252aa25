#pragma once

/// Events from JSON text, and the lists of handlers that `decode_for` takes. See `webhooks/json/decode.hpp`.

#include "../events/catalog.hpp"
#include "detail/decode.hpp"
