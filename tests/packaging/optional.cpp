// The headers that the optional components are for.
#include <scaivault/beast.hpp>
#include <scaivault/httplib.hpp>
#include <scaivault/nats.hpp>
#include <scaivault/sqlite_replay_guard.hpp>
