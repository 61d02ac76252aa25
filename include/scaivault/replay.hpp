#pragma once

#include <webhooks/replay.hpp>

namespace scaivault {

using webhooks::claim_result;
using webhooks::memory_replay_guard;
using webhooks::replay_guard;
using webhooks::replay_options;
using webhooks::replay_window;
using webhooks::ticketed_replay_guard;

} // namespace scaivault
