#pragma once

#include "../detail/requirements.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace webhooks {

/// A string of `N` characters that can be a template argument: `event<"secret.rotated">`.
///
/// A structural type: two equal strings are the same argument. The text is followed by a NUL.
template <std::size_t N>
struct fixed_string {
    char data[N + 1]{}; ///< the text and a NUL; public, as the language asks of a template argument

    /// From a literal.
    // Copies the NUL too: clang prints an array whose last element is not initialised as numbers.
    consteval fixed_string(const char (&text)[N + 1]) noexcept { std::copy_n(text, N + 1, data); }

    /// From a view of exactly `N` characters, for names that are computed at compile time.
    consteval explicit fixed_string(std::string_view text) {
        std::copy_n(text.data(), N, data);
        data[N] = '\0';
    }

    /// `N`, without the NUL.
    [[nodiscard]] static constexpr std::size_t size() noexcept { return N; }
    /// The text. Valid as long as this object; a template argument lives as long as the program.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {data, N}; }
    /// Implicit, so that a name converts to `string_view`.
    constexpr operator std::string_view() const noexcept { return view(); }

    /// Compares the texts; texts of different lengths differ.
    template <std::size_t M>
    [[nodiscard]] constexpr bool operator==(const fixed_string<M>& other) const noexcept {
        return view() == other.view();
    }
};

template <std::size_t Size>
fixed_string(const char (&)[Size]) -> fixed_string<Size - 1>;

} // namespace webhooks
