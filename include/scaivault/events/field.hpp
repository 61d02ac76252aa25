#pragma once

#include "../dispatch/catalog.hpp"
#include <webhooks/describe/field.hpp>
#include <webhooks/describe/json_text.hpp>

namespace scaivault {

using webhooks::converter;
using webhooks::described;
using webhooks::field;
using webhooks::field_list;
using webhooks::fields;
using webhooks::for_each_field;
using webhooks::id_field;
using webhooks::json_text;
using webhooks::payload_here;
using webhooks::presence;
using webhooks::time_point;
using webhooks::type_here;

} // namespace scaivault
