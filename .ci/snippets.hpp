// What the fragments in the documentation take for granted; see .ci/readme-snippets.
#include <scaivault/dispatch.hpp>
#include <scaivault/subscription.hpp>
#include <scaivault/testing.hpp>
#include <scaivault/webhook.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace scaivault;
using namespace std::chrono_literals;

// Functions that any event can be given to.
inline constexpr auto f = [](const auto&) {};
inline constexpr auto g = [](const auto&) {};
inline constexpr auto h = [](const auto&) {};
inline constexpr auto page = [](const auto&) {};

const std::string secret = "a secret of at least 32 bytes ...";
