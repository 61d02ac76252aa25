#pragma once

/// Patterns of event types. See `webhooks/dispatch/pattern.hpp`.

#include "fixed_string.hpp"
#include <webhooks/dispatch/pattern.hpp>

namespace scaivault {

using webhooks::defect_of;
using webhooks::is_valid_pattern;
using webhooks::matches;
using webhooks::pattern_defect;

} // namespace scaivault
