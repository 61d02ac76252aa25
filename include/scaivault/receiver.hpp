#pragma once

#include "events/catalog.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "scheme.hpp"
#include "signing_secrets.hpp"
#include "json/decode.hpp"
#include <webhooks/receiver.hpp>

namespace scaivault {

using webhooks::delivery_context;
using webhooks::receiver_options;

/// Reads the event in a verified body. See `webhooks::decode`.
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(const verified_body& body,
                                                       const decode_options& options = {}) {
    return webhooks::decode<Catalog>(body, options);
}

/// A receiver of ScaiVault's deliveries with a guard of your own. See `webhooks::basic_receiver`.
template <class Guard>
struct basic_receiver : webhooks::basic_receiver<scheme, Guard> {
    using webhooks::basic_receiver<scheme, Guard>::basic_receiver;
};

template <class Guard>
basic_receiver(signing_secrets, receiver_options, Guard&) -> basic_receiver<Guard&>;

/// A receiver of ScaiVault's deliveries with the replay guard in memory: `receiver r{signing_secrets{...}};`.
using receiver = basic_receiver<memory_replay_guard>;

} // namespace scaivault
