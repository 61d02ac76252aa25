#pragma once

#include "../scheme.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace webhooks::detail {

inline constexpr std::size_t max_signed_id_size = 256;

/// Text in a signed text, and the role of the placeholder after it: 'i', 't' or 'b'; NUL beyond the last.
struct signed_piece {
    std::size_t first = 0;
    std::size_t size = 0;
    char role = '\0';
};

[[nodiscard]] consteval std::array<signed_piece, 3> pieces_of(scheme_text signed_text) {
    const std::string_view text = signed_text.view();
    std::array<signed_piece, 3> pieces{};
    std::size_t first = 0;
    for (signed_piece& piece : pieces) {
        const std::size_t brace = text.find('{', first);
        if (brace == std::string_view::npos)
            break;
        piece = {.first = first, .size = brace - first, .role = text[brace + 1]};
        first = text.find('}', brace) + 1;
    }
    return pieces;
}

/// What a scheme signs, in two parts: whole blocks of SHA-256 in one piece, the rest of the body where it lies. Without the
/// first, SHA-256 would buffer its first block a second time.
///
/// The body must outlive it.
template <class Scheme>
class signed_text {
public:
    static constexpr std::size_t max_timestamp_size = 20; ///< of a 64-bit integer

    /// \param timestamp  at most `max_timestamp_size` characters
    /// \param id         at most `max_signed_id_size` characters
    signed_text(std::string_view timestamp, std::string_view body, std::string_view id = {}) noexcept {
        if constexpr (pieces[0].role == 'b' && pieces[0].size == 0) {
            rest_ = body;
        } else {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (append_piece<I>(timestamp, id), ...);
            }
            (std::make_index_sequence<pieces.size()>());
            before_body_ = size_;
            const std::size_t filling = std::min(body.size(), (block_size - size_ % block_size) % block_size);
            append(body.substr(0, filling));
            rest_ = body.substr(filling);
        }
    }

    [[nodiscard]] std::string_view first() const noexcept { return {block_.data(), size_}; }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
    /// The part of `first` that is not the body's.
    [[nodiscard]] std::string_view before_body() const noexcept { return {block_.data(), before_body_}; }

private:
    static constexpr std::size_t block_size = 64;
    static constexpr std::array<signed_piece, 3> pieces = pieces_of(Scheme::strings.signed_text);
    static constexpr std::size_t longest = pieces[0].size + pieces[1].size + pieces[2].size +
                                           (Scheme::signs_timestamp ? max_timestamp_size : 0) +
                                           (Scheme::signs_id ? max_signed_id_size : 0);
    static_assert(Scheme::signs_id || longest <= block_size,
                  "the signed text of a scheme is too long before {body}");

    template <std::size_t I>
    void append_piece(std::string_view timestamp, std::string_view id) noexcept {
        append(Scheme::signed_text.substr(pieces[I].first, pieces[I].size));
        if constexpr (pieces[I].role == 't')
            append(timestamp);
        else if constexpr (pieces[I].role == 'i')
            append(id);
    }

    void append(std::string_view part) noexcept {
        std::copy(part.begin(), part.end(), block_.data() + size_);
        size_ += part.size();
    }

    std::array<char, (longest + block_size - 1) / block_size * block_size>
        block_; // uninitialised beyond size_
    std::size_t size_ = 0;
    std::size_t before_body_ = 0;
    std::string_view rest_;
};

} // namespace webhooks::detail
