#pragma once

#include "dispatch/pattern.hpp"
#include "events/types.hpp"
#include "json/error.hpp"
#include <webhooks/pattern_set.hpp>

namespace scaivault {

using webhooks::basic_pattern_set;
using webhooks::pattern;

/// A set of patterns over ScaiVault's event types.
using pattern_set = basic_pattern_set<catalog>;

} // namespace scaivault
