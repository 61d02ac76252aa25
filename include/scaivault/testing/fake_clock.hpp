#pragma once

#include <webhooks/testing/fake_clock.hpp>

namespace scaivault {

using webhooks::fake_clock;

} // namespace scaivault
