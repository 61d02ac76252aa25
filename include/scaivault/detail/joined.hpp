#pragma once

#include "requirements.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace scaivault::detail {

/// A part of a message: a text, or a whole number to be written in decimal.
struct message_part {
    constexpr message_part(const char* part) noexcept : text(part) {}
    constexpr message_part(std::string_view part) noexcept : text(part) {}
    message_part(const std::string& part) noexcept : text(part) {}
    constexpr message_part(std::uint64_t part) noexcept : number(part), is_number(true) {}

    std::string_view text{};
    std::uint64_t number = 0;
    bool is_number = false;
};

/// The parts one after the other. Messages are made by this one function, because each chain of `std::string`'s
/// own would be compiled where it stands, into ten times the code.
[[nodiscard, gnu::noinline, gnu::cold]] inline std::string joined(std::initializer_list<message_part> parts) {
    std::string text;
    for (const message_part& part : parts) {
        char digits[20]; // of 2^64 - 1
        char* const end = digits + sizeof digits;
        char* first = end;
        for (std::uint64_t rest = part.number; part.is_number && (rest != 0 || first == end); rest /= 10)
            *--first = static_cast<char>('0' + rest % 10);
        text.append(first, end).append(part.text);
    }
    return text;
}

} // namespace scaivault::detail
