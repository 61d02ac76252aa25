// The last stage: handles the events of the stream, each of which has one effect in a database. Any number of workers
// share the stream and the database.
//
// usage: NATS_URLS=... pipeline_worker NAME DATABASE     until SIGTERM

#include "effects.hpp"
#include "environment.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <thread>

namespace {

std::atomic<bool> asked_to_stop{false};

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: pipeline_worker NAME DATABASE\n", stderr);
        return 2;
    }
    try {
        const std::string name = argv[1];
        pipeline::effects database(argv[2]);
        const auto effect = [&](const auto& event) { database.add(event.event_id, event.type, name); };
        scaivault::nats::worker worker{
            pipeline::connect(name),
            scaivault::handlers{scaivault::on<"secret.*">(effect), scaivault::on<"policy.**">(effect),
                                scaivault::on<"certificate.*">(effect), scaivault::ignore_rest},
            {.durable = "pipeline",
             .ack_wait = std::chrono::seconds(5),
             .on_problem =
                 [](std::string_view text) {
                     std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
                 }},
            database};

        std::signal(SIGTERM, [](int) { asked_to_stop = true; });
        std::jthread stopper([&](const std::stop_token& ended) {
            while (!asked_to_stop && !ended.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            worker.stop();
        });
        std::puts("ready");
        std::fflush(stdout);
        worker.run();
        const auto counts = worker.counts();
        std::printf("handled %llu duplicates %llu retried %llu dead_lettered %llu\n",
                    static_cast<unsigned long long>(counts.handled),
                    static_cast<unsigned long long>(counts.duplicates),
                    static_cast<unsigned long long>(counts.retried),
                    static_cast<unsigned long long>(counts.dead_lettered));
        return 0;
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "pipeline_worker: %s\n", thrown.what());
        return 1;
    }
}
