#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
#ifdef CORRECTED
                                 .tag = "v1={hex}",
                                 .signed_text = "{body}"
#else
                                 .tag = "v1=hex",
                                 .signed_text = "{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: the tag of a scheme ends with {hex} or {base64}, as
