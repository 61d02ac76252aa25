#pragma once

// SCAIVAULT_SEPARATE implies WEBHOOKS_SEPARATE.
#if defined(SCAIVAULT_SEPARATE) && !defined(WEBHOOKS_SEPARATE)
#    define WEBHOOKS_SEPARATE
#endif

#include "../../events/timestamp.hpp"
#include "../../events/types.hpp"
#include "../error.hpp"
#include <webhooks/json/decode.hpp>

namespace scaivault {

using webhooks::decode_as;
using webhooks::decode_for;
using webhooks::decode_options;
using webhooks::event_headers;
using webhooks::missing_fields;

/// The members of ScaiVault's envelope that may be null or missing, for `decode_options::lenient`:
///
///     options.decode.lenient = lenient<"tenant_id", "partner_id">;
template <fixed_string... Keys>
inline constexpr auto& lenient = webhooks::lenient<envelope, Keys...>;

/// Reads one event of ScaiVault from JSON text; see `decode_as`. For polled events and tests: what came by
/// HTTP goes through a `verifier` first.
template <class Catalog = catalog>
[[nodiscard]] result<typename Catalog::variant> decode(std::string_view json,
                                                       const decode_options& options = {}) {
    return decode_as<Catalog>(json, options);
}

} // namespace scaivault

#ifdef SCAIVAULT_SEPARATE
static_assert(webhooks::detail::reader_is_separate,
              "define WEBHOOKS_SEPARATE too, or include headers of ScaiVault's first");

// Instantiated where webhook.ipp is included.
extern template const webhooks::detail::catalog_table&
webhooks::detail::table_of_catalog<scaivault::catalog>() noexcept;
#endif
