// Sets up and checks a run of the pipeline.
//
// usage: NATS_URLS=... pipeline_control setup            waits for the cluster, creates the streams with three copies
//        NATS_URLS=... pipeline_control leader           prints the server that leads the stream
//        pipeline_control effects DATABASE               prints the number of effects
//        NATS_URLS=... pipeline_control check DATABASE ANSWERED EVENTS
//            ANSWERED contains the ids of the events that were answered with 200, one per line

#include "effects.hpp"
#include "environment.hpp"

#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace std::chrono_literals;

void setup() {
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);;
         std::this_thread::sleep_for(200ms)) {
        try {
            const auto connection = pipeline::connect("control");
            scaivault::nats::ensure_streams(connection, {.replicas = 3});
            return;
        } catch (const scaivault::nats::error&) { // no leader yet
            if (std::chrono::steady_clock::now() > end)
                throw;
        }
    }
}

std::string leader() {
    const auto connection = pipeline::connect("control");
    jsStreamInfo* info = nullptr;
    if (js_GetStreamInfo(&info, connection.jetstream(), "SCAIVAULT", nullptr, nullptr) != NATS_OK)
        throw std::runtime_error("the stream does not respond");
    const std::string name =
        info->Cluster != nullptr && info->Cluster->Leader != nullptr ? info->Cluster->Leader : "";
    jsStreamInfo_Destroy(info);
    return name;
}

unsigned long long stored(const scaivault::nats::connection& connection, const char* stream) {
    jsStreamInfo* info = nullptr;
    if (js_GetStreamInfo(&info, connection.jetstream(), stream, nullptr, nullptr) != NATS_OK)
        throw std::runtime_error("the stream does not respond");
    const auto count = static_cast<unsigned long long>(info->State.Msgs);
    jsStreamInfo_Destroy(info);
    return count;
}

bool row(const char* what, long long is, long long expected) {
    std::printf("%-52s %9lld   %s\n", what, is, is == expected ? "ok" : "WRONG");
    return is == expected;
}

bool check(const std::string& database_file, const std::string& answered_file, long long events) {
    pipeline::effects database(database_file);
    database.run("CREATE TEMP TABLE answered (event_id TEXT PRIMARY KEY) WITHOUT ROWID");
    database.run("BEGIN");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database.native(), "INSERT OR IGNORE INTO answered VALUES (?1)", -1, &insert, nullptr);
    std::ifstream lines(answered_file);
    for (std::string id; std::getline(lines, id);) {
        sqlite3_bind_text(insert, 1, id.data(), static_cast<int>(id.size()), SQLITE_TRANSIENT);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    database.run("COMMIT");

    const auto connection = pipeline::connect("control");
    bool good =
        row("distinct events answered with 200", database.count("SELECT count(*) FROM answered"), events);
    good &= row("distinct events handled", database.count("SELECT count(DISTINCT event_id) FROM effects"),
                events);
    good &= row("effects, each of which should be an event's only one",
                database.count("SELECT count(*) FROM effects"), events);
    good &= row(
        "answered with 200 and lost",
        database.count("SELECT count(*) FROM answered WHERE event_id NOT IN (SELECT event_id FROM effects)"),
        0);
    good &= row("dead letters", static_cast<long long>(stored(connection, "SCAIVAULT_DEAD")), 0);
    std::printf("%-52s %9llu\n", "messages in the stream", stored(connection, "SCAIVAULT"));
    return good;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    try {
        if (command == "setup" && argc == 2) {
            setup();
            return 0;
        }
        if (command == "leader" && argc == 2) {
            std::puts(leader().c_str());
            return 0;
        }
        if (command == "effects" && argc == 3) {
            std::printf("%lld\n", pipeline::effects(argv[2]).count("SELECT count(*) FROM effects"));
            return 0;
        }
        if (command == "check" && argc == 5)
            return check(argv[2], argv[3], pipeline::number<long long>(argv[4])) ? 0 : 1;
        std::fputs(
            "usage: pipeline_control setup | leader | effects DATABASE | check DATABASE ANSWERED EVENTS\n",
            stderr);
        return 2;
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "pipeline_control: %s\n", thrown.what());
        return 1;
    }
}
