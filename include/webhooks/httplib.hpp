#pragma once

/// The cpp-httplib adapter: `delivery_from` a request, `respond_to` with an outcome, and `add_webhook` or
/// `httplib_handler`, which install a receiver in a `httplib::Server`. Not part of `webhook.hpp`.

#include "answer.hpp"
#include "delivery.hpp"
#include "detail/http_framing.hpp"
#include "outcome.hpp"

#include <httplib.h>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace webhooks {

/// The delivery in a cpp-httplib request whose body was read with a `ContentReader`.
///
/// \param request  must outlive the delivery
/// \param body     exactly as received, not decompressed; must outlive the delivery
/// \return views into the request and the body; `repeated_header` for a header that occurs more than once
/// \throws nothing. Linear in the number of headers.
template <class Scheme>
[[nodiscard]] delivery delivery_from(const ::httplib::Request& request, std::string_view body) {
    return delivery_from_headers<Scheme>(request.headers, body);
}

/// Sets the status and the body of a delivery's response.
/// \throws std::bad_alloc
inline void respond_to(const outcome& of, ::httplib::Response& response, const http_statuses& statuses = {}) {
    response.status = http_status(of, statuses);
    response.set_content(answer_body(of), std::string(answer_content_type));
}

namespace detail {

/// The status that rejects a request before its body is read; 0 if the body may be read.
[[nodiscard]] inline int httplib_refusal(const ::httplib::Request& request, std::size_t max_body_size) {
    // cpp-httplib would decompress the body (or split a multipart body), but the signature is over the original
    // bytes.
    if (request.has_header("Content-Encoding") || request.is_multipart_form_data())
        return 415;
    const auto lengths = request.get_header_value_count("Content-Length");
    const auto coding = request.get_header_value("Transfer-Encoding");
    if (!is_unambiguous({.is_http_1_0 = request.version == "HTTP/1.0",
                         .hosts = request.get_header_value_count("Host"),
                         .content_lengths = lengths,
                         .transfer_encodings = request.get_header_value_count("Transfer-Encoding"),
                         .transfer_encoding = coding}))
        return 400;
    if (lengths == 0) // without either, cpp-httplib reads until the sender closes the connection
        return coding.empty() ? 411 : 0;
    const auto text = request.get_header_value("Content-Length");
    const char* const end = text.data() + text.size();
    std::size_t length = 0;
    const auto [last, error] = std::from_chars(text.data(), end, length);
    if (error == std::errc::result_out_of_range)
        return 413;
    if (error != std::errc() || last != end)
        return 400;
    return length > max_body_size ? 413 : 0;
}

/// Answers a request whose body was not read completely, and closes the connection, because cpp-httplib would parse
/// the rest of the body as a request. cpp-httplib closes the connection if a content provider returns false, after it
/// has sent what the provider has written.
inline void refuse_unread(::httplib::Response& response, int status) {
    static constexpr std::string_view body = "{\"outcome\":\"rejected\"}\n";
    response.status = status;
    response.set_header("Connection", "close");
    response.set_content_provider(body.size(), std::string(answer_content_type),
                                  [](std::size_t, std::size_t, ::httplib::DataSink& sink) {
                                      sink.write(body.data(), body.size());
                                      return false;
                                  });
}

} // namespace detail

/// A handler for `httplib::Server::Post`. The server calls it concurrently, from its own threads.
///
/// \param receiver          a `basic_receiver`; must outlive the server
/// \param handlers       `handlers{...}`; must outlive the server
/// \param statuses       the HTTP status of each kind of outcome
/// \param max_body_size  bytes; a longer body is answered with `statuses.too_large`
///
/// The handler reads the body itself, because cpp-httplib decompresses bodies without a limit and does not limit
/// chunked ones. Before reading, it rejects any Content-Encoding (415), ambiguous framing, which a proxy could read
/// differently (400), and a body of unknown length (411). Then the connection is closed. An error handler of the
/// server must not change the content of these responses.
///
/// Other routes of the server are not protected: see `add_webhook`.
///
///     server.Post("/webhook", webhooks::httplib_handler(receiver, handle));
template <class Receiver, class Handlers>
[[nodiscard]] auto httplib_handler(Receiver& receiver, const Handlers& handlers, http_statuses statuses = {},
                                   std::size_t max_body_size = std::size_t{1} << 20) {
    return [&receiver, &handlers, statuses, max_body_size](const ::httplib::Request& request,
                                                           ::httplib::Response& response,
                                                           const ::httplib::ContentReader& read) {
        int refused = detail::httplib_refusal(request, max_body_size);
        std::string body;
        if (refused == 0) {
            const bool whole = read([&](const char* bytes, std::size_t size) {
                if (size > max_body_size - body.size()) {
                    refused = 413;
                    return false;
                }
                body.append(bytes, size);
                return true;
            });
            if (!whole && refused == 0)
                refused = 400;
        }
        if (refused == 0)
            respond_to(
                receiver.receive(delivery_from<typename Receiver::scheme_type>(request, body), handlers),
                response, statuses);
        else
            detail::refuse_unread(response, refused == 413 ? statuses.too_large : refused);
    };
}

/// Installs a receiver in a server: `Post(path, httplib_handler(...))`, and a pre-routing handler.
///
/// \param server         keeps references to the receiver and the handlers
/// \param path           path of the deliveries; must not contain special characters of regular expressions
/// \param receiver          a `basic_receiver`; must outlive the server
/// \param handlers       `handlers{...}`; must outlive the server
/// \param statuses       the HTTP status of each kind of outcome
/// \param max_body_size  bytes; a longer body is rejected with 413 before it is read
///
/// The pre-routing handler protects the other routes. It rejects the bodies that cpp-httplib would read without a
/// limit: those with a Content-Encoding (415), chunked, or of unknown length (411). Limit all other bodies with
/// `Server::set_payload_max_length`. If a route needs such bodies, or the server has its own pre-routing handler,
/// register `httplib_handler` instead.
///
///     webhooks::add_webhook(server, "/webhook", receiver, handle);
template <class Receiver, class Handlers>
void add_webhook(::httplib::Server& server, const std::string& path, Receiver& receiver,
                 const Handlers& handlers, http_statuses statuses = {},
                 std::size_t max_body_size = std::size_t{1} << 20) {
    using response_is = ::httplib::Server::HandlerResponse;
    server.Post(path, httplib_handler(receiver, handlers, statuses, max_body_size));
    server.set_pre_routing_handler([path](const ::httplib::Request& request, ::httplib::Response& response) {
        const bool has_body =
            request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
        if (!has_body || (request.method == "POST" && request.path == path))
            return response_is::Unhandled;
        const bool is_encoded = request.has_header("Content-Encoding");
        if (!is_encoded && request.has_header("Content-Length") && !request.has_header("Transfer-Encoding"))
            return response_is::Unhandled;
        detail::refuse_unread(response, is_encoded ? 415 : 411);
        return response_is::Handled;
    });
}

} // namespace webhooks
