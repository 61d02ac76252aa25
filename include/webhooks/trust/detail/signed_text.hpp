#pragma once

#include "../scheme.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace webhooks::detail {

/// What a scheme signs, in two parts: SHA-256's first block in one piece, the rest of the body where it lies. Without the
/// first, SHA-256 would buffer its first block a second time.
///
/// The body must outlive it.
template <class Scheme>
class signed_text {
public:
    static constexpr std::size_t max_timestamp_size = 20; ///< of a 64-bit integer

    /// \param timestamp  at most `max_timestamp_size` characters
    signed_text(std::string_view timestamp, std::string_view body) noexcept
        : before_body_(place + timestamp.size() + separator_size),
          rest_(body.substr(std::min(body.size(), block_size - before_body_))) {
        append(Scheme::signed_text.substr(0, place));
        append(timestamp);
        append(Scheme::signed_text.substr(after, separator_size));
        append(body.substr(0, body.size() - rest_.size()));
    }

    [[nodiscard]] std::string_view first() const noexcept { return {block_.data(), size_}; }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
    /// The part of `first` that is not the body's.
    [[nodiscard]] std::string_view before_body() const noexcept { return {block_.data(), before_body_}; }

private:
    static constexpr std::size_t block_size = 64;
    static constexpr scheme_text text = Scheme::strings.signed_text;
    static constexpr std::size_t place = place_of(timestamp_placeholder, text);
    static constexpr std::size_t after = place + timestamp_placeholder.size();
    static constexpr std::size_t separator_size = place_of(body_placeholder, text) - after;
    static_assert(place + max_timestamp_size + separator_size <= block_size,
                  "the signed text of a scheme is too long before {body}");

    void append(std::string_view part) noexcept {
        std::copy(part.begin(), part.end(), block_.data() + size_);
        size_ += part.size();
    }

    std::array<char, block_size> block_; // uninitialised beyond size_
    std::size_t size_ = 0;
    std::size_t before_body_;
    std::string_view rest_;
};

} // namespace webhooks::detail
