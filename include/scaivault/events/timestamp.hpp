#pragma once

#include "field.hpp"
#include <webhooks/describe/calendar.hpp>
#include <webhooks/describe/timestamp.hpp>

namespace scaivault {

using webhooks::append_date;
using webhooks::append_timestamp;
using webhooks::calendar_date;
using webhooks::format_timestamp;
using webhooks::parse_date;
using webhooks::parse_timestamp;
using webhooks::unix_seconds;

} // namespace scaivault
