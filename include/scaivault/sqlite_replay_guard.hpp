#pragma once

#include "replay.hpp"
#include "sqlite_error.hpp"
#include <webhooks/sqlite_replay_guard.hpp>

namespace scaivault {

using webhooks::sqlite_durability;
using webhooks::sqlite_replay_guard;
using webhooks::sqlite_replay_options;

} // namespace scaivault
