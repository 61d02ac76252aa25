#pragma once

/// For the tests of programs that receive events: samples, signed deliveries and a clock. Not in `webhook.hpp`.

#include "testing/fake_clock.hpp"
#include "testing/samples.hpp"
#include "testing/signed_delivery.hpp"
