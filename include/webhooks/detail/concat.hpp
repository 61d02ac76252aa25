#pragma once

#include "requirements.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// A part of a message: a text, or an integer to be written in decimal.
struct message_part {
    constexpr message_part(const char* part) noexcept : text(part) {}
    constexpr message_part(std::string_view part) noexcept : text(part) {}
    message_part(const std::string& part) noexcept : text(part) {}
    constexpr message_part(std::uint64_t part) noexcept : number(part), is_number(true) {}

    std::string_view text{};
    std::uint64_t number = 0;
    bool is_number = false;
};

/// The parts one after the other. All messages are made by this one function, because a chain of `std::string::append`
/// at each of them compiles into ten times the code.
[[nodiscard, gnu::noinline, gnu::cold]] inline std::string concat(std::initializer_list<message_part> parts) {
    std::string text;
    for (const message_part& part : parts)
        if (part.is_number)
            text.append(std::to_string(part.number));
        else
            text.append(part.text);
    return text;
}

} // namespace webhooks::detail
