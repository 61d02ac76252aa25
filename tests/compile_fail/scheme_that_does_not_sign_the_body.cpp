#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
                                 .timestamp_header = "X-Shop-Time",
#ifdef CORRECTED
                                 .signed_text = "{timestamp}.{body}"
#else
                                 .signed_text = "{timestamp}."
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: a scheme signs the body: {body} is at the end of its signed text, and nowhere else
