// A receiver of Stripe's webhooks, without HTTP: `run` connects it with Stripe's own Node.js library.
//
// usage: example_stripe receive   reads deliveries, prints a line for each: the HTTP status and what was done
//        example_stripe sign      writes a signed delivery of each kind of event
// The secret is in the variable STRIPE_WEBHOOK_SECRET. A delivery is the value of Stripe-Signature, a line feed, the body and a
// NUL character.
#include "events.hpp"

#include <webhooks/receiver.hpp>
#include <webhooks/testing.hpp>
#include <webhooks/vendors/stripe.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace {

using namespace webhooks;
using namespace shop;

int receive(std::string_view secret) {
    receiver<stripe::scheme> deliveries{signing_secrets{secret}};
    std::string said;
    const auto handle = handlers_for<catalog>(
        on<"customer.updated">([&](const auto& e) {
            said = e.data.object.id;
            if (const auto& former = e.data.previous_attributes)
                for (const auto& [member, value] : *former)
                    said += "; " + member + " was " + value.text;
        }),
        on<"customer.*">([&](const auto& e) { said = e.data.object.id + ' ' + std::string(e.type); }),
        on<"customer.subscription.deleted">(
            [&](const auto& e) { said = id_of(e.data.object.customer) + " no longer pays"; }),
        on<"charge.succeeded", "charge.refunded">([&](const auto& e) {
            const charge& made = e.data.object;
            said = std::to_string(made.amount - made.amount_refunded) + ' ' + made.currency + " of " +
                   (made.customer ? id_of(*made.customer) : "nobody we know");
        }),
        on<"payment_intent.succeeded">([&](const auto& e) {
            const payment_intent& paid = e.data.object;
            said = paid.id + " by " + (paid.latest_charge ? id_of(*paid.latest_charge) : "nothing");
        }),
        on<"payment_intent.payment_failed">([&](const auto& e) {
            const auto& error = e.data.object.last_payment_error;
            said = e.data.object.id + ": " + (error ? error->code.value_or(error->type) : "no reason");
        }),
        on<"invoice.*">([&](const auto& e) {
            const invoice& bill = e.data.object;
            said = std::to_string(bill.amount_paid) + " of " + std::to_string(bill.amount_due) + " for " +
                   std::to_string(bill.lines.data.size()) + " lines, " +
                   std::to_string(bill.discounts.size()) + " discounts";
        }),
        on<"checkout.session.completed">([&](const auto& e) {
            const checkout_session& session = e.data.object;
            said = session.client_reference_id.value_or("no cart") + " is " + session.payment_status;
        }),
        ignore_rest);

    for (std::string signature; std::getline(std::cin, signature);) {
        std::string body;
        std::getline(std::cin, body, '\0');
        said.clear();
        const auto outcome =
            deliveries.receive(delivery_from<stripe::scheme>(
                                   [&](std::string_view) { return std::string_view(signature); }, body),
                               handle);
        std::cout << http_status(outcome) << ' ' << (said.empty() ? outcome.message() : said) << '\n';
    }
    return 0;
}

int sign_samples(std::string_view secret) {
    for (const auto& event : samples_of<catalog>()) {
        const basic_signed_delivery<stripe::scheme> sent{event, secret};
        std::cout << sent.signature << '\n' << sent.body << '\0';
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const char* const secret = std::getenv("STRIPE_WEBHOOK_SECRET");
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (secret != nullptr && what == "receive")
        return receive(secret);
    if (secret != nullptr && what == "sign")
        return sign_samples(secret);
    std::cerr << "usage: STRIPE_WEBHOOK_SECRET=whsec_... example_stripe receive|sign\n";
    return 2;
}
