#pragma once

/// Verified events of ScaiVault's on NATS JetStream. Optional: `webhook.hpp` does not include it. See `webhooks/nats.hpp`.

#include "receiver.hpp"
#include <webhooks/nats.hpp>

namespace scaivault::nats {

using webhooks::nats::connection;
using webhooks::nats::connection_options;
using webhooks::nats::ensure_streams;
using webhooks::nats::error;
using webhooks::nats::exact_subscription_subjects;
using webhooks::nats::filter;
using webhooks::nats::forward_outcome;
using webhooks::nats::forwarder_options;
using webhooks::nats::max_subject_size;
using webhooks::nats::nats_category;
using webhooks::nats::no_guard;
using webhooks::nats::publication;
using webhooks::nats::publisher_options;
using webhooks::nats::stream_options;
using webhooks::nats::subject_of;
using webhooks::nats::subscription_subjects;
using webhooks::nats::worker;
using webhooks::nats::worker_counts;
using webhooks::nats::worker_options;

/// Puts ScaiVault's verified events into a stream. See `webhooks::nats::basic_publisher`.
using publisher = webhooks::nats::basic_publisher<catalog>;

/// Puts ScaiVault's deliveries into a stream. See `webhooks::nats::basic_forwarder`.
using forwarder = webhooks::nats::basic_forwarder<scheme, catalog>;

/// The subjects of the event types that a pattern selects. See `webhooks::nats::subjects_for`.
template <fixed_string Pattern, class Catalog = catalog>
[[nodiscard]] constexpr std::span<const std::string_view> subjects_for() noexcept {
    return webhooks::nats::subjects_for<Pattern, Catalog>();
}

} // namespace scaivault::nats
