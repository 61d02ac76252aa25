#pragma once

#include "json/error.hpp"
#include <webhooks/outcome.hpp>

namespace scaivault {

using webhooks::http_status;
using webhooks::http_statuses;
using webhooks::outcome;
using webhooks::to_string;

} // namespace scaivault
