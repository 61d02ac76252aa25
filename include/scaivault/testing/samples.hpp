#pragma once

#include "../dispatch/fixed_string.hpp"
#include "../events/types.hpp"
#include "../json/detail/decode.hpp"
#include "detail/sample_table.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scaivault {

/// The vendor's example of an event type, as the JSON text of a body. An unknown name is a compile error that shows the
/// nearest names.
/// \throws std::bad_alloc
template <fixed_string Name>
[[nodiscard]] std::string sample_json() {
    static_assert(sizeof(payload_t<Name>) != 0); // reports a wrong name
    constexpr std::size_t index = catalog::find(Name).value_or(catalog::size);
    return std::string(detail::sample_table[index]);
}

/// The vendor's example of an event type, to modify and pass to handlers: `sample<"secret.rotated">()`. Each type has a
/// different event id, which is the same on each call.
/// \throws std::bad_alloc
template <fixed_string Name>
[[nodiscard]] event<Name> sample() {
    return std::get<event<Name>>(decode(sample_json<Name>()).value());
}

/// The example of every type, in the order of the catalog. A template, so that only programs that call it compile it.
/// \throws std::bad_alloc
template <class Catalog = catalog>
[[nodiscard]] std::vector<typename Catalog::variant> samples() {
    std::vector<typename Catalog::variant> all;
    all.reserve(catalog::size);
    for (std::size_t i = 0; i != catalog::size; ++i)
        all.push_back(decode_as<Catalog>(detail::sample_table[i]).value());
    return all;
}

} // namespace scaivault
