#pragma once

/// The dispatch core alone: no JSON, no OpenSSL. See `webhooks/dispatch.hpp`.

#include "dispatch/catalog.hpp"
#include "dispatch/pattern.hpp"
#include <webhooks/dispatch.hpp>

namespace scaivault {

using webhooks::basic_handlers;
using webhooks::event_handlers;
using webhooks::handler_list;
using webhooks::handlers_for;
using webhooks::ignore_rest;
using webhooks::ignore_rest_t;
using webhooks::match;
using webhooks::match_all;
using webhooks::on;
using webhooks::on_unknown;
using webhooks::otherwise;
using webhooks::overloaded;
using webhooks::tap;
using webhooks::under;
using webhooks::when;

namespace diagnostics = webhooks::diagnostics;

} // namespace scaivault
