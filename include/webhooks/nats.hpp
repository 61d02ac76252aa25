#pragma once

/// Verified events on NATS JetStream, to share the work between processes.
///
/// Not part of `webhook.hpp`. Requires the NATS client library for C (`libnats`) and a NATS server 2.9 or later.
/// libc++ 19 needs `-fexperimental-library`, for `std::jthread`.

#include "nats/connection.hpp"
#include "nats/error.hpp"
#include "nats/forwarder.hpp"
#include "nats/publisher.hpp"
#include "nats/stream.hpp"
#include "nats/subject.hpp"
#include "nats/worker.hpp"
#include "nats/worker_options.hpp"
