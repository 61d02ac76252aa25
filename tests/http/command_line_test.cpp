// Starting the receiver, and errors at the start.
#include "requests.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace http_command_line_test {

using namespace http_support;

namespace {

struct ended {
    int status;
    std::string output;
};

ended start(std::vector<std::string> arguments, std::vector<std::string> environment = {secret_variable}) {
    receiver_process process(SCAIVAULT_RECEIVER, std::move(environment), std::move(arguments));
    const int status = process.wait();
    return {.status = status, .output = process.output()};
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("--help names every option and ends with success") {
    const auto [status, output] = start({"--help"}, {});
    CHECK(status == 0);
    for (const std::string_view option :
         {"--address", "--port", "--tls-cert", "--tls-key", "--threads", "--quiet", "--header-timeout",
          "--body-timeout", "--answer-timeout", "--idle-timeout", "--timeout", "--max-header", "--max-body",
          "--max-connections", "--grace"}) {
        CAPTURE(std::string(option));
        CHECK(has(output, "\n  " + std::string(option)));
    }
}

TEST_CASE("a wrong command line ends the receiver with 2 and a sentence") {
    const std::pair<std::vector<std::string>, std::string_view> wrong[] = {
        {{"--prot", "80"}, "unknown option --prot"},
        {{"--threads"}, "--threads takes a value"},
        {{"--threads", "0"}, "--threads takes a number from 1 to 256"},
        {{"--port", "65536"}, "--port takes a number from 0 to 65535"},
        {{"--max-body", "1k"}, "--max-body takes a number from 1 to 1073741824"},
        {{"--idle-timeout", "-1"}, "--idle-timeout takes a number from 1 to 3600"},
        {{"--max-header", ""}, "--max-header takes a number from 256 to 1048576"},
        {{"--address", "localhost"}, "--address takes an IP address"},
        {{"--tls-cert", "a.pem"}, "--tls-cert and --tls-key must be used together"},
        {{"--tls-key", "a.pem"}, "--tls-cert and --tls-key must be used together"},
    };
    for (const auto& [arguments, sentence] : wrong) {
        CAPTURE(std::string(sentence));
        const auto [status, output] = start(arguments);
        CHECK(status == 2);
        CHECK(has(output, sentence));
    }
}

TEST_CASE("without a secret the receiver does not start, and says why") {
    for (const auto& environment : {std::vector<std::string>{}, {"SCAIVAULT_WEBHOOK_SECRET="}}) {
        const auto [status, output] = start({}, environment);
        CHECK(status == 1);
        CHECK(has(output, "SCAIVAULT_WEBHOOK_SECRET"));
    }
}

TEST_CASE("a secret that is too short keeps the receiver from starting; a doubtful one makes it warn") {
    const auto [status, output] = start({}, {"SCAIVAULT_WEBHOOK_SECRET=short"});
    CHECK(status == 1);
    CHECK(has(output, "has 5 bytes"));
    CHECK(!has(output, "=short"));
    const running doubtful({}, {"SCAIVAULT_WEBHOOK_SECRET=a secret of 24 bytes ..."});
    CHECK(has(doubtful.output(), "warning: "));
    CHECK(!has(doubtful.output(), "a secret of 24 bytes"));
}

TEST_CASE("a secret's file that is missing or empty, or beside a secret, keeps the receiver from starting") {
    const std::pair<std::vector<std::string>, std::string_view> wrong[] = {
        {{"SCAIVAULT_WEBHOOK_SECRET_FILE=/no/such/file"},
         "SCAIVAULT_WEBHOOK_SECRET_FILE: cannot read /no/such/file"},
        {{"SCAIVAULT_WEBHOOK_SECRET_FILE=/dev/null"},
         "SCAIVAULT_WEBHOOK_SECRET_FILE: there is no secret in /dev/null"},
        {{secret_variable, "SCAIVAULT_WEBHOOK_SECRET_FILE=/dev/null"},
         "set the environment variable SCAIVAULT_WEBHOOK_SECRET or SCAIVAULT_WEBHOOK_SECRET_FILE, not both"},
        {{secret_variable, "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS_FILE=/no/such/file"},
         "SCAIVAULT_WEBHOOK_SECRET_PREVIOUS_FILE: cannot read /no/such/file"},
    };
    for (const auto& [environment, sentence] : wrong) {
        CAPTURE(std::string(sentence));
        const auto [status, output] = start({}, environment);
        CHECK(status == 1);
        CHECK(has(output, sentence));
    }
}

TEST_CASE("a port that is taken keeps the receiver from starting") {
    const running first;
    const auto [status, output] = start({"--port", std::to_string(first.at)});
    CHECK(status == 1);
    CHECK(has(output, "already in use"));
}

} // namespace http_command_line_test
