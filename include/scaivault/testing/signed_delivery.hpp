#pragma once

#include "../scheme.hpp"
#include <webhooks/testing/signed_delivery.hpp>

namespace scaivault {

/// A delivery as ScaiVault would make it. See `webhooks::basic_signed_delivery`.
using signed_delivery = webhooks::basic_signed_delivery<scheme>;

} // namespace scaivault
