#pragma once

/// Verified events on NATS JetStream, for when one process is not enough. Not part of `webhook.hpp`; needs the NATS
/// client library for C (`libnats`), and a server of 2.9 or later. With libc++ 19: -fexperimental-library, for
/// `std::jthread`.

#include "nats/connection.hpp"
#include "nats/error.hpp"
#include "nats/forwarder.hpp"
#include "nats/publisher.hpp"
#include "nats/stream.hpp"
#include "nats/subject.hpp"
#include "nats/worker.hpp"
#include "nats/worker_options.hpp"
