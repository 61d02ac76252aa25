// What is logged and what is not, and that nothing depends on the log.
#include "raw_socket.hpp"
#include "requests.hpp"
#include "surroundings.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace http_logs_test {

using namespace http_support;

namespace {

long count(std::string_view text, char wanted) {
    return static_cast<long>(std::count(text.begin(), text.end(), wanted));
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// The first line whose first word is `word`. Empty if there is none.
std::string line_of(const std::string& output, const std::string& word) {
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind(word + "\t", 0) == 0)
            return line;
    return {};
}

} // namespace

TEST_CASE("neither a secret nor a signature is written anywhere") {
    running server;
    const auto good = signed_request(event("evt_1"), now());
    auto forged = signed_request(event("evt_2"), now());
    forged.signature = "sha256=" + std::string(64, 'a');
    auto misplaced = good;
    misplaced.timestamp = misplaced.signature;
    std::string answers;
    for (const auto& q : {good, forged, misplaced, good}) {
        const auto got = server.ask(post(q));
        answers += got.head + got.body;
    }
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const auto written = server.output() + answers;
    CHECK(written.find("handled") != std::string::npos);
    for (const auto& hidden :
         {std::string(deliveries::secret), good.signature.substr(7), forged.signature.substr(7)})
        CHECK(written.find(hidden) == std::string::npos);
}

TEST_CASE("an event cannot forge a line of the log") {
    running server;
    const auto body =
        examples::edited("secret.rotated", R"("quarterly")", R"("x\n00000\tALERT: all is lost\r")");
    CHECK(says(server.ask(post(signed_request(body, now()))), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const auto output = server.output();
    CHECK(count(output, '\n') == 2); // "listening", and the event
    CHECK(output.find('\r') == std::string::npos);
}

TEST_CASE("the line of an event has the id of the request that caused it") {
    running server;
    const auto known = examples::replaced(event("evt_1"), "req_abc123", "req_of_known");
    const auto unknown =
        examples::replaced(examples::replaced(event("evt_2"), "req_abc123", "req_of_unknown"),
                           "secret.rotated", "secret.archived");
    for (const auto& body : {known, unknown})
        CHECK(server.ask(post(signed_request(body, now()))).status == 200);
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(has(line_of(server.output(), "secret.rotated"), "req_of_known"));
    CHECK(has(line_of(server.output(), "unknown"), "req_of_unknown"));
}

TEST_CASE("with --quiet there is no line for an event, but one for a failure") {
    running server({"--quiet"});
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    CHECK(server.ask(post(signed_request("{", now()))).status == 400);
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const auto output = server.output();
    CHECK(output.find("listening on ") == 0);
    CHECK(output.find("\nrejected: ") != std::string::npos);
    CHECK(count(output, '\n') == 2);
}

TEST_CASE("on a full disk the log is lost, and nothing else") {
    const prepared_receiver prepared({}, ">/dev/full 2>/dev/full");
    speechless server(prepared);
    for (int i = 0; i != 3; ++i)
        CHECK(says(server.ask(post_event("evt_" + std::to_string(i))), "handled"));
    CHECK(says(server.ask(post_event("evt_0")), "duplicate"));
    CHECK(server.ask(post(signed_request("{", now()))).status == 400);
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a log that has reached the limit of a file's size changes no answer") {
    const temporary_directory directory;
    const auto file = directory.file("log");
    const prepared_receiver prepared("ulimit -f 1", "1>'" + file + "'");
    speechless server(prepared);
    for (int i = 0; i != 10; ++i)
        CHECK(says(server.ask(post_event("evt_" + std::to_string(i))), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(std::filesystem::file_size(file) > 0);
}

TEST_CASE("a log whose reader is gone changes no answer") {
    const temporary_directory directory;
    const auto pipe = directory.file("pipe");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const prepared_receiver prepared({}, "1>'" + pipe + "'");
    speechless server(prepared);
    CHECK(says(server.ask(post_event("evt_1")), "handled"));
    ::close(reader);
    CHECK(says(server.ask(post_event("evt_2")), "handled"));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a log that nobody reads delays no answer, and says what was lost once somebody reads it") {
    const temporary_directory directory;
    const auto pipe = directory.file("pipe");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const prepared_receiver prepared({}, "1>'" + pipe + "'");
    speechless server(prepared);
    connection client(server.at);
    int handled = 0;
    auto slowest = std::chrono::steady_clock::duration::zero();
    for (int i = 0; i != 600; ++i) { // of about 400 bytes, to a pipe of 64 KB
        const auto text = post_event("evt_" + std::to_string(i));
        const auto before = std::chrono::steady_clock::now();
        handled += says(client.exchange(text), "handled") ? 1 : 0;
        slowest = std::max(slowest, std::chrono::steady_clock::now() - before);
    }
    CHECK(handled == 600);
    CHECK(slowest < std::chrono::milliseconds(800));

    std::string text;
    char buffer[4096];
    const auto read_what_there_is = [&] {
        for (ssize_t size = 0; (size = ::read(reader, buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(size));
    };
    read_what_there_is();
    CHECK(text.find("(lines lost: ") == std::string::npos);
    CHECK(count(text, '\n') < 601);
    CHECK(says(client.exchange(post_event("evt_last")), "handled"));
    read_what_there_is();
    const auto lost_at = text.find("\n(lines lost: ");
    CHECK(lost_at != std::string::npos);
    CHECK(text.find("evt_last", lost_at) != std::string::npos);
    ::close(reader);
}

} // namespace http_logs_test
