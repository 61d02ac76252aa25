#pragma once

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace test_support {

/// The size of a test: the variable's value, for long campaigns and slow sanitizers, or `otherwise`.
inline std::size_t size_from_environment(const char* name, std::size_t otherwise) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        return otherwise;
    const std::size_t size = std::stoull(value);
    if (size == 0)
        throw std::invalid_argument(std::string(name) + " must be above zero");
    return size;
}

} // namespace test_support
