#pragma once

#include "../events/types.hpp"
#include <webhooks/json/encode.hpp>

namespace scaivault {

using webhooks::encode;

} // namespace scaivault
