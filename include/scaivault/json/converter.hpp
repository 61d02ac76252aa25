#pragma once

#include "../events/field.hpp"
#include <webhooks/json/converter.hpp>

namespace scaivault {

using webhooks::conversion;

} // namespace scaivault
