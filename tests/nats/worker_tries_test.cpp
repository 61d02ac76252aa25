#include "worker_fixture.hpp"

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nats_worker_tries_test {

using namespace scaivault;
using namespace nats_support;

namespace {

constexpr const char* secrets_consumer = "test=secret-+";
constexpr const char* life_of_a_worker = "one life of a worker that evt_poison ends";

nats::worker_options one_try() {
    auto options = quick();
    options.ack_wait = 300ms;
    options.max_tries = 1;
    return options;
}

/// Runs the test case of that name in a separate process, and returns the process's exit status.
int life_ends_with(const std::string& url, const std::string& calls, const char* concurrency) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("SCAIVAULT_TEST_NATS", url.c_str(), 1);
        ::setenv("SCAIVAULT_TEST_CALLS", calls.c_str(), 1);
        ::setenv("SCAIVAULT_TEST_CONCURRENCY", concurrency, 1);
        ::execl("/proc/self/exe", "worker", life_of_a_worker, static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Sends `events`, one of them poison, and runs consecutive workers until nothing is left to do. Returns the number
/// of workers that the poison terminated.
int lives_until_all_is_done(fixture& at, int events, const char* concurrency,
                            std::multiset<std::string>& called) {
    for (int i = 0; i != events; ++i)
        at.send("secret.rotated", i == 2 ? "evt_poison" : "evt_" + std::to_string(i));
    std::string calls = (std::filesystem::temp_directory_path() / "scaivault-calls-XXXXXX").string();
    ::close(::mkstemp(calls.data()));
    int lives = 0;
    int ended_with = 0;
    while (lives != 20 && (ended_with = life_ends_with(at.own.url(), calls, concurrency)) == 9)
        ++lives;
    CHECK(ended_with == 0);
    std::ifstream lines(calls);
    for (std::string id; std::getline(lines, id);)
        called.insert(id);
    std::filesystem::remove(calls);
    return lives;
}

void check_that_only_the_poison_is_dead(const fixture& at) {
    CHECK(unanswered(at.connection, secrets_consumer) == 0);
    CHECK(at.dead_letters() == 1);
    const auto letter = message_at(at.connection, dead_stream, 1);
    REQUIRE(letter.has_value());
    CHECK(letter->header("Scaivault-Msg-Id") == "evt_poison");
    CHECK(letter->header("Scaivault-Tries") == "1");
    CHECK(letter->header("Scaivault-Reason")
              .starts_with("its handler was begun again and again without a result"));
}

} // namespace

TEST_CASE("one life of a worker that evt_poison ends", "[.]") {
    const char* const url = std::getenv("SCAIVAULT_TEST_NATS");
    if (url == nullptr) // not started by a test
        return;
    const nats::connection connection{std::string(url)};
    std::ofstream calls(std::getenv("SCAIVAULT_TEST_CALLS"), std::ios::app);
    auto options = one_try();
    options.concurrency = static_cast<std::size_t>(std::atoi(std::getenv("SCAIVAULT_TEST_CONCURRENCY")));
    std::mutex mutex;
    std::atomic<std::size_t> at_work{0};
    nats::worker worker{connection,
                        handlers{on<"secret.*">([&](const auto& e) {
                                     {
                                         const std::lock_guard lock(mutex);
                                         calls << e.event_id << std::endl;
                                     }
                                     ++at_work;
                                     if (e.event_id == "evt_poison") { // beside other handlers
                                         eventually([&] { return at_work == options.concurrency; }, 100ms);
                                         ::_exit(9);
                                     }
                                     if (options.concurrency > 1)
                                         std::this_thread::sleep_for(50ms);
                                     --at_work;
                                 }),
                                 ignore_rest},
                        options};
    const running started(worker);
    CHECK(eventually([&] { return unanswered(connection, secrets_consumer) == 0; }, 20s));
}

TEST_CASE(
    "an event whose handler ends the process is dead-lettered in the end, and no event that came with it") {
    if (!has_server())
        return;
    fixture at;
    std::multiset<std::string> called;
    CHECK(lives_until_all_is_done(at, 40, "1", called) == 3); // max_tries + 2
    CHECK(called.count("evt_poison") == 3);
    for (int i = 0; i != 40; ++i)
        if (i != 2)
            CHECK(called.count("evt_" + std::to_string(i)) == 1);
    check_that_only_the_poison_is_dead(at);
}

TEST_CASE("events whose handlers ran beside one that ended the process are handled all the same") {
    if (!has_server())
        return;
    fixture at;
    std::multiset<std::string> called;
    CHECK(lives_until_all_is_done(at, 12, "4", called) == 3);
    CHECK(called.count("evt_poison") == 3);
    for (int i = 0; i != 12; ++i)
        if (i != 2)
            CHECK(called.count("evt_" + std::to_string(i)) >= 1);
    check_that_only_the_poison_is_dead(at);
}

TEST_CASE("deliveries in which no handler began cost no try") {
    if (!has_server())
        return;
    fixture at;
    journal effects;
    const handlers taking{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest};
    at.send("secret.rotated", "evt_1");
    nats::worker worker{at.connection, taking, one_try()}; // creates the consumer
    for (int life = 0; life != 4; ++life) {                // fetches and disappears
        natsSubscription* subscription = nullptr;
        jsSubOptions bind;
        jsSubOptions_Init(&bind);
        bind.Stream = "SCAIVAULT";
        bind.Consumer = secrets_consumer;
        REQUIRE(js_PullSubscribe(&subscription, at.connection.jetstream(), "scaivault.secret.*",
                                 secrets_consumer, nullptr, &bind, nullptr) == NATS_OK);
        const webhooks::nats::detail::subscription_handle owned(subscription);
        natsMsgList list{};
        REQUIRE(natsSubscription_Fetch(&list, subscription, 1, 5'000, nullptr) == NATS_OK);
        natsMsgList_Destroy(&list);
    }
    const running started(worker);
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("workers that are stopped and started again cost no event a try") {
    if (!has_server())
        return;
    fixture at;
    constexpr std::size_t events = 40;
    for (std::size_t i = 0; i != events; ++i)
        at.send("secret.rotated", "evt_" + std::to_string(i));
    journal effects;
    const handlers slow{on<"secret.*">([&](const auto& e) {
                            std::this_thread::sleep_for(5ms);
                            effects(e);
                        }),
                        ignore_rest};
    for (int stops = 0; effects.size() < events && stops != 60; ++stops) {
        nats::worker worker{at.connection, slow, one_try()};
        const running started(worker);
        const auto before = effects.total();
        CHECK(eventually([&] { return effects.total() > before || at.dead_letters() > 0; }));
    }
    CHECK(effects.size() == events);
    CHECK(effects.all_once());
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("a guard that cannot be reached costs no try, for as long as it takes") {
    if (!has_server())
        return;
    fixture at;
    struct absent {
        std::atomic<int> claims{0};
        claim_result claim(std::string_view) {
            if (++claims < 6)
                throw std::runtime_error("no route to host");
            return claim_result::claimed;
        }
        void commit(std::string_view) {}
        void release(std::string_view) {}
    } guard;
    journal effects;
    nats::worker worker{at.connection,
                        handlers{on<"secret.*">([&](const auto& e) { effects(e); }), ignore_rest}, one_try(),
                        guard};
    at.send("secret.rotated", "evt_1");
    const running started(worker);
    CHECK(eventually([&] { return worker.counts().handled == 1; }));
    CHECK(worker.counts().retried == 5);
    CHECK(at.dead_letters() == 0);
}

TEST_CASE("failures are counted across workers, and the dead letter has the last one's reason") {
    if (!has_server())
        return;
    fixture at;
    auto options = one_try();
    options.max_tries = 3;
    std::atomic<int> calls{0};
    at.send("secret.rotated", "evt_1");
    for (int life = 1; life <= 3; ++life) {
        nats::worker worker{at.connection,
                            handlers{on<"secret.*">([&](const auto&) {
                                         throw std::runtime_error("try " + std::to_string(++calls));
                                     }),
                                     ignore_rest},
                            options};
        const running started(worker);
        CHECK(eventually([&] { return calls >= life; }));
    }
    CHECK(calls == 3);
    CHECK(at.dead_letters() == 1);
    const auto letter = message_at(at.connection, dead_stream, 1);
    REQUIRE(letter.has_value());
    CHECK(letter->header("Scaivault-Reason") == "try 3");
    CHECK(letter->header("Scaivault-Tries") == "3");
}

TEST_CASE("a worker without a stream for the tries is refused") {
    if (!has_server())
        return;
    fixture at;
    REQUIRE(js_DeleteStream(at.connection.jetstream(), "SCAIVAULT_TRIES", nullptr, nullptr) == NATS_OK);
    std::string what;
    try {
        nats::worker{at.connection, handlers{on<"secret.*">([](const auto&) {}), ignore_rest}, quick()};
    } catch (const nats::error& refused) {
        what = refused.what();
    }
    CHECK(what.find("cannot read from the stream SCAIVAULT_TRIES (see ensure_streams)") != std::string::npos);
}

TEST_CASE("a worker keeps no events from another that is idle") {
    if (!has_server())
        return;
    fixture at;
    std::atomic<int> at_work{0};
    std::atomic<int> waited_in_vain{0};
    const handlers meeting{on<"secret.*">([&](const auto&) {
                               ++at_work;
                               if (!eventually([&] { return at_work >= 2; }, 3s))
                                   ++waited_in_vain;
                           }),
                           ignore_rest};
    for (int i = 0; i != 5; ++i)
        at.send("secret.rotated", "evt_" + std::to_string(i));
    nats::worker first{at.connection, meeting, quick()};
    nats::worker second{at.connection, meeting, quick()};
    const running one(first), two(second);
    CHECK(eventually([&] { return first.counts().handled + second.counts().handled == 5; }));
    CHECK(waited_in_vain == 0);
}

TEST_CASE("what a worker fetched ahead goes to another when a slow event holds it up") {
    if (!has_server())
        return;
    fixture at;
    journal effects;
    constexpr std::size_t quick_ones = 400;
    std::atomic<bool> in_time{false};
    const handlers taking{on<"secret.*">([&](const auto& e) {
                              if (e.event_id == "evt_slow")
                                  in_time = eventually([&] { return effects.size() == quick_ones; }, 8s);
                              else
                                  effects(e);
                          }),
                          ignore_rest};
    for (std::size_t i = 0; i != quick_ones; ++i) {
        if (i == quick_ones / 2)
            at.send("secret.rotated", "evt_slow");
        at.send("secret.rotated", "evt_" + std::to_string(i));
    }
    nats::worker first{at.connection, taking, quick()};
    nats::worker second{at.connection, taking, quick()};
    const running one(first), two(second);
    CHECK(eventually([&] { return first.counts().handled + second.counts().handled == quick_ones + 1; }));
    CHECK(in_time);
    CHECK(effects.all_once());
}

// Sanitizers terminate the program if an allocation fails. GCC has macros for them, clang a feature test.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#    define SANITIZED
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#        define SANITIZED
#    endif
#endif
#ifndef SANITIZED
TEST_CASE("a thread that cannot be started is an exception, and the others are joined") {
    if (!has_server())
        return;
    fixture at;
    auto options = quick();
    options.concurrency = 2'000;
    nats::worker worker{at.connection, handlers{on<"secret.*">([](const auto&) {}), ignore_rest}, options};
    const auto threads = [] {
        const std::filesystem::directory_iterator all("/proc/self/task");
        return std::distance(begin(all), end(all));
    };
    const auto before = threads();
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit memory{};
    REQUIRE(::getrlimit(RLIMIT_AS, &memory) == 0);
    const rlimit little{pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + (std::size_t{1} << 30U),
                        memory.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_AS, &little) == 0);
    bool thrown = false;
    try {
        worker.run();
    } catch (const std::system_error&) {
        thrown = true;
    }
    REQUIRE(::setrlimit(RLIMIT_AS, &memory) == 0);
    CHECK(thrown);
    CHECK(threads() == before);
}
#endif
#undef SANITIZED

} // namespace nats_worker_tries_test
