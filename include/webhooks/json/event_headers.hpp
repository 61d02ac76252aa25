#pragma once

#include <string_view>

namespace webhooks {

/// The headers of a delivery that say which event it has, for envelopes that have the id or the type there. Views; empty where
/// absent. Neither is authentic unless the scheme signs it.
struct event_headers {
    std::string_view id{};   ///< the id header's value
    std::string_view type{}; ///< the type header's value. If the body has the type, only compared with that
};

} // namespace webhooks
