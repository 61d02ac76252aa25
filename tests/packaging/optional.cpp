// The headers of the optional components.
#include <scaivault/asio.hpp>
#include <scaivault/beast.hpp>
#include <scaivault/client.hpp>
#include <scaivault/httplib.hpp>
#include <scaivault/nats.hpp>
#include <scaivault/sqlite_replay_guard.hpp>
