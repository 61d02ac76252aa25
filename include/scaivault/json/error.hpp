#pragma once

#include <webhooks/error.hpp>

namespace scaivault {

using webhooks::errc;
using webhooks::errc_category;
using webhooks::failure;
using webhooks::make_error_code;
using webhooks::result;
using webhooks::to_string;

} // namespace scaivault
