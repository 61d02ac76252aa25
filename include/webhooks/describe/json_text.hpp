#pragma once

#include <string>

namespace webhooks {

/// A member of a struct that takes any JSON value: its text as it was sent, checked to be JSON and not looked into.
///
/// `encode` copies the text. It must be JSON; an empty one is written as `null`.
struct json_text {
    std::string text{}; ///< without white space around it

    [[nodiscard]] bool operator==(const json_text&) const = default;
};

/// How a type of your own becomes JSON and back. See `<webhooks/json/converter.hpp>`, which you include to specialise it.
template <class T>
struct converter;

/// Whether `converter<T>` is specialised.
template <class T>
concept converted = requires {
    &converter<T>::from_json;
};

} // namespace webhooks
