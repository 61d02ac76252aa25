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

/// `path` is relative to the examples of the vendor's catalog.
inline std::string in_file(const std::string& path) {
    std::ifstream file(std::string(SCAIVAULT_TEST_DATA) + "/" + path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.empty())
        throw std::runtime_error("nothing in " + path);
    return text;
}

/// The vendor's example of one event type.
inline std::string of_type(std::string_view type) {
    return in_file(std::string(type) + ".json");
}

/// An `issues.opened` of GitHub, of 6.7 KB.
inline std::string of_a_github_issue() {
    return in_file("../../examples/github/payloads/issues.opened.json");
}

/// All thirty examples, in the catalog's order.
inline std::vector<std::string> all() {
    std::vector<std::string> list;
    for (const auto type : scaivault::catalog::names)
        list.push_back(of_type(type));
    return list;
}

/// The two sets of bodies for the stages, with their names.
struct set {
    std::string name;
    std::vector<std::string> texts;
};

inline const std::vector<set>& sets() {
    static const std::vector<set> list{{"secret.rotated", {of_type("secret.rotated")}},
                                       {"30-type mix", all()}};
    return list;
}

inline constexpr std::size_t order_size = 1 << 14;

/// A random order of `kinds` kinds, with `order_size` elements. The same in every run, and too long for a branch
/// predictor to learn.
inline std::vector<std::uint32_t> random_order(std::size_t kinds) {
    std::mt19937 random(20260423);
    std::uniform_int_distribution<std::uint32_t> kind(0, static_cast<std::uint32_t>(kinds - 1));
    std::vector<std::uint32_t> order(order_size);
    std::ranges::generate(order, [&] { return kind(random); });
    return order;
}

/// Iterates endlessly over the elements of a list, in its random order. For a list with one element, always that
/// one.
template <class T>
class endless {
public:
    explicit endless(const std::vector<T>& list) {
        for (const auto kind : random_order(list.size()))
            order_.push_back(&list[kind]);
    }

    const T& next() { return *order_[next_++ % order_size]; }

private:
    std::vector<const T*> order_;
    std::size_t next_ = 0;
};

} // namespace bodies
