#pragma once

#include "../events/types.hpp"
#include <webhooks/json/print.hpp>

namespace scaivault {

using webhooks::print_fields;
using webhooks::operator<<;

} // namespace scaivault
