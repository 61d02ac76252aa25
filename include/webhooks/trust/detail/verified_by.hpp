#pragma once

#include "../../detail/hex.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace webhooks::detail {

inline constexpr std::size_t no_key = std::numeric_limits<std::size_t>::max();

/// What a replay guard remembers of a signature: 160 bits of it in hexadecimal, which nobody without a key can choose.
/// A `memory_replay_guard` needs no allocation for 40 characters.
class claim_text {
public:
    void assign(std::span<const unsigned char> signature) noexcept {
        for (std::size_t i = 0; i != bytes; ++i) {
            const auto digits = hex_of(static_cast<char>(signature[i]), lower_hex_digits);
            characters_[2 * i] = digits[0];
            characters_[2 * i + 1] = digits[1];
        }
        size_ = characters_.size();
    }

    /// Empty before `assign`.
    [[nodiscard]] std::string_view view() const noexcept { return {characters_.data(), size_}; }

private:
    static constexpr std::size_t bytes = 20;
    std::array<char, 2 * bytes> characters_{};
    std::size_t size_ = 0;
};

} // namespace webhooks::detail
