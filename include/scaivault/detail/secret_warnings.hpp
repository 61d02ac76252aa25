#pragma once

#include "../signing_secrets.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace scaivault::detail {

[[nodiscard]] constexpr bool stands_in_quotes(std::string_view secret) noexcept {
    return secret.size() >= 2 && (secret.front() == '"' || secret.front() == '\'') &&
           secret.back() == secret.front();
}

[[nodiscard]] constexpr std::string_view name_of_white_space(char c) noexcept {
    switch (c) {
    case ' ':
        return "a space";
    case '\t':
        return "a tab";
    case '\n':
        return "a line feed";
    case '\r':
        return "a carriage return";
    case '\v':
        return "a vertical tab";
    case '\f':
        return "a form feed";
    default:
        return {};
    }
}

/// Calls `warn` with a sentence for each thing about a secret that is probably a mistake.
inline void warn_of_secret(std::string_view secret, std::size_t index,
                           const std::function<void(std::string_view)>& warn) {
    const std::string name = name_of_secret(index);
    if (secret.size() < signing_secrets::recommended_size)
        warn(joined({name, " has ", secret.size(), " bytes; ScaiVault recommends at least ",
                     signing_secrets::recommended_size}));
    constexpr std::string_view advice = "; signing_secrets::from_text leaves white space out";
    if (const auto space = name_of_white_space(secret.front()); !space.empty())
        warn(joined({name, " begins with ", space, advice}));
    if (const auto space = name_of_white_space(secret.back()); !space.empty())
        warn(joined({name, " ends with ", space, ": was it read from a file?", advice}));
    if (stands_in_quotes(secret))
        warn(
            joined({name, " stands in quotation marks, and they count: did a file of variables keep them?"}));
}

} // namespace scaivault::detail
