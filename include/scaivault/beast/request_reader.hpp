#pragma once

/// The reader of HTTP requests. See `webhooks/beast/request_reader.hpp`.

#include <webhooks/beast/request_reader.hpp>

namespace scaivault {

using webhooks::basic_request_reader;
using webhooks::path_of;
using webhooks::request_limits;
using webhooks::request_reader;

} // namespace scaivault
