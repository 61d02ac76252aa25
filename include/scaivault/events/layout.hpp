#pragma once

#include "field.hpp"
#include <webhooks/describe/layout.hpp>

namespace scaivault {

using webhooks::base64_bytes;
using webhooks::base64_payload_here;
using webhooks::envelope_layout;
using webhooks::id_in_header;
using webhooks::no_payload;
using webhooks::payload_at;
using webhooks::payload_is_body;
using webhooks::type_in_header;
using webhooks::type_joined;

} // namespace scaivault
