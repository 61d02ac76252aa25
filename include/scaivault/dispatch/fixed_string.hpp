#pragma once

/// Strings as template arguments. See `webhooks/dispatch/fixed_string.hpp`.

#include <webhooks/dispatch/fixed_string.hpp>

namespace scaivault {

using webhooks::fixed_string;

} // namespace scaivault
