// A receiver of Standard Webhooks, without HTTP: `run` connects it with the convention's own Node.js library.
//
// usage: example_standard_webhooks receive   reads deliveries, prints a line for each: the HTTP status and what was done
//        example_standard_webhooks sign      writes a signed delivery of each kind of event
// The secret is in the variable WEBHOOK_SECRET. A delivery is the values of webhook-id, webhook-timestamp and
// webhook-signature on a line each, the body and a NUL character.
#include <webhooks/receiver.hpp>
#include <webhooks/testing.hpp>
#include <webhooks/vendors/standard_webhooks.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace desk {

struct contact {
    std::string id{};
    std::optional<std::string> email{};
};
BOOST_DESCRIBE_STRUCT(contact, (), (id, email))

struct invoice {
    std::int64_t cents = 0;
    std::optional<webhooks::calendar_date> due{};
    std::optional<contact> to{};
};
BOOST_DESCRIBE_STRUCT(invoice, (), (cents, due, to))

/// The convention recommends `type`, `timestamp` and `data`. Its id is a header, which is signed; this vendor repeats it.
struct envelope {
    std::string id{};
    webhooks::time_point timestamp{};
};

} // namespace desk

template <>
struct webhooks::fields<desk::envelope> {
    using list = field_list<id_field<"id", &desk::envelope::id>, type_here<"type">,
                            field<"timestamp", &desk::envelope::timestamp>, payload_here<"data">>;
};

namespace {

using namespace webhooks;
using namespace desk;

struct catalog
    : basic_catalog<enveloped<envelope>, entry<"contact.created", contact>, entry<"invoice.paid", invoice>> {
};

int receive(std::string_view secret) {
    receiver<standard::scheme> deliveries{signing_secrets{secret}};
    std::string said;
    const auto handle = handlers_for<catalog>(on<"contact.created">([&](const auto& e) { said = e.data.id; }),
                                              on<"invoice.paid">([&](const auto& e) {
                                                  said = std::to_string(e.data.cents) + " cents of " +
                                                         (e.data.to ? e.data.to->id : "somebody");
                                              }),
                                              ignore_rest);

    for (std::string id; std::getline(std::cin, id);) {
        std::string timestamp, signature, body;
        std::getline(std::cin, timestamp);
        std::getline(std::cin, signature);
        std::getline(std::cin, body, '\0');
        said.clear();
        const auto header = [&](std::string_view name) -> std::string_view {
            return name == "webhook-id" ? id : name == "webhook-timestamp" ? timestamp : signature;
        };
        const auto outcome = deliveries.receive(delivery_from<standard::scheme>(header, body), handle);
        std::cout << http_status(outcome) << ' ' << (said.empty() ? outcome.message() : said) << '\n';
    }
    return 0;
}

int sign_samples(std::string_view secret) {
    for (const auto& event : samples_of<catalog>()) {
        const basic_signed_delivery<standard::scheme> sent{event, secret};
        std::cout << sent.event_id << '\n'
                  << sent.timestamp << '\n'
                  << sent.signature << '\n'
                  << sent.body << '\0';
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const char* const secret = std::getenv("WEBHOOK_SECRET");
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (secret != nullptr && what == "receive")
        return receive(secret);
    if (secret != nullptr && what == "sign")
        return sign_samples(secret);
    std::cerr << "usage: WEBHOOK_SECRET=whsec_... example_standard_webhooks receive|sign\n";
    return 2;
}
