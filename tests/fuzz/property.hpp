#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

/// Properties that must hold for any input. Used by libFuzzer and by the replay of the corpus.
namespace fuzz {

/// A violated property; what() names it. libFuzzer reports it as an uncaught exception.
struct violated : std::logic_error {
    using std::logic_error::logic_error;
};

/// Throws `violated` unless `holds`. `details` follow the property's name in the report.
template <class... Details>
void require(bool holds, std::string_view property, const Details&... details) {
    if (holds)
        return;
    std::string text(property);
    ((text.append(": ").append(std::string_view(details))), ...);
    throw violated(text);
}

} // namespace fuzz
