#pragma once

// Compiled once for all tests. Each test still includes what it needs: see SCAIVAULT_TEST_ALONE. It does not include what
// matches events, so that a change there does not rebuild the tests of the other rooms.
#include "catch.hpp"

#include <scaivault/json/encode.hpp>
#include <scaivault/json/print.hpp>
#include <scaivault/pattern_set.hpp>
#include <scaivault/replay.hpp>
#include <scaivault/subscription/event_filter.hpp>
#include <scaivault/subscription/polling.hpp>
#include <scaivault/testing.hpp>
#include <webhooks/outcome.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <ranges>
#include <sstream>
#include <string>
#include <thread>
#include <vector>
