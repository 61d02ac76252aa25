// Simulates ScaiVault: signs sample events and delivers them. Prints one line per delivery: event type, HTTP status
// and the answer's body, separated by tabs.

#include "sender/delivery_request.hpp"
#include "sender/http_client.hpp"
#include "sender/samples.hpp"

#include <scaivault/testing/signed_delivery.hpp>
#include <scaivault/webhook.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace example {

constexpr std::string_view usage =
    "usage: example_sender URL [--type NAME]... [--unknown-type NAME]...\n"
    "                      [--forge] [--stale SECONDS] [--replay]\n"
    "\n"
    "Sends one event of each named type, or of every type of the catalog, signed with the secret in the\n"
    "environment variable SCAIVAULT_WEBHOOK_SECRET.\n"
    "  --unknown-type NAME  an event of a type that is not in the catalog\n"
    "  --forge              sign with a wrong secret\n"
    "  --stale SECONDS      sign with a timestamp this long ago\n"
    "  --replay             send each event twice\n";

struct options {
    std::string url;
    std::vector<std::string_view> types;
    std::vector<std::string_view> unknown_types;
    bool forge = false;
    std::chrono::seconds age{0};
    bool replay = false;
};

options parse_options(std::span<char*> arguments) {
    options chosen;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string name = arguments[i];
        const auto value = [&]() -> std::string_view {
            if (++i == arguments.size())
                throw std::invalid_argument(name + " takes a value; see --help");
            return arguments[i];
        };
        if (name == "--type") {
            chosen.types.push_back(value());
            if (!scaivault::catalog::find(chosen.types.back()))
                throw std::invalid_argument("--type takes a type of the catalog; see --unknown-type");
        } else if (name == "--unknown-type") {
            chosen.unknown_types.push_back(value());
            if (scaivault::catalog::find(chosen.unknown_types.back()))
                throw std::invalid_argument("--unknown-type takes a type that the catalog does not have");
        } else if (name == "--forge") {
            chosen.forge = true;
        } else if (name == "--stale") {
            const auto text = value();
            std::int32_t seconds = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
            if (error != std::errc() || end != text.data() + text.size())
                throw std::invalid_argument("--stale takes a number of seconds");
            chosen.age = std::chrono::seconds(seconds);
        } else if (name == "--replay") {
            chosen.replay = true;
        } else if (chosen.url.empty() && !name.starts_with("-")) {
            chosen.url = name;
        } else {
            throw std::invalid_argument("unknown argument " + name + "; see --help");
        }
    }
    if (chosen.url.empty())
        throw std::invalid_argument("the URL is missing; see --help");
    return chosen;
}

std::vector<scaivault::any_event> events_for(const options& chosen) {
    std::vector<scaivault::any_event> events;
    if (!chosen.types.empty() || chosen.unknown_types.empty())
        events = sample_events();
    if (!chosen.types.empty())
        std::erase_if(events, [&](const scaivault::any_event& event) {
            return std::ranges::find(chosen.types, scaivault::type_of(event)) == chosen.types.end();
        });
    for (const auto type : chosen.unknown_types)
        events.emplace_back(sample_unknown_event(type));
    return events;
}

/// An event as a signed request, without target and host.
http::request<http::string_body> request_of(const scaivault::any_event& event, std::string_view secret,
                                            std::chrono::sys_seconds at) {
    const scaivault::signed_delivery signed_event(event, secret, at);
    if (const auto again = scaivault::decode(signed_event.body); !again || *again != event)
        throw std::logic_error("the sample of " + std::string(scaivault::type_of(event)) +
                               " differs after encoding and decoding");
    auto request = delivery_request(signed_event);
    request.set(http::field::user_agent, "ScaiVault-Webhook/1.0");
    return request;
}

/// External text as one field of a line: control characters are replaced, so it cannot end the field or the line.
std::string as_field(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return text;
}

std::string take_secret() {
    const char* const secret = std::getenv("SCAIVAULT_WEBHOOK_SECRET");
    if (secret == nullptr || *secret == '\0')
        throw std::invalid_argument("set the environment variable SCAIVAULT_WEBHOOK_SECRET");
    return secret;
}

void send(const options& chosen) {
    const std::string secret = (chosen.forge ? "not " : "") + take_secret();
    http_client client{http_url(chosen.url)};
    for (const auto& event : events_for(chosen)) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto request = request_of(event, secret, now - chosen.age);
        for (int times = chosen.replay ? 2 : 1; times != 0; --times) {
            const auto answer = client.post(request);
            std::cout << as_field(std::string(scaivault::type_of(event))) << '\t' << answer.result_int()
                      << '\t' << as_field(answer.body()) << std::endl;
        }
    }
}

} // namespace example

int main(int argc, char** argv) {
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    if (std::ranges::any_of(arguments, [](std::string_view each) { return each == "--help"; })) {
        std::cout << example::usage;
        return 0;
    }
    try {
        example::send(example::parse_options(arguments));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "example_sender: " << error.what() << '\n';
        return 1;
    }
}
