#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

/// What must hold whatever the input; shared by libFuzzer and by the plain run over the corpus.
namespace fuzz {

/// A property that does not hold: the text says which. libFuzzer reports it as an uncaught exception.
struct violated : std::logic_error {
    using std::logic_error::logic_error;
};

/// Throws `violated` unless `holds`. `details` follow the property's name, for whoever reads the report.
template <class... Details>
void require(bool holds, std::string_view property, const Details&... details) {
    if (holds)
        return;
    std::string text(property);
    ((text.append(": ").append(std::string_view(details))), ...);
    throw violated(text);
}

} // namespace fuzz
