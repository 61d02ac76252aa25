// The last stage: handles the events of the stream. Each event has one effect in a database. Any number of workers
// can share the stream and the database.
//
// usage: NATS_URLS=... pipeline_worker NAME DATABASE [HOLD]     until SIGTERM
//        HOLD: a file's name, for tests that kill workers at critical moments: see `hold`

#include "effects.hpp"
#include "environment.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <thread>

namespace {

std::atomic<bool> asked_to_stop{false};

/// If the file exists, appends the worker's name to the file's name, and waits to be killed.
void hold(const std::string& file, const std::string& worker) {
    if (std::rename(file.c_str(), (file + "." + worker).c_str()) == 0)
        std::this_thread::sleep_for(std::chrono::seconds(20));
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3 && argc != 4) {
        std::fputs("usage: pipeline_worker NAME DATABASE [HOLD]\n", stderr);
        return 2;
    }
    try {
        const std::string name = argv[1];
        pipeline::effects database(argv[2]);
        const std::string held = argc == 4 ? argv[3] : "";
        const auto effect = [&](const auto& event) {
            if (!held.empty())
                hold(held + ".before", name);
            database.add(event.event_id, event.type, name);
            if (!held.empty())
                hold(held + ".after", name);
        };
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
