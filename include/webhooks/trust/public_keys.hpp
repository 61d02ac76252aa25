#pragma once

#include "../detail/concat.hpp"

#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace webhooks {

/// The public keys that a webhook's deliveries may be signed for, of a scheme with `ed25519`: the current one and, during
/// a rotation, previous ones. They are no secrets, and no verifier takes `signing_secrets` for them or the reverse.
class public_keys {
public:
    /// \param current, previous  as the vendor shows them. A verifier reads them as the scheme's `key` says
    /// \throws std::invalid_argument for an empty key
    template <class... Previous>
    requires(std::convertible_to<const Previous&, std::string_view>&&...) explicit public_keys(
        std::string_view current, const Previous&... previous) {
        add(current);
        (add(previous), ...);
    }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// The text of a key, as it was given. Invalidated with this object.
    [[nodiscard]] std::string_view operator[](std::size_t index) const { return keys_[index]; }

    /// The name of a key in messages, by its place.
    [[nodiscard]] static std::string name_of(std::size_t index) {
        return index == 0 ? std::string("the current public key")
                          : detail::concat({"previous public key ", index});
    }

private:
    void add(std::string_view key) {
        if (key.empty())
            throw std::invalid_argument(detail::concat({"webhooks: ", name_of(keys_.size()), " is empty"}));
        keys_.emplace_back(key);
    }

    std::vector<std::string> keys_{};
};

} // namespace webhooks
