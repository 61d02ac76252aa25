// Decodes JSON text to an owning event: in full, and for handlers that do not take it. The peers are in
// decode_peers.

#include "decode_peers/peer.hpp"

using namespace scaivault;

namespace {

/// Handlers that take no event of the catalog, so that all thirty bodies are acknowledged without decoding.
const auto none = handlers{on_unknown([](const auto&) {}), ignore_rest};

template <class Decode>
void add_unhandled(const bodies::set& set, const std::string& who, Decode decode) {
    benchmarks::add("decode unhandled, " + set.name + "/" + who, [decode, &set](benchmark::State& state) {
        bodies::endless<std::string> order(set.texts);
        for (auto _ : state)
            benchmark::DoNotOptimize(decode(order.next()));
    });
}

} // namespace

void benchmarks::add_decode() {
    peer::add("scaivault", [](const std::string& body) { return decode(body); });
    for (const auto& set : bodies::sets()) {
        for (const auto& body : set.texts)
            if (decode_for(none, body).value())
                throw std::runtime_error("an event is decoded that no handler takes: " + body);
        add_unhandled(set, "scaivault", [](const std::string& body) { return decode_for(none, body); });
        add_unhandled(set, "the same in full", [](const std::string& body) { return decode(body); });
    }
}
