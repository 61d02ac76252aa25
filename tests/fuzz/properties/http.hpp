#pragma once

#include "../../../examples/receiver/request_reader.hpp"
#include "../../../examples/receiver/respond.hpp"
#include "../http_secret.hpp"
#include "../property.hpp"
#include "../reference/verify.hpp"

#include <scaivault/events/print.hpp>
#include <scaivault/receiver.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The receiver's path from request bytes to answer bytes, without sockets.
namespace fuzz {

namespace http = boost::beast::http;

inline constexpr std::chrono::sys_seconds http_now{std::chrono::seconds{1'776'952'800}};
/// Smaller limits than the receiver's, so that inputs reach them.
inline constexpr example::request_limits http_limits{.max_header = 2048, .max_body = 4096};

/// A request and its answer.
struct exchange {
    std::optional<example::request> received; ///< empty if it was refused before it was complete
    example::answer answered;
    std::string sent; ///< the answer's bytes
    std::string sent_to_head;
};

/// The results of one connection.
struct conversation {
    std::vector<exchange> exchanges;
    std::vector<std::string> printed; ///< each handled event, as a log would show it
};

/// Passes the bytes of one connection, in pieces of at most `piece_size`, to a new receiver. The loop is that of
/// the example's sessions.
[[nodiscard]] inline conversation serve(std::string_view bytes, std::size_t piece_size) {
    conversation had;
    scaivault::receiver_options options;
    options.decode.max_size = http_limits.max_body;
    options.clock = [] { return http_now; };
    scaivault::receiver receiver(scaivault::signing_secrets{http_secret}, options);
    const auto handlers = scaivault::handlers{scaivault::otherwise([&](const auto& event) {
        std::ostringstream line;
        line << event;
        had.printed.push_back(std::move(line).str());
    })};

    example::request_reader reader(http_limits);
    const auto add = [&](std::optional<example::request> received, const example::answer& answered) {
        const example::framing how{.version = received ? received->version() : 11U,
                                   .keep_alive = received && received->keep_alive()};
        auto& made = had.exchanges.emplace_back(exchange{std::move(received), answered, {}, {}});
        example::append_http(made.sent, answered, how);
        auto for_head = how;
        for_head.header_only = true;
        example::append_http(made.sent_to_head, answered, for_head);
        return how.keep_alive;
    };
    for (;;) {
        switch (reader.advance()) {
        case example::request_reader::needs_more: {
            if (bytes.empty())
                return had;
            const auto room = reader.prepare();
            const auto size = std::min({bytes.size(), piece_size, room.size()});
            std::memcpy(room.data(), bytes.data(), size);
            reader.commit(size);
            bytes.remove_prefix(size);
            break;
        }
        case example::request_reader::wants_continue:
            break;
        case example::request_reader::refused:
            add({}, reader.refusal());
            return had;
        case example::request_reader::complete:
            if (!add(reader.get(), example::respond(reader.get(), receiver, handlers)))
                return had;
            reader.next();
            break;
        }
    }
}

/// The value of a header. An empty text if it is absent, nothing if it occurs several times.
[[nodiscard]] inline std::optional<std::string_view> only_value(const example::request& received,
                                                                std::string_view name) {
    const auto count = received.count(name);
    if (count > 1)
        return std::nullopt;
    return count == 0 ? std::string_view() : reference::without_space(received[name]);
}

/// The status that a delivery must be answered with, computed independently: 400 for malformed headers or body, 401
/// if it is not authentic, not fresh, or different from its headers, and 200 otherwise.
[[nodiscard]] inline unsigned expected_status(const example::request& received) {
    using scaivault::errc;
    const auto timestamp = only_value(received, "X-ScaiVault-Timestamp");
    const auto signature = only_value(received, "X-ScaiVault-Signature");
    if (!timestamp || !signature)
        return 400;
    const auto refusal = reference::refusal(std::span(&http_secret, 1),
                                            {.timestamp = *timestamp,
                                             .signature = *signature,
                                             .event_id = {},
                                             .event_type = {},
                                             .body = received.body()},
                                            http_now, scaivault::verify_options{}.tolerance);
    if (refusal)
        return refusal == errc::stale || refusal == errc::from_the_future ||
                       refusal == errc::signature_mismatch
                   ? 401
                   : 400;
    const auto event = scaivault::decode(received.body());
    if (!event)
        return 400;
    const auto id = only_value(received, "X-ScaiVault-Event-Id");
    const auto type = only_value(received, "X-ScaiVault-Event-Type");
    if (!id || (!id->empty() && *id != envelope_of(*event).event_id) || !type ||
        (!type->empty() && *type != type_of(*event)))
        return 401;
    return envelope_of(*event).event_id.empty() ? 400 : 200;
}

/// Each request is answered as documented. Deliveries are answered according to their signature and body.
inline void is_answered_as_documented(const exchange& one) {
    const auto status = one.answered.status;
    if (!one.received) {
        require(status == 400 || status == 413 || status == 431, "a refusal has an odd status",
                std::to_string(status));
        return;
    }
    const auto& received = *one.received;
    std::string_view path = received.target();
    path = path.substr(0, path.find('?'));
    if (const auto scheme = path.find("://"); scheme != 0 && scheme < path.find('/'))
        path.remove_prefix(std::min(path.find('/', scheme + 3), path.size()));
    const bool is_post = received.method() == http::verb::post;
    const bool is_get = received.method() == http::verb::get || received.method() == http::verb::head;
    unsigned expected = 404;
    if (path == "/scaivault/webhook")
        expected = is_post ? expected_status(received) : 405;
    else if (path == "/healthz")
        expected = is_get ? 200 : 405;
    require(status == expected, "the status is not the documented one",
            std::to_string(status) + " instead of " + std::to_string(expected));
}

/// The answer is valid HTTP, also for HEAD. Its body is JSON or plain text. It contains nothing that helps to sign.
inline void is_good_http(const exchange& one) {
    http::response_parser<http::string_body> parser;
    boost::beast::error_code error;
    const auto size = parser.put(boost::asio::buffer(one.sent), error);
    require(!error && parser.is_header_done(), "the answer is no HTTP", error.message());
    const auto rest = boost::asio::buffer(one.sent) + size;
    const auto body_size = rest.size() == 0 ? 0 : parser.put(rest, error);
    require(!error && parser.is_done() && size + body_size == one.sent.size(),
            "the answer is not as long as it says", one.sent);
    require(parser.get().result_int() == one.answered.status, "the answer has another status", one.sent);
    require(one.sent.starts_with(one.sent_to_head) && one.sent_to_head.ends_with("\r\n\r\n"),
            "HEAD is not answered with the header of GET", one.sent_to_head);
    if (parser.get()["Content-Type"] == "application/json") {
        boost::system::error_code malformed;
        (void)boost::json::parse(parser.get().body(), malformed);
        require(!malformed, "the answer's body is no JSON", parser.get().body());
    }
    require(one.sent.find(http_secret) == std::string::npos, "the answer has the secret in it");
    if (!one.received)
        return;
    const auto right = reference::signature(
        http_secret, only_value(*one.received, "X-ScaiVault-Timestamp").value_or(""), one.received->body());
    require(one.sent.find(right.substr(7)) == std::string::npos, "the answer has a valid signature in it");
}

/// A handler runs once for each id among the deliveries that are answered with 200, and prints one line.
inline void each_event_is_handled_once(const conversation& had) {
    std::set<std::string> ids;
    for (const auto& one : had.exchanges)
        if (one.received && one.answered.status == 200 && one.received->method() == http::verb::post)
            ids.insert(envelope_of(scaivault::decode(one.received->body()).value()).event_id);
    require(had.printed.size() == ids.size(), "events are handled more or less often than once");
    for (const auto& line : had.printed)
        require(std::ranges::none_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }),
                "a printed event has a control character in it", line);
}

/// The result does not depend on how the network splits the bytes: the same requests are accepted, with the same
/// answers. When the end of valid requests is noticed, and by which error, may depend on it.
inline void is_the_same_in_pieces(const conversation& whole, const conversation& pieces) {
    const auto taken = [](const conversation& had) {
        std::vector<std::string_view> answers;
        for (const auto& one : had.exchanges)
            if (one.received)
                answers.push_back(one.sent);
        return answers;
    };
    require(taken(whole) == taken(pieces), "in pieces, other requests are taken, or the answers are others");
    require(whole.printed == pieces.printed, "in pieces, other events are handled");
}

} // namespace fuzz
