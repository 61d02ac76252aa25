#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{.signature_header = "X-Shop-Signature",
#ifdef CORRECTED
                                 .id_header = "X-Shop-Id",
                                 .signed_text = "{id}.{body}"
#else
                                 .signed_text = "{id}.{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: the signed text of a scheme has {id}, at most once: name the id_header that it comes in
