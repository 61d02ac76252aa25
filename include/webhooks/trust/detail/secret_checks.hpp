#pragma once

#include "../../detail/concat.hpp"

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhooks::detail {

inline constexpr std::size_t min_secret_size = 16;
inline constexpr std::size_t recommended_secret_size = 32; // of a SHA-256 digest (RFC 2104, section 3)

/// What editors, shells and `echo` add around a text.
inline constexpr std::string_view white_space = " \t\r\n\v\f";

[[nodiscard]] constexpr std::string_view without_white_space(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(white_space) + 1 - first);
}

[[nodiscard]] constexpr bool is_in_quotes(std::string_view secret) noexcept {
    return secret.size() >= 2 && (secret.front() == '"' || secret.front() == '\'') &&
           secret.back() == secret.front();
}

/// The name of a secret in messages: its place in the list, because its text must not be shown.
[[nodiscard]] inline std::string name_of_secret(std::size_t index) {
    // Without `concat`, which is cold: GCC would take all that follows the construction of a receiver for cold.
    return index == 0 ? "the current signing secret" : "previous signing secret " + std::to_string(index);
}

/// \throws std::invalid_argument if the secret is too short; `name` begins the message
inline void check_secret(std::string_view secret, const std::string& name) {
    if (secret.empty())
        throw std::invalid_argument(concat(
            {"webhooks: ", name, " is empty: is the file or environment variable that it comes from?"}));
    if (secret.size() < min_secret_size)
        throw std::invalid_argument(
            concat({"webhooks: ", name, " has ", secret.size(), " bytes; at least ", min_secret_size,
                    " are required and ", recommended_secret_size, " recommended: was it cut off?"}));
}

/// Empty if the character is not white space.
[[nodiscard]] constexpr std::string_view name_of_white_space(char c) noexcept {
    constexpr std::string_view names[] = {"a space",     "a tab",          "a carriage return",
                                          "a line feed", "a vertical tab", "a form feed"};
    const std::size_t place = white_space.find(c);
    return place == std::string_view::npos ? std::string_view() : names[place];
}

/// Calls `warn` with a sentence for each property of a secret that is probably a mistake.
inline void warn_of_secret(std::string_view secret, std::size_t index,
                           const std::function<void(std::string_view)>& warn) {
    constexpr std::string_view advice = "; signing_secrets::from_text strips white space";
    const std::string name = name_of_secret(index);
    if (secret.size() < recommended_secret_size)
        warn(concat({name, " has ", secret.size(), " bytes; at least ", recommended_secret_size,
                     " are recommended"}));
    if (const auto space = name_of_white_space(secret.front()); !space.empty())
        warn(concat({name, " begins with ", space, advice}));
    if (const auto space = name_of_white_space(secret.back()); !space.empty())
        warn(concat({name, " ends with ", space, ": was it read from a file?", advice}));
    if (is_in_quotes(secret))
        warn(concat({name, " is in quotation marks, which are part of it: does the file of variables keep "
                           "them?"}));
}

} // namespace webhooks::detail
