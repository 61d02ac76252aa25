// A webhook receiver that could stand behind a TLS proxy: Boost.Beast in front, the library behind it.

#include "receiver/http_server.hpp"
#include "receiver/line_log.hpp"
#include "receiver/options.hpp"

#include <scaivault/webhook.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace example {

using scaivault::event;
using scaivault::on;
using scaivault::on_unknown;

/// What this program does about each event: a line with the type, what to make of it, and the event itself,
/// whose `operator<<` escapes whatever could forge a line. Called from several threads at once.
auto make_handlers(line_log& log) {
    const auto note = [&log](const auto& e, const auto&... text) {
        // Whoever cannot take note of an event has not handled it: the exception makes it a 500.
        if (!log.write(e.type, '\t', text..., '\t', e))
            throw std::runtime_error("cannot write to the standard output");
    };
    return scaivault::handlers{
        on<"rotation.overdue">([note](const event<"rotation.overdue">& e) {
            note(e, "ALERT: overdue for ", e.data.overdue_hours, " hours");
        }),
        on<"rotation.failed">([note](const event<"rotation.failed">& e) {
            note(e, e.data.next_retry_at ? "failed, ScaiVault tries again" : "ALERT: failed for good");
        }),
        on<"rotation.**">([note](const auto& e) { note(e, "rotation"); }),
        on<"policy.violation">(
            [note](const event<"policy.violation">& e) { note(e, "ALERT: access denied, ", e.data.reason); }),
        on<"policy.**">([note](const auto& e) { note(e, "review the policy"); }),
        on<"secret.rotated">(
            [note](const event<"secret.rotated">& e) { note(e, "reload version ", e.data.new_version); }),
        on<"secret.accessed">(
            [note](const event<"secret.accessed">& e) { note(e, "read at version ", e.data.version); }),
        on<"secret.*">([note](const auto& e) { note(e, "secret"); }),
        on<"certificate.expiring", "certificate.renewal_failed">(
            [note](const auto& e) { note(e, "ALERT: renew the certificate"); }),
        on<"certificate.**">([note](const auto& e) { note(e, "certificate"); }),
        on<"dynamic.lease.*">([note](const auto& e) { note(e, "lease"); }),
        on<"federation.sync.failed", "federation.backend.unreachable">(
            [note](const auto& e) { note(e, "ALERT: the federation is out of step"); }),
        on<"federation.**", "identity.**">([note](const auto& e) { note(e, "synchronised"); }),
        on_unknown([&log](scaivault::unknown_event e) {
            e.data.clear(); // nobody knows what is in it
            if (!log.write("unknown\tnewer than this program\t", e))
                throw std::runtime_error("cannot write to the standard output");
        }),
    };
}

/// The delivery in a request. A header that came twice has no value that could be trusted.
scaivault::delivery delivery_in(const request& received) {
    const auto lookup = [&](std::string_view name) -> std::string_view {
        const auto [first, last] = received.equal_range(name);
        if (first == last)
            return {};
        return std::next(first) == last ? std::string_view(first->value()) : scaivault::repeated_header;
    };
    return scaivault::delivery_from(lookup, received.body());
}

/// The HTTP answer to a delivery. It tells a sender what was wrong in general, never what would be right.
response answer_to(const scaivault::outcome& result) {
    boost::json::object json{{"outcome", scaivault::to_string(result.kind())}};
    if (!result.event_type().empty())
        json["event_type"] = result.event_type();
    if (const auto* error = result.error())
        json["error"] = error->code.message();
    return json_response(http::int_to_status(static_cast<unsigned>(http_status(result))),
                         boost::json::serialize(json));
}

void report(line_log& log, const scaivault::outcome& result) {
    if (const auto* error = result.error())
        log.write("rejected: ", error->message());
    if (!result.exception())
        return;
    try {
        std::rethrow_exception(result.exception());
    } catch (const std::exception& error) {
        log.write("handler failed: ", error.what());
    } catch (...) {
        log.write("handler failed");
    }
}

response not_allowed(std::string_view allowed) {
    response answer = json_response(http::status::method_not_allowed, R"({"error":"method not allowed"})");
    answer.set(http::field::allow, allowed);
    return answer;
}

response health(const request& received) {
    if (received.method() != http::verb::get && received.method() != http::verb::head)
        return not_allowed("GET, HEAD");
    response answer(http::status::ok, 11);
    answer.set(http::field::content_type, "text/plain");
    answer.body() = "ok\n";
    return answer;
}

int serve(const server_options& options) {
    line_log events(STDOUT_FILENO);
    line_log errors(STDERR_FILENO);

    scaivault::receiver_options receiver_options;
    receiver_options.decode.max_size = options.session.max_body;
    scaivault::receiver receiver(take_secrets(), std::move(receiver_options));
    const auto handlers = make_handlers(events);

    http_server server(options, [&](const request& received) {
        const std::string_view target = received.target();
        const auto path = target.substr(0, target.find('?'));
        if (path == "/healthz")
            return health(received);
        if (path != "/scaivault/webhook")
            return json_response(http::status::not_found, R"({"error":"not found"})");
        if (received.method() != http::verb::post)
            return not_allowed("POST");
        const auto result = receiver.receive(delivery_in(received), handlers);
        report(errors, result);
        return answer_to(result);
    });
    events.write("listening on http://", server.endpoint(), "/scaivault/webhook");
    if (const auto cut_off = server.run())
        errors.write("stopped with ", cut_off, " connections still open");
    return 0;
}

} // namespace example

int main(int argc, char** argv) {
    // A reader of the standard output that goes away must not end the program, but fail the events.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return example::serve(example::parse_options(std::span<char*>(argv, static_cast<std::size_t>(argc))));
    } catch (const example::help_wanted&) {
        std::cout << example::usage;
        return 0;
    } catch (const boost::system::system_error& error) {
        std::cerr << "example_receiver: " << error.code().message() << '\n';
        return 1;
    } catch (const std::exception& error) {
        std::cerr << "example_receiver: " << error.what() << '\n';
        return 1;
    }
}
