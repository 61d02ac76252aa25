#pragma once

#include <webhooks/trust/signing_secrets.hpp>

namespace scaivault {

using webhooks::signing_secrets;

} // namespace scaivault
