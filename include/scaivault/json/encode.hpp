#pragma once

#include "../events/catalog.hpp"
#include <webhooks/json/encode.hpp>

namespace scaivault {

using webhooks::encode;

} // namespace scaivault
