// The receiver if every n-th allocation fails. A separate executable, because it replaces the functions that allocate.

#include "../../examples/receiver/respond.hpp"
#include "../../examples/receiver/server.hpp"
#include "raw_socket.hpp"
#include "requests.hpp"

#include <scaivault/receiver.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <list>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <sys/uio.h>
#include <unistd.h>

using namespace http_support;

namespace {

// Per thread, so that no thread has two failures in a row: Asio allocates in the destructor of a coroutine that
// ends by an exception (`awaitable_thread`), and a second failure there terminates the program.
thread_local unsigned allocation_number = 0;
std::atomic<unsigned> failing_allocation = 0; // every n-th allocation fails; 0: none
std::atomic<unsigned> chosen_allocation = 0;

bool fails_now() noexcept {
    const unsigned every = failing_allocation;
    return every != 0 && ++allocation_number % every == 0;
}

constexpr std::string_view effect_mark = "effect of ";

/// An event's effect is a line of output, which needs no allocation.
void have_effect(const std::string& id) {
    std::string_view parts[] = {effect_mark, id, "\n"};
    iovec vectors[std::size(parts)];
    std::ranges::transform(parts, vectors, [](std::string_view part) {
        return iovec{.iov_base = const_cast<char*>(part.data()), .iov_len = part.size()};
    });
    if (::writev(STDOUT_FILENO, vectors, std::size(parts)) < 0)
        std::abort();
}

/// The example receiver with other handlers. After SIGUSR1 allocations fail, after SIGUSR2 they succeed.
int receive_short_of_memory(unsigned every) {
    chosen_allocation = every;
    std::signal(SIGUSR1, [](int) { failing_allocation = chosen_allocation.load(); });
    std::signal(SIGUSR2, [](int) { failing_allocation = 0; });
    example::receiver_settings settings;
    settings.endpoint.port(0);
    settings.threads = 2;
    settings.max_connections = 20;
    settings.time = {.idle = std::chrono::seconds(1),
                     .header = std::chrono::seconds(1),
                     .body = std::chrono::seconds(1),
                     .answer = std::chrono::seconds(1)};
    scaivault::receiver receiver{scaivault::signing_secrets{deliveries::secret}};
    const auto handlers =
        scaivault::handlers{scaivault::otherwise([](const auto& event) { have_effect(event.event_id); })};
    example::server front(
        settings,
        {.to_header = [&](const example::request& received) { return respond_to_header(received, receiver); },
         .to_request =
             [&](const example::request& received) { return respond(received, receiver, handlers); }},
        nullptr);
    std::printf("listening on http://127.0.0.1:%u/\n", static_cast<unsigned>(front.endpoint().port()));
    std::fflush(stdout);
    std::atomic<bool> ready = true;
    return front.run(ready) == 0 ? 0 : 1;
}

std::size_t effects(std::string_view output, std::string_view id) {
    const auto line = std::string(effect_mark).append(id).append("\n");
    std::size_t count = 0;
    for (auto at = output.find(line); at != std::string_view::npos; at = output.find(line, at + 1))
        ++count;
    return count;
}

/// A receiver with failing allocations, and its answers.
class short_of_memory {
public:
    explicit short_of_memory(unsigned every)
        : process_([every] { return receive_short_of_memory(every); }), port_(process_.port()) {
        REQUIRE(port_ != 0);
        REQUIRE(deliver("evt_first_", 1)); // after an answer, its threads are running
        process_.signal(SIGUSR1);
    }

    void have_memory() const { process_.signal(SIGUSR2); }

    /// Sends an event as the vendor does, and retries until it is acknowledged, with a limit.
    bool deliver(const std::string& id, int tries) {
        sent_.push_back(id);
        for (int i = 0; i != tries; ++i) {
            const auto got = connection(port_).exchange(post_event(id));
            if (got.status != 200)
                continue;
            acknowledged_.push_back(id);
            return true;
        }
        return false;
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void begin_to_end() const { process_.signal(SIGTERM); }

    /// Waits for the end. Returns the errors; should be empty.
    [[nodiscard]] std::string end() {
        if (const int status = process_.wait(); status != 0)
            return "ended with " + std::to_string(status);
        const auto output = process_.output();
        for (const auto& id : sent_)
            if (effects(output, id) > 1)
                return id + " had its effect twice";
        for (const auto& id : acknowledged_)
            if (effects(output, id) != 1)
                return id + " was acknowledged without an effect";
        return {};
    }

private:
    receiver_process process_;
    std::uint16_t port_;
    std::vector<std::string> sent_{};
    std::vector<std::string> acknowledged_{};
};

} // namespace

void* operator new(std::size_t size) {
    void* const memory = fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
// Asio allocates the frames of coroutines with it.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    void* memory = nullptr;
    return !fails_now() && ::posix_memalign(&memory, alignment, size) == 0 ? memory : nullptr;
}

TEST_CASE("whichever allocations fail, no event has its effect twice, and none is acknowledged without") {
    std::size_t acknowledged = 0;
    std::list<short_of_memory> servers;
    for (unsigned every = 2; every <= 60; ++every) {
        CAPTURE(every);
        auto& server = servers.emplace_back(every);
        for (int i = 0; i != 8; ++i)
            acknowledged += server.deliver("evt_" + std::to_string(i) + "_", 8) ? 1 : 0;
        // Once allocations succeed again, the receiver works as before.
        server.have_memory();
        CHECK(eventually([&] { return server.deliver("evt_last_", 1); }));
        server.begin_to_end();
    }
    for (auto& server : servers)
        CHECK(server.end() == "");
    CHECK(acknowledged > 100);
}

TEST_CASE("whichever allocations fail, the limits of time and of connections stay") {
    std::list<short_of_memory> servers;
    std::vector<raw_socket> begun;
    for (const unsigned every : {2U, 3U, 4U, 5U, 8U, 13U, 21U, 34U, 55U}) {
        const auto port = servers.emplace_back(every).port();
        for (int i = 0; i != 50; ++i)
            begun.emplace_back(port).send(i % 2 == 0 ? "" : "POST /scaivault/webhook HTTP/1.1\r\n");
    }
    CHECK(std::ranges::all_of(begun, [](const raw_socket& each) { return each.is_ended(); }));
    for (const auto& server : servers)
        server.begin_to_end(); // the shutdown needs no memory either
    for (auto& server : servers)
        CHECK(server.end() == "");
}
