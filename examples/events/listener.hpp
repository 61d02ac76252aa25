#pragma once

#include "client_options.hpp"
#include "command.hpp"
#include "pretty_json.hpp"
#include "saved.hpp"
#include "schemes.hpp"
#include "serving.hpp"
#include "terminal.hpp"

#include <scaivault/webhook.hpp>
#include <webhooks/beast.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace events_cli {

/// What a listener does with genuine deliveries.
struct listener_settings {
    std::string target = "/scaivault/webhook";
    std::vector<scaivault::pattern> patterns{};
    std::optional<example::http_url> forward{};
    example::client_tls forward_tls{};
    std::optional<delivery_archive> archive{};
    bool json = false;    ///< a line of JSON per event; otherwise lines for a terminal
    bool verbose = false; ///< the body as well
};

/// Verifies deliveries, forwards, saves and prints them.
class listener {
public:
    listener(const scheme_entry& scheme, scaivault::signing_secrets secrets, listener_settings settings)
        : scheme_(scheme), settings_(std::move(settings)),
          coloured_(!settings_.json && has_colours(STDOUT_FILENO)) {
        scaivault::receiver_options options;
        options.verify.explain = true;
        options.verify.on_warning = [](std::string_view warning) {
            std::cerr << "warning: " << warning << '\n';
        };
        if (settings_.forward)
            forwarding_.emplace(*settings_.forward, settings_.forward_tls);
        if (&scheme == &schemes().front())
            receiver_.emplace(std::move(secrets), std::move(options));
        else
            verify_ = scheme.verifier(std::move(secrets), options.verify);
    }

    /// Answers a request, and reports what became of it.
    [[nodiscard]] http_response answer(const http_request& request) {
        const auto path = webhooks::path_of(request.target());
        const bool is_known = path == settings_.target;
        if (!is_known || request.method() != http::verb::post) {
            auto refused =
                empty_answer(request, is_known ? http::status::method_not_allowed : http::status::not_found);
            if (is_known)
                refused.set(http::field::allow, "POST");
            report({.type = std::string(request.method_string()) + " " + std::string(path),
                    .outcome = is_known ? "wrong method" : "not found",
                    .status = static_cast<int>(refused.result_int()),
                    .reason = is_known ? "deliveries come by POST"
                                       : "deliveries go to " + settings_.target + ", see --path"});
            return refused;
        }
        headers_.clear();
        for (const auto& field : request)
            headers_.emplace_back(field.name_string(), field.value());
        const auto delivery = scheme_.delivery(headers_, request.body());
        const auto result = receive(delivery);
        event_line line{.type = summary_.type.empty() ? std::string(result.event_type()) : summary_.type,
                        .path = summary_.path,
                        .outcome = std::string(to_string(result.kind())),
                        .status = result.status()};
        if (const auto* const error = result.error())
            line.reason = error->message();
        else if (result.exception())
            line.reason = webhooks::detail::text_of(result.exception());
        else if (result == scaivault::outcome::guard_full)
            line.reason = "the replay guard is full";
        if (result != scaivault::outcome::handled && result != scaivault::outcome::unknown)
            report(line);
        else if (is_wanted(summary_.type))
            print(line, request.body());
        return webhooks::response_to(result, request);
    }

