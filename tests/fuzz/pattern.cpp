// Input: a line with an event type, then one pattern per line.

#include "properties/pattern.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {
constexpr std::size_t most_patterns = 8;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = fuzz::text_of(data, size);
    const auto type = fuzz::take_line(rest);
    std::vector<std::string_view> texts;
    std::vector<std::string_view> well_formed;
    while (!rest.empty() && texts.size() != most_patterns) {
        const auto text = fuzz::take_line(rest);
        texts.push_back(text);
        if (fuzz::reference::is_well_formed(text))
            well_formed.push_back(text);
        fuzz::is_taken_if_well_formed(text);
        fuzz::matches_as_the_reference(text, type);
        fuzz::matches_as_the_reference(type, text);
    }
    fuzz::selects_as_any_of(well_formed, type);
    if (texts.size() != well_formed.size())
        fuzz::selects_as_any_of(texts, type);
    return 0;
}
