#pragma once

#include "../events/catalog.hpp"
#include "error.hpp"
#include <webhooks/json/decode.hpp>

namespace scaivault {

using webhooks::decode_as;
using webhooks::decode_for;
using webhooks::decode_options;
using webhooks::missing_fields;

/// Reads one event of ScaiVault from JSON text; see `decode_as`. For polled events and tests: what came by
/// HTTP goes through a `verifier` first.
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(std::string_view json,
                                                       const decode_options& options = {}) {
    return decode_as<Catalog>(json, options);
}

} // namespace scaivault
