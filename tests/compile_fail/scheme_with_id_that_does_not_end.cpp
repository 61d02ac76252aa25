#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
                                 .timestamp_header = "T",
                                 .id_header = "I",
#ifdef CORRECTED
                                 .signed_text = "{id}.{timestamp}.{body}"
#else
                                 .signed_text = "{id}{timestamp}.{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: in the signed text of a scheme, {id} ends at a character that no id has
