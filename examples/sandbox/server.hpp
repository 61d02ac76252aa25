#pragma once

#include "api.hpp"
#include "deliver.hpp"

#include <webhooks/beast/request_reader.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <exception>
#include <iostream>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sandbox {

namespace asio = boost::asio;

/// Decodes `%2F`. Malformed ones stay as they are.
[[nodiscard]] inline std::string percent_decoded(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i != text.size(); ++i) {
        unsigned value = 0;
        const auto digits = text.substr(i + 1, 2);
        if (text[i] == '%' && digits.size() == 2 &&
            std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr == digits.data() + 2) {
            made.push_back(static_cast<char>(value));
            i += 2;
        } else {
            made.push_back(text[i]);
        }
    }
    return made;
}

[[nodiscard]] inline std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// What the sandbox looks at in a request.
[[nodiscard]] inline request request_from(const webhooks::request_reader::request& received) {
    request made{.method = std::string(received.method_string())};
    const std::string_view target = received.target();
    const auto path = webhooks::path_of(target);
    for (const auto& each : split(path.substr(path.starts_with('/') ? 1 : 0), '/'))
        made.path.push_back(percent_decoded(each));
    const auto query = target.find('?');
    for (const auto& each : split(query == target.npos ? "" : target.substr(query + 1), '&')) {
        const auto equals = std::min(each.find('='), each.size());
        made.query[percent_decoded(each.substr(0, equals))] =
            percent_decoded(each.substr(std::min(equals + 1, each.size())));
    }
    constexpr std::string_view bearer = "Bearer ";
    if (const std::string_view given = received["Authorization"]; given.starts_with(bearer))
        made.token = given.substr(bearer.size());
    boost::system::error_code ignored;
    made.body = json::parse(received.body(), ignored);
    return made;
}

[[nodiscard]] inline std::string answer_text(const answer& given, bool stays_open) {
    const auto body = json::serialize(given.body) + '\n';
    std::string text =
        "HTTP/1.1 " + std::to_string(given.status) + " Sandbox\r\nContent-Type: application/json\r\n";
    if (!given.retry_after.empty())
        text += "Retry-After: " + given.retry_after + "\r\n";
    if (!stays_open)
        text += "Connection: close\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Accepts connections, each in a thread of its own, and delivers events in four more.
class server {
public:
    /// Throws `boost::system::system_error` if the port is taken, `std::runtime_error` for the database.
    explicit server(const options& with)
        : options_(with), store_(options_), api_(options_, store_), deliverer_(options_, store_),
          acceptor_(context_, {asio::ip::address_v4::loopback(), options_.port}) {}

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    /// Runs until `stop`.
    void run() {
        for (int i = 0; i != 4; ++i)
            deliveries_.emplace_back([this] { deliver(); });
        for (;;) {
            boost::system::error_code error;
            asio::ip::tcp::socket socket(context_);
            acceptor_.accept(socket, error);
            const std::lock_guard lock(mutex_);
            if (is_over_)
                break;
            if (error)
                continue;
            std::erase_if(connections_, [](connection& each) { return each.is_finished(); });
            connections_.emplace_back(std::move(socket));
            auto& added = connections_.back();
            added.thread = std::thread([this, &added] { serve(added); });
        }
        for (auto& each : deliveries_)
            each.join();
        for (auto& each : connections_)
            each.thread.join();
    }

    /// Ends `run`. From any thread.
    void stop() {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        over_.cancel();
        store_.end();
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR); // wakes `accept`
        for (auto& each : connections_)
            ::shutdown(each.socket.native_handle(), SHUT_RDWR);
    }

private:
    struct connection {
        explicit connection(asio::ip::tcp::socket accepted) : socket(std::move(accepted)) {}

        [[nodiscard]] bool is_finished() {
            if (is_done && thread.joinable())
                thread.join();
            return is_done;
        }

        asio::ip::tcp::socket socket;
        std::thread thread{};
        std::atomic<bool> is_done = false;
    };

    void deliver() {
        try {
            deliverer_.run(over_);
        } catch (const std::exception& error) {
            std::cerr << "scaivault-events: " << error.what() << '\n';
        }
    }

    void serve(connection& on) {
        try {
            exchange(on.socket);
        } catch (const std::exception& error) {
            std::cerr << "scaivault-events: " << error.what() << '\n';
        }
        ::shutdown(on.socket.native_handle(),
                   SHUT_RDWR); // closed with the object, so that `stop` can use its handle
        on.is_done = true;
    }

    void exchange(asio::ip::tcp::socket& socket) {
        webhooks::request_reader reader({});
        boost::system::error_code error;
        for (bool stays_open = true; stays_open;) {
            const auto state = reader.advance();
            if (state == webhooks::request_reader::needs_more) {
                reader.commit(socket.read_some(reader.prepare(), error));
                if (error)
                    return;
            } else if (state == webhooks::request_reader::wants_continue) {
                asio::write(socket, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), error);
            } else {
                const bool is_refused = state == webhooks::request_reader::refused;
                const auto given = is_refused
                                       ? refusal(static_cast<unsigned>(reader.refusal()), "malformed request")
                                       : api_.handle(request_from(reader.get()));
                stays_open = !is_refused && !given.is_cut && reader.get().keep_alive();
                auto text = answer_text(given, stays_open);
                if (given.is_cut)
                    text.resize(text.size() - 3);
                asio::write(socket, asio::buffer(text), error);
                reader.next();
            }
        }
    }

    const options options_;
    store store_;
    api api_;
    deliverer deliverer_;
    webhooks::cancellation over_;
    asio::io_context context_{};
    asio::ip::tcp::acceptor acceptor_;
    std::mutex mutex_;
    bool is_over_ = false;
    std::vector<std::thread> deliveries_{};
    std::list<connection> connections_{};
};

} // namespace sandbox
