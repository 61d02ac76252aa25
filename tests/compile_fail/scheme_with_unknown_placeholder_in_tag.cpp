#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
#ifdef CORRECTED
                                 .tag = "t={timestamp},v1={hex}",
                                 .signed_text = "{timestamp}.{body}"
#else
                                 .tag = "t={timestmp},v1={hex}",
                                 .signed_text = "{timestamp}.{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: the tag of a scheme has an unknown placeholder: {hex}, {base64} and {timestamp} are known
