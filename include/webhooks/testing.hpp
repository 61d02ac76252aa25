#pragma once

/// For the tests of programs that receive events: samples, signed deliveries and a clock. Not in `webhooks.hpp`.

#include "testing/fake_clock.hpp"
#include "testing/sample_of.hpp"
#include "testing/signed_delivery.hpp"
