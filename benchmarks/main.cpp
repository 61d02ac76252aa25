// A single executable, so that a stage and its peers can run interleaved in one process:
// --benchmark_enable_random_interleaving with --benchmark_repetitions.

#include "benchmarks.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char** argv) try {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return EXIT_FAILURE;

    benchmarks::add_match();
    benchmarks::add_lookup();
    benchmarks::add_timestamp();
    benchmarks::add_decode();
    benchmarks::add_decode_boost_json();
    benchmarks::add_decode_nlohmann();
    benchmarks::add_decode_rapidjson();
    benchmarks::add_decode_simdjson();
    benchmarks::add_decode_github();
    benchmarks::add_encode();
    benchmarks::add_verify();
    benchmarks::add_receive();
    benchmarks::add_allocations();
    benchmarks::add_growth_match();
    benchmarks::add_growth_lookup();
    benchmarks::add_growth_decode();
    benchmarks::add_growth_guard();
    benchmarks::add_threads();

    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "scaivault_benchmarks: " << error.what() << '\n';
    return EXIT_FAILURE;
}
