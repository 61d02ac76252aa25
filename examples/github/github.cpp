// A receiver of GitHub's webhooks, without HTTP.
//
// usage: example_github FILE...   receives payloads in files that are named after their events: issues.opened.json, push.json
//        example_github receive   reads deliveries: the values of X-GitHub-Delivery, X-GitHub-Event and X-Hub-Signature-256 on
//                                 a line each, the body and a NUL character
//        example_github sign      reads a body, and writes its X-Hub-Signature-256
//
// Prints what the handlers say, and the HTTP status and the outcome of each delivery. The secret is in the variable
// WEBHOOK_SECRET. The exit status is 1 if a payload in a file was refused.
#include "handlers.hpp"
#include <webhooks/testing/signed_delivery.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using scheme = webhooks::github::scheme;

std::string rest_of(std::istream& in) {
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A receiver and what it is given.
class desk {
public:
    explicit desk(std::string_view secret) : receiver_{webhooks::signing_secrets{secret}} {}

    /// Returns whether the delivery was accepted.
    bool take(const webhooks::delivery& sent) {
        const auto became = receiver_.receive(sent, hub::handlers(std::cout));
        std::cout << became.status() << ' ' << became << '\n';
        return became != webhooks::outcome::rejected;
    }

private:
    webhooks::github::receiver receiver_;
};

bool take_file(desk& to, const std::filesystem::path& path, std::string_view secret) {
    std::ifstream file(path, std::ios::binary);
    auto sent = webhooks::basic_signed_delivery<scheme>::of_text(rest_of(file), secret);
    sent.event_id = path.stem().string();
    sent.event_type = sent.event_id.substr(0, sent.event_id.find('.'));
    return to.take(sent);
}

void take_deliveries(desk& to) {
    std::string id;
    std::string type;
    std::string signature;
    std::string body;
    while (std::getline(std::cin, id) && std::getline(std::cin, type) && std::getline(std::cin, signature) &&
           std::getline(std::cin, body, '\0'))
        to.take({.timestamp = {}, .signature = signature, .event_id = id, .event_type = type, .body = body});
}

} // namespace

int main(int argc, char** argv) {
    const char* const set = std::getenv("WEBHOOK_SECRET");
    const std::string_view secret = set != nullptr ? set : "a secret for samples only, 32 bytes";
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (what == "sign") {
        std::cout << webhooks::sign<scheme>(secret, {}, rest_of(std::cin)) << '\n';
        return 0;
    }
    desk to(secret);
    if (what == "receive") {
        take_deliveries(to);
        return 0;
    }
    bool all_accepted = true;
    for (int i = 1; i < argc; ++i)
        all_accepted &= take_file(to, argv[i], secret);
    return all_accepted ? 0 : 1;
}
