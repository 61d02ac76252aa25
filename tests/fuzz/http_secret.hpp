#pragma once

#include <string>

namespace fuzz {

/// The secret for the requests of the http target's corpus and of its mutator.
inline const std::string http_secret = "whsec_0123456789abcdef0123456789abcdef";

} // namespace fuzz
