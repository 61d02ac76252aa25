#pragma once

#include <string>

namespace fuzz {

/// Signs the requests of the http target's corpus, and those that its mutator makes.
inline const std::string http_secret = "whsec_0123456789abcdef0123456789abcdef";

} // namespace fuzz
