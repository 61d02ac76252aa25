#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The vendor's example events, one compact JSON text per file.
namespace examples {

struct example {
    std::string name; ///< the file's name without ".json": the event type, and "rotation.due.now"
    std::string text;
};

/// All examples, ordered by name.
inline const std::vector<example>& all() {
    static const std::vector<example> list = [] {
        std::vector<example> found;
        for (const auto& file : std::filesystem::directory_iterator(SCAIVAULT_TEST_DATA)) {
            std::ifstream in(file.path(), std::ios::binary);
            found.push_back({file.path().stem().string(), {std::istreambuf_iterator<char>(in), {}}});
        }
        std::ranges::sort(found, {}, &example::name);
        return found;
    }();
    return list;
}

/// Throws instead of using REQUIRE, because threads call it: Catch2 takes assertions of one thread at a time.
inline const std::string& text(std::string_view name) {
    const auto found = std::ranges::find(all(), name, &example::name);
    if (found == all().end())
        throw std::invalid_argument("no example " + std::string(name));
    return found->text;
}

/// Replaces the only occurrence of `from` in `text` by `to`. Throws if there is not exactly one.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
        throw std::invalid_argument("not exactly one: " + std::string(from));
    return text.replace(at, from.size(), to);
}

/// The example `name`, with the only occurrence of `from` replaced by `to`.
inline std::string edited(std::string_view name, std::string_view from, std::string_view to) {
    return replaced(text(name), from, to);
}

} // namespace examples
