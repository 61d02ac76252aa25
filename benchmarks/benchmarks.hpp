#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

/// The parts of the executable, each with one subject. They add their benchmarks, which run later and in an
/// order that Google Benchmark chooses; whatever a peer has to agree with is checked when it is added, by an
/// exception.
namespace benchmarks {

void add_match();
void add_lookup();
void add_timestamp();
void add_decode();
void add_decode_boost_json();
void add_decode_nlohmann();
void add_decode_rapidjson();
void add_decode_simdjson();
void add_encode();
void add_verify();
void add_receive();
void add_allocations();
void add_growth_match();
void add_growth_lookup();
void add_growth_decode();
void add_growth_guard();
void add_threads();

/// Adds a benchmark. Names are `stage, body/who` for what is compared, where ours is `scaivault` and one
/// iteration is one event; `growth: what/n`; `threads: what/n`.
template <class Function>
void add(const std::string& name, Function function) {
    benchmark::RegisterBenchmark(name.c_str(), std::move(function));
}

} // namespace benchmarks
