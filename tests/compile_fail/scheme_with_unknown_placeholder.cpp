#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
                                 .timestamp_header = "X-Shop-Time",
#ifdef CORRECTED
                                 .signed_text = "{timestamp}.{body}"
#else
                                 .signed_text = "{timestmp}.{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: the signed text of a scheme has an unknown placeholder: {id}, {timestamp} and {body} are known
