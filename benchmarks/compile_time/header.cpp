// The single header alone.
#include <scaivault/webhook.hpp>
