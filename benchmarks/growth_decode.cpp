// Decodes large bodies: rotation.completed with 1 to 10,000 secrets, 0.5 kB to 1 MB.

#include "benchmarks.hpp"
#include "bodies.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

using namespace scaivault;

namespace {

any_event with_secrets(std::size_t count) {
    auto completed =
        std::get<event<"rotation.completed">>(decode(bodies::of_type("rotation.completed")).value());
    auto& list = completed.data.secrets_rotated;
    const auto first = list.front();
    list.clear();
    for (std::size_t i = 0; i != count; ++i) {
        auto secret = first;
        secret.path += "/" + std::to_string(i);
        secret.old_version += static_cast<std::int64_t>(i);
        secret.new_version = secret.old_version + 1;
        list.push_back(std::move(secret));
    }
    return completed;
}

} // namespace

void benchmarks::add_growth_decode() {
    for (const std::size_t secrets : {1U, 10U, 100U, 1'000U, 10'000U}) {
        const auto event = with_secrets(secrets);
        const auto body = std::make_shared<const std::string>(encode(event));
        decode_options options;
        options.max_size = std::size_t{1} << 24;
        if (decode(*body, options).value() != event)
            throw std::runtime_error("a body of " + std::to_string(secrets) +
                                     " secrets is decoded to another event");
        add("growth: decode, secrets/" + std::to_string(secrets), [=](benchmark::State& state) {
            for (auto _ : state)
                benchmark::DoNotOptimize(decode(*body, options));
            state.counters["bytes"] = static_cast<double>(body->size());
        });
    }
}
