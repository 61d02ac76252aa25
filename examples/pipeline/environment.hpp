#pragma once

#include "scaivault/nats.hpp"

#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// The configuration of the pipeline's programs. It is passed in environment variables, so that secrets do not appear
/// in the process list.
namespace pipeline {

[[nodiscard]] inline std::string required(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        throw std::runtime_error(std::string("the environment variable ") + name + " is not set");
    return value;
}

/// `NATS_URLS`: all servers of the cluster, separated by commas.
[[nodiscard]] inline scaivault::nats::connection connect(std::string name) {
    scaivault::nats::connection_options options{.servers = {}, .name = std::move(name)};
    const std::string urls = required("NATS_URLS");
    for (std::size_t begin = 0; begin <= urls.size();) {
        const auto end = std::min(urls.find(',', begin), urls.size());
        options.servers.push_back(urls.substr(begin, end - begin));
        begin = end + 1;
    }
    return scaivault::nats::connection(options);
}

template <class Number>
[[nodiscard]] Number number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::runtime_error("not a number: " + std::string(text));
    return value;
}

} // namespace pipeline
