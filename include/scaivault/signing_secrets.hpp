#pragma once

#include "detail/wiping_allocator.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <ranges>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

namespace scaivault {

/// The secrets that a webhook's deliveries may be signed with: the current one and, while a rotation
/// overlaps, earlier ones. Held apart from all other memory and overwritten when let go; never printed.
///
/// Movable, and copied only on purpose, by `clone()`. A moved-from object has no secrets.
class signing_secrets {
    template <class T>
    static constexpr bool is_text = std::convertible_to<const T&, std::string_view>;

public:
    /// \param current  the secret that ScaiVault signs with now: a string, a view or a C string; any bytes,
    ///                 but a literal ends at its first NUL, so write `"a\0b"sv` for a binary one
    /// \param earlier  those that are accepted as well
    /// \throws std::invalid_argument for an empty secret or a null pointer (an unset environment variable)
    template <class Current, class... Earlier>
    requires(is_text<Current>&&...&& is_text<Earlier>) explicit(sizeof...(Earlier) == 0)
        signing_secrets(const Current& current, const Earlier&... earlier) {
        secrets_.reserve(1 + sizeof...(Earlier));
        add(current);
        (add(earlier), ...);
    }

    /// \param secrets  a span, vector, ... of strings, views or C strings; the current one first
    /// \throws std::invalid_argument for an empty secret, a null pointer, or no secret at all
    template <std::ranges::input_range Range>
    requires(!is_text<Range> &&
             is_text<std::ranges::range_value_t<Range>>) explicit signing_secrets(const Range& secrets) {
        for (const auto& secret : secrets)
            add(secret);
        if (secrets_.empty())
            throw std::invalid_argument("scaivault: there must be at least one signing secret");
    }

    signing_secrets(signing_secrets&&) noexcept = default;
    signing_secrets& operator=(signing_secrets&&) noexcept = default;
    ~signing_secrets() = default; // the allocator of secret_bytes wipes

    /// A second copy of the secrets, for a second verifier.
    [[nodiscard]] signing_secrets clone() const { return signing_secrets(secrets_); }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return secrets_.size(); }

    /// Secrets do not go to a log.
    template <class Char, class Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>&,
                                                        const signing_secrets&) = delete;

private:
    friend class verifier;

    explicit signing_secrets(const std::vector<detail::secret_bytes>& secrets) : secrets_(secrets) {}

    template <class Text>
    void add(const Text& text) {
        if constexpr (std::is_pointer_v<Text>)
            if (text == nullptr)
                throw std::invalid_argument("scaivault: a signing secret is a null pointer");
        const auto secret = static_cast<std::string_view>(text);
        if (secret.empty())
            throw std::invalid_argument("scaivault: a signing secret is empty");
        secrets_.emplace_back(secret.begin(), secret.end());
    }

    std::vector<detail::secret_bytes> secrets_;
};

} // namespace scaivault
