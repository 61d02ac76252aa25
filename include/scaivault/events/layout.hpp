#pragma once

#include "field.hpp"
#include <webhooks/describe/layout.hpp>

namespace scaivault {

using webhooks::envelope_layout;

} // namespace scaivault
