#pragma once

#include "../dispatch/fixed_string.hpp"
#include "../events/catalog.hpp"
#include "../json/decode.hpp"
#include "detail/sample_table.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scaivault {

/// The vendor's example of an event type, as JSON text: the bytes of a body. A name that the catalog does not have is
/// a compile error that shows the nearest names.
template <fixed_string Name>
[[nodiscard]] std::string sample_json() {
    static_assert(sizeof(payload_t<Name>) != 0); // where a wrong name is explained
    constexpr std::size_t index = catalog::find(Name).value_or(catalog::size);
    return std::string(detail::sample_table[index]);
}

/// The vendor's example of an event type, to change and to pass to handlers: `sample<"secret.rotated">()`. Each type has an
/// event id of its own, which is the same on each call.
template <fixed_string Name>
[[nodiscard]] event<Name> sample() {
    return std::get<event<Name>>(decode(sample_json<Name>()).value());
}

/// The example of each type, in the order of the catalog.
/// A template, so that programs that do not call it do not compile it.
template <class Catalog = catalog>
[[nodiscard]] std::vector<typename Catalog::variant> samples() {
    std::vector<typename Catalog::variant> all;
    all.reserve(catalog::size);
    for (std::size_t i = 0; i != catalog::size; ++i)
        all.push_back(decode_as<Catalog>(detail::sample_table[i]).value());
    return all;
}

} // namespace scaivault
