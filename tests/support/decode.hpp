#pragma once

// `decode` without the lists of handlers in scaivault/json/decode.hpp, so that a change of these does not rebuild tests
// that use none.
#include <scaivault/json/detail/decode.hpp>
