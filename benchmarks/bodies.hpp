#pragma once

#include <scaivault/webhook.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bodies {

/// The catalog's example of one event type, as the vendor sends it.
inline std::string of_type(std::string_view type) {
    std::ifstream file(std::string(SCAIVAULT_TEST_DATA) + "/" + std::string(type) + ".json");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.empty())
        throw std::runtime_error("no example of " + std::string(type));
    return text;
}

/// All thirty, in the catalog's order.
inline std::vector<std::string> all() {
    std::vector<std::string> list;
    for (const auto type : scaivault::catalog::names)
        list.push_back(of_type(type));
    return list;
}

/// A random order of `kinds` kinds, the same in every run and long enough that no branch predictor learns it.
inline std::vector<std::uint32_t> random_order(std::size_t kinds) {
    std::mt19937 random(20260423);
    std::uniform_int_distribution<std::uint32_t> kind(0, static_cast<std::uint32_t>(kinds - 1));
    std::vector<std::uint32_t> order(1 << 14);
    std::ranges::generate(order, [&] { return kind(random); });
    return order;
}

} // namespace bodies
