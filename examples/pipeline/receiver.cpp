// The first stage: receives signed deliveries over HTTP and publishes them to the stream. It answers 200 only after
// the stream has acknowledged the event, and 503 otherwise, so that the sender retries, here or at another receiver.
//
// usage: SCAIVAULT_WEBHOOK_SECRET=... NATS_URLS=... pipeline_receiver PORT

#include "environment.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// Serves one connection until the peer closes it. One thread per connection: behind a proxy there are few.
void serve(tcp::socket socket, scaivault::nats::forwarder& receiver) {
    boost::system::error_code failed;
    socket.set_option(tcp::no_delay(true), failed);
    for (boost::beast::flat_buffer buffer;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(std::uint64_t{1} << 20U);
        http::read(socket, buffer, parser, failed);
        if (failed)
            return;
        const auto& request = parser.get();
        const auto received = scaivault::delivery_from(
            [&](std::string_view name) -> std::string_view {
                if (request.count({name.data(), name.size()}) > 1)
                    return scaivault::repeated_header;
                const auto value = request[{name.data(), name.size()}];
                return {value.data(), value.size()};
            },
            request.body());

        const auto outcome = receiver.receive(received);

        http::response<http::string_body> response(static_cast<http::status>(http_status(outcome)),
                                                   request.version());
        response.keep_alive(request.keep_alive());
        response.body() = to_string(outcome.kind());
        response.prepare_payload();
        http::write(socket, response, failed);
        if (failed || !response.keep_alive())
            return;
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: pipeline_receiver PORT\n", stderr);
        return 2;
    }
    try {
        std::signal(SIGPIPE, SIG_IGN);
        // To handle the events here, without NATS: scaivault::receiver receiver{...}, and handlers for `receive`.
        scaivault::nats::forwarder receiver{
            scaivault::signing_secrets{pipeline::required("SCAIVAULT_WEBHOOK_SECRET")},
            pipeline::connect("receiver"),
            {.publisher = {.ack_timeout = std::chrono::seconds(2)}}};

        asio::io_context context(1);
        tcp::acceptor acceptor(context,
                               {asio::ip::address_v4::loopback(), pipeline::number<std::uint16_t>(argv[1])});
        std::puts("ready");
        std::fflush(stdout);
        while (true)
            std::thread(serve, acceptor.accept(), std::ref(receiver)).detach();
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "pipeline_receiver: %s\n", thrown.what());
        return 1;
    }
}
