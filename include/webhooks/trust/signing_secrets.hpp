#pragma once

#include "../detail/concat.hpp"
#include "detail/secret_checks.hpp"
#include "detail/wiping_allocator.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace webhooks {

template <class Scheme>
class basic_verifier;

/// The secrets that a webhook's deliveries may be signed with: the current one and, during a rotation, previous ones.
/// They are kept in memory of their own, which is overwritten when it is freed. They cannot be printed.
///
/// Movable. Copied only by `clone()`. A moved-from object has no secrets.
class signing_secrets {
    template <class T>
    static constexpr bool is_text = std::convertible_to<const T&, std::string_view>;

public:
    /// In bytes. Shorter secrets are refused: they can be guessed, or were cut off.
    static constexpr std::size_t min_size = detail::min_secret_size;
    /// In bytes, the size of the HMAC. Shorter secrets cause a warning: see `verify_options::on_warning`.
    static constexpr std::size_t recommended_size = detail::recommended_secret_size;

    /// Takes the secrets byte for byte. White space around them is part of them: see `from_text`.
    /// \param current   the secret that the vendor signs with now: a string, a view or a C string. It may contain any
    ///                  bytes; a literal ends at its first NUL, so write `"a\0b"sv` for a binary secret
    /// \param previous  those that are accepted as well
    /// \throws std::invalid_argument for a secret of fewer than `min_size` bytes, or a null pointer (an unset
    ///         environment variable). The message names the secret by its place, and the likely mistake
    template <class Current, class... Previous>
    requires(is_text<Current>&&...&& is_text<Previous>) explicit(sizeof...(Previous) == 0)
        signing_secrets(const Current& current, const Previous&... previous) {
        secrets_.reserve(1 + sizeof...(Previous));
        add(current, as_it_is);
        (add(previous, as_it_is), ...);
    }

    /// \param secrets  a span, vector, ... of strings, views or C strings; the current one first
    /// \throws std::invalid_argument as above, and for no secret at all
    template <std::ranges::input_range Range>
    requires(!is_text<Range> &&
             is_text<std::ranges::range_value_t<Range>>) explicit signing_secrets(const Range& secrets) {
        for (const auto& secret : secrets)
            add(secret, as_it_is);
        if (secrets_.empty())
            throw std::invalid_argument("webhooks: there must be at least one signing secret");
    }

    /// For secrets that were read from files, environment variables or a terminal: strips white space (space, tab, line
    /// feed, carriage return, vertical tab, form feed) before and after each secret. Not for binary secrets, which may
    /// begin or end with such a byte.
    ///
    /// \param current, previous  see the constructor; the caller wipes the memory that they view
    /// \throws std::invalid_argument as the constructor; the length is that without the white space
    template <class Current, class... Previous>
    requires(is_text<Current>&&...&& is_text<Previous>) [[nodiscard]] static signing_secrets
        from_text(const Current& current, const Previous&... previous) {
        signing_secrets made;
        made.secrets_.reserve(1 + sizeof...(Previous));
        made.add(current, trimmed);
        (made.add(previous, trimmed), ...);
        return made;
    }

    signing_secrets(signing_secrets&&) noexcept = default;
    signing_secrets& operator=(signing_secrets&&) noexcept = default;
    ~signing_secrets() = default; // the allocator of secret_bytes overwrites them

    /// A second copy of the secrets, for a second verifier.
    [[nodiscard]] signing_secrets clone() const {
        signing_secrets copy;
        copy.secrets_ = secrets_;
        return copy;
    }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return secrets_.size(); }

    /// Deleted, so that no secret is written to a log.
    template <class Char, class Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>&,
                                                        const signing_secrets&) = delete;

private:
    template <class Scheme>
    friend class basic_verifier;

    enum treatment { as_it_is, trimmed };

    signing_secrets() = default;

    template <class Text>
    void add(const Text& text, treatment how) {
        const std::string name = detail::name_of_secret(secrets_.size());
        if constexpr (std::is_pointer_v<Text>)
            if (text == nullptr)
                throw std::invalid_argument(detail::concat(
                    {"webhooks: ", name, " is a null pointer: is its environment variable set?"}));
        auto secret = static_cast<std::string_view>(text);
        if (how == trimmed)
            secret = detail::without_white_space(secret);
        detail::check_secret(secret, name);
        secrets_.emplace_back(secret.begin(), secret.end());
    }

    std::vector<detail::secret_bytes> secrets_{};
};

} // namespace webhooks
