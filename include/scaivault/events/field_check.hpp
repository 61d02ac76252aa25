#pragma once

#include "field.hpp"
#include <webhooks/describe/field_check.hpp>

namespace scaivault {

using webhooks::fields_are_complete;

} // namespace scaivault
