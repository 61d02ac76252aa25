// The catalog's secret.rotated (465 bytes) into an owning struct, beside Boost.JSON's parse and value_to.

#include "bodies.hpp"

#include <benchmark/benchmark.h>
#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

using namespace scaivault;

namespace peer {

// What a user of Boost.JSON alone would write: described structs, with times parsed as here.
struct time {
    time_point value{};
};

inline time tag_invoke(boost::json::value_to_tag<time>, const boost::json::value& value) {
    const auto& text = value.as_string();
    return {parse_timestamp({text.data(), text.size()}).value()};
}

struct rotated {
    std::int64_t old_version, new_version;
    std::string rotation_policy_id, rotation_policy_name;
    time grace_period_ends;
    bool auto_generated;
};
BOOST_DESCRIBE_STRUCT(rotated, (),
                      (old_version, new_version, rotation_policy_id, rotation_policy_name, grace_period_ends,
                       auto_generated))

struct rotated_event {
    std::string event_id, event_type;
    time timestamp;
    std::string tenant_id, partner_id, identity_id, path;
    rotated data;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(rotated_event, (),
                      (event_id, event_type, timestamp, tenant_id, partner_id, identity_id, path, data,
                       request_id))

} // namespace peer

namespace {

void decode_scaivault(benchmark::State& state) {
    const auto body = bodies::of_type("secret.rotated");
    for (auto _ : state)
        benchmark::DoNotOptimize(decode(body));
}
BENCHMARK(decode_scaivault)->Name("decode secret.rotated/scaivault");

void decode_boost_json(benchmark::State& state) {
    const auto body = bodies::of_type("secret.rotated");
    for (auto _ : state)
        benchmark::DoNotOptimize(boost::json::value_to<peer::rotated_event>(boost::json::parse(body)));
}
BENCHMARK(decode_boost_json)->Name("decode secret.rotated/Boost.JSON parse + value_to");

void decode_unhandled(benchmark::State& state) {
    const auto body = bodies::of_type("secret.rotated");
    const auto none = handlers{on<"policy.violation">([](const auto&) {}), ignore_rest};
    for (auto _ : state)
        benchmark::DoNotOptimize(decode_for(none, body));
}
BENCHMARK(decode_unhandled)->Name("decode unhandled/scaivault");

void decode_full(benchmark::State& state) {
    decode_scaivault(state);
}
BENCHMARK(decode_full)->Name("decode unhandled/the same in full");

} // namespace
