#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
#ifdef CORRECTED
                                 .tag = "t={timestamp},v1={hex}",
                                 .signed_text = "{timestamp}.{body}"
#else
                                 .tag = "v1={hex}",
                                 .signed_text = "{timestamp}.{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: the signed text of a scheme has {timestamp}: name the timestamp_header, or put {timestamp}
