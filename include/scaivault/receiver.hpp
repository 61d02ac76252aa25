#pragma once

#include "events/catalog.hpp"
#include "outcome.hpp"
#include "replay.hpp"
#include "scheme.hpp"
#include "signing_secrets.hpp"
#include "json/decode.hpp"
#include <webhooks/receiver.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

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

    /// A compile error: write `receiver{signing_secrets{"..."}}`. Not inherited, because GCC's error would not name the line of
    /// the mistake.
    /// \param text     a secret
    /// \param options  see `webhooks::basic_receiver`
    template <std::convertible_to<std::string_view> Text>
    explicit basic_receiver(const Text& text, receiver_options options = {}) requires
        std::is_constructible_v<Guard, const webhooks::replay_options&>
        : webhooks::basic_receiver<scheme, Guard>(text, std::move(options)) {}
};

template <class Guard>
basic_receiver(signing_secrets, receiver_options, Guard&) -> basic_receiver<Guard&>;

/// A receiver of ScaiVault's deliveries with the replay guard in memory: `receiver r{signing_secrets{...}};`.
using receiver = basic_receiver<memory_replay_guard>;

} // namespace scaivault
