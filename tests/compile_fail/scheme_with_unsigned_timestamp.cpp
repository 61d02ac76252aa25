#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
                                 .timestamp_header = "X-Shop-Time",
#ifdef CORRECTED
                                 .signed_text = "{timestamp}.{body}"
#else
                                 .signed_text = "{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: a scheme with a timestamp signs it: {timestamp} is in its signed text, once
