#include <webhooks/trust/scheme.hpp>

using namespace webhooks;

constexpr scheme_strings strings{
#ifdef CORRECTED
    .signature_header = "X-Shop-Signature", .signed_text = "{body}"
#else
    .signed_text = "{body}"
#endif
};
struct shop : hmac_sha256_scheme<strings> {};
// error: a scheme names the header of its signature
