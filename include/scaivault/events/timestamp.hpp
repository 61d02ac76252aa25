#pragma once

#include "field.hpp"
#include <webhooks/describe/timestamp.hpp>

namespace scaivault {

using webhooks::append_timestamp;
using webhooks::format_timestamp;
using webhooks::parse_timestamp;

} // namespace scaivault
