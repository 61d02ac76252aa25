#pragma once

// Compiled once for all tests. Each test still includes what it needs: see SCAIVAULT_TEST_ALONE.
#include "catch.hpp"

#include <scaivault/subscription.hpp>
#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

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
