#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

/// The parts of the executable, each with one subject. They register their benchmarks, which run later in an order
/// that Google Benchmark chooses. Registration checks that each peer gives the same results, and throws otherwise.
namespace benchmarks {

void add_match();
void add_lookup();
void add_timestamp();
void add_decode();
void add_decode_boost_json();
void add_decode_nlohmann();
void add_decode_rapidjson();
void add_decode_simdjson();
void add_decode_github();
void add_encode();
void add_verify();
void add_receive();
void add_allocations();
void add_growth_match();
void add_growth_lookup();
void add_growth_decode();
void add_growth_guard();
void add_threads();

/// Adds a benchmark. A name is `stage, body/who` for a comparison, where this library is `scaivault` and one
/// iteration is one event; or `growth: what/n`, or `threads: what/n`.
template <class Function>
void add(const std::string& name, Function function) {
    benchmark::RegisterBenchmark(name.c_str(), std::move(function));
}

} // namespace benchmarks
