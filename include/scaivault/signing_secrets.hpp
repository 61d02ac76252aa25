#pragma once

#include "detail/joined.hpp"
#include "detail/wiping_allocator.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace scaivault {

namespace detail {

/// What editors, shells and `echo` leave around a text.
inline constexpr std::string_view white_space = " \t\r\n\v\f";

[[nodiscard]] constexpr std::string_view without_white_space(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(white_space) + 1 - first);
}

/// How messages call a secret: by its place, for its text must not be shown.
[[nodiscard]] inline std::string name_of_secret(std::size_t index) {
    return index == 0 ? joined({"the current signing secret"}) : joined({"earlier signing secret ", index});
}

inline constexpr std::size_t min_secret_size = 16;

/// Throws `std::invalid_argument` for a secret that is too short to be one; `name` begins the message.
inline void check_secret(std::string_view secret, const std::string& name) {
    if (secret.empty())
        throw std::invalid_argument(joined(
            {"scaivault: ", name, " is empty: is the file or environment variable that it comes from?"}));
    if (secret.size() < min_secret_size)
        throw std::invalid_argument(
            joined({"scaivault: ", name, " has ", secret.size(), " bytes; at least ", min_secret_size,
                    " are required and 32 recommended: was it cut off?"}));
}

} // namespace detail

/// The secrets that a webhook's deliveries may be signed with: the current one and, while a rotation
/// overlaps, earlier ones. Held apart from all other memory and overwritten when let go; never printed.
///
/// Movable, and copied only on purpose, by `clone()`. A moved-from object has no secrets.
class signing_secrets {
    template <class T>
    static constexpr bool is_text = std::convertible_to<const T&, std::string_view>;

public:
    /// Shorter secrets are refused: they can be guessed, or are no secrets but what is left of one.
    static constexpr std::size_t min_size = detail::min_secret_size;
    /// The vendor recommends no fewer; shorter ones are a warning, see `verify_options::on_warning`.
    static constexpr std::size_t recommended_size = 32;

    /// Takes the secrets byte for byte, white space around them too: see `from_text`.
    /// \param current  the secret that ScaiVault signs with now: a string, a view or a C string; any bytes,
    ///                 but a literal ends at its first NUL, so write `"a\0b"sv` for a binary one
    /// \param earlier  those that are accepted as well
    /// \throws std::invalid_argument for a secret of fewer than `min_size` bytes, or a null pointer (an unset
    ///         environment variable); its text names the secret by its place and the likely mistake
    template <class Current, class... Earlier>
    requires(is_text<Current>&&...&& is_text<Earlier>) explicit(sizeof...(Earlier) == 0)
        signing_secrets(const Current& current, const Earlier&... earlier) {
        secrets_.reserve(1 + sizeof...(Earlier));
        add(current, as_it_is);
        (add(earlier, as_it_is), ...);
    }

    /// \param secrets  a span, vector, ... of strings, views or C strings; the current one first
    /// \throws std::invalid_argument as above, and for no secret at all
    template <std::ranges::input_range Range>
    requires(!is_text<Range> &&
             is_text<std::ranges::range_value_t<Range>>) explicit signing_secrets(const Range& secrets) {
        for (const auto& secret : secrets)
            add(secret, as_it_is);
        if (secrets_.empty())
            throw std::invalid_argument("scaivault: there must be at least one signing secret");
    }

    /// Secrets that were read from files, environment variables or a terminal: white space (space, tab, line
    /// feed, carriage return, vertical tab, form feed) before and after each is not part of it. Not for binary
    /// secrets, which may begin or end with such a byte.
    ///
    /// \param current, earlier  see the constructor; what they view stays the caller's to wipe
    /// \throws std::invalid_argument as the constructor; the length counts without the white space
    template <class Current, class... Earlier>
    requires(is_text<Current>&&...&& is_text<Earlier>) [[nodiscard]] static signing_secrets
        from_text(const Current& current, const Earlier&... earlier) {
        signing_secrets made;
        made.secrets_.reserve(1 + sizeof...(Earlier));
        made.add(current, trimmed);
        (made.add(earlier, trimmed), ...);
        return made;
    }

    signing_secrets(signing_secrets&&) noexcept = default;
    signing_secrets& operator=(signing_secrets&&) noexcept = default;
    ~signing_secrets() = default; // the allocator of secret_bytes wipes

    /// A second copy of the secrets, for a second verifier.
    [[nodiscard]] signing_secrets clone() const {
        signing_secrets copy;
        copy.secrets_ = secrets_;
        return copy;
    }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return secrets_.size(); }

    /// Secrets do not go to a log.
    template <class Char, class Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>&,
                                                        const signing_secrets&) = delete;

private:
    friend class verifier;

    enum treatment { as_it_is, trimmed };

    signing_secrets() = default;

    template <class Text>
    void add(const Text& text, treatment how) {
        const std::string name = detail::name_of_secret(secrets_.size());
        if constexpr (std::is_pointer_v<Text>)
            if (text == nullptr)
                throw std::invalid_argument(detail::joined(
                    {"scaivault: ", name, " is a null pointer: is its environment variable set?"}));
        auto secret = static_cast<std::string_view>(text);
        if (how == trimmed)
            secret = detail::without_white_space(secret);
        detail::check_secret(secret, name);
        secrets_.emplace_back(secret.begin(), secret.end());
    }

    std::vector<detail::secret_bytes> secrets_{};
};

} // namespace scaivault
