#include <webhooks/trust/verifier.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>

using namespace webhooks;

constexpr auto text = "whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=";
#ifdef CORRECTED
const basic_verifier<standard::public_key_scheme> verifier{public_keys(text)};
#else
const basic_verifier<standard::public_key_scheme> verifier{signing_secrets(text)};
#endif
// error: no matching
