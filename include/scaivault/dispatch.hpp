#pragma once

/// The dispatch core alone: no JSON, no OpenSSL. See `webhooks/dispatch.hpp`.

#include <webhooks/dispatch.hpp>

namespace scaivault {

using webhooks::basic_catalog;
using webhooks::basic_event;
using webhooks::basic_handlers;
using webhooks::basic_unknown_event;
using webhooks::catalog_for;
using webhooks::defect_of;
using webhooks::entry;
using webhooks::enveloped;
using webhooks::event_handlers;
using webhooks::fixed_string;
using webhooks::handler_list;
using webhooks::handlers_for;
using webhooks::ignore_rest;
using webhooks::ignore_rest_t;
using webhooks::is_valid_pattern;
using webhooks::match;
using webhooks::match_all;
using webhooks::matches;
using webhooks::named_entry;
using webhooks::on;
using webhooks::on_unknown;
using webhooks::otherwise;
using webhooks::overloaded;
using webhooks::pattern_defect;
using webhooks::tap;
using webhooks::under;
using webhooks::when;

namespace diagnostics = webhooks::diagnostics;

} // namespace scaivault