    /// Reports a request that is refused before it is complete.
    void on_malformed(http::status status) const {
        report({.outcome = "malformed",
                .status = static_cast<int>(status),
                .reason = "the HTTP request is " +
                          std::string(status == http::status::bad_request ? "malformed" : "too large")});
    }

private:
    [[nodiscard]] scaivault::outcome receive(const webhooks::delivery& delivery) {
        summary_ = {};
        if (receiver_) {
            const scaivault::handlers handle{scaivault::otherwise([&](auto&& event) {
                take(scaivault::any_event(std::forward<decltype(event)>(event)), delivery.body);
            })};
            return receiver_->receive(delivery, handle);
        }
        const auto verified =
            verify_(delivery, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        if (!verified)
            return scaivault::outcome(verified.error());
        summary_ = summary_of(delivery);
        encoded_ = in_one_line(delivery.body);
        try {
            pass_on(delivery.body);
        } catch (...) {
            return scaivault::outcome(std::current_exception());
        }
        return {scaivault::outcome::handled, {}, verified->secret_index()};
    }

    /// The body as a line of JSON. A body that is no JSON becomes a string.
    [[nodiscard]] static std::string in_one_line(std::string_view body) {
        boost::system::error_code error;
        static_cast<void>(boost::json::parse(body, error));
        if (error)
            return boost::json::serialize(boost::json::string(body));
        std::string line(body);
        std::ranges::replace_if(
            line, [](char c) { return c == '\n' || c == '\r'; }, ' '); // white space in JSON
        return line;
    }

    void take(const scaivault::any_event& event, std::string_view body) {
        const auto& envelope = scaivault::envelope_of(event);
        summary_ = {.type = std::string(scaivault::type_of(event)),
                    .id = envelope.event_id,
                    .path = envelope.path.value_or("")};
        if (settings_.json)
            encoded_ = scaivault::encode(event);
        pass_on(body);
    }

    /// Forwards the body and the scheme's headers as they came, so that the next receiver can verify them, and saves them.
    void pass_on(std::string_view body) {
        header_list kept;
        for (const auto& header : headers_)
            for (const auto wanted :
                 {scheme_.id_header, scheme_.type_header, scheme_.timestamp_header, scheme_.signature_header})
                if (!wanted.empty() && webhooks::detail::same_header_name(header.first, wanted))
                    kept.push_back(header);
        if (forwarding_) {
            http::request<http::string_body> request;
            request.version(11);
            request.body() = body;
            request.set(http::field::content_type, "application/json");
            for (const auto& [name, value] : kept)
                request.set(name, value);
            const auto answer = forwarding_->post(std::move(request));
            if (answer.result_int() / 100 != 2)
                // forwarding_ is made from settings_.forward. NOLINTNEXTLINE(bugprone-unchecked-optional-access)
                throw std::runtime_error("the receiver at " + settings_.forward->shown() + " answered " +
                                         std::to_string(answer.result_int()));
        }
        if (settings_.archive && is_wanted(summary_.type))
            settings_.archive->save(summary_.type, kept, body);
    }

    [[nodiscard]] bool is_wanted(std::string_view type) const {
        return settings_.patterns.empty() ||
               std::ranges::any_of(settings_.patterns, [&](const auto& each) { return each.matches(type); });
    }

    /// Prints what was handled, on standard output.
    void print(const event_line& line, std::string_view body) const {
        if (settings_.json) {
            std::cout << (::isatty(STDOUT_FILENO) == 1 ? printable(encoded_) : encoded_) << std::endl;
            return;
        }
        std::cout << line.text(coloured_) << std::endl;
        if (!settings_.verbose)
            return;
        boost::system::error_code error;
        const auto parsed = boost::json::parse(body, error);
        std::string text(body);
        if (!error) {
            text.clear();
            append_pretty(text, parsed);
        }
        std::cout << printable(text, '\n') << std::endl;
    }

    /// Reports what was not handled: beside the events on a terminal, otherwise on standard error.
    void report(const event_line& line) const {
        if (!settings_.json) {
            std::cout << line.text(coloured_) << std::endl;
            return;
        }
        std::string said = line.outcome == "handler_failed" ? "not handled" : line.outcome;
        if (line.type.find('/') != line.type.npos || line.outcome == "duplicate")
            said += ": " + line.type;
        if (!line.reason.empty())
            said += ": " + line.reason;
        std::cerr << printable(said) << " (" << line.status << ")" << std::endl;
    }

    const scheme_entry& scheme_;
    listener_settings settings_;
    bool coloured_;
    std::optional<example::http_client> forwarding_{};
    std::optional<scaivault::receiver> receiver_{}; ///< for ScaiVault's scheme
    scheme_entry::verify_function verify_{};        ///< for the others
    header_list headers_{};                         ///< of the current request
    event_summary summary_{};                       ///< of the current delivery; empty unless it is genuine
    std::string encoded_{};                         ///< the current event in one line
};

} // namespace events_cli
