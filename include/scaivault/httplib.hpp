#pragma once

/// ScaiVault's deliveries with cpp-httplib: a request becomes a `delivery`, an `outcome` a response, and
/// `httplib_handler` is what `httplib::Server::Post` takes. Optional: `webhook.hpp` does not include it.

#include "answer.hpp"
#include "delivery.hpp"
#include "outcome.hpp"

#include <httplib.h>

#include <string>

namespace scaivault {

/// The delivery in a request of cpp-httplib.
///
/// \param request  must outlive the delivery
/// \return views into the request; `repeated_header` for a header that came more than once
/// \throws nothing. Linear in the number of headers.
[[nodiscard]] inline delivery delivery_from(const ::httplib::Request& request) {
    return delivery_from_headers(request.headers, request.body);
}

/// Writes what became of a delivery into its response.
/// \throws std::bad_alloc
inline void respond_to(const outcome& of, ::httplib::Response& response, const http_statuses& statuses = {}) {
    response.status = http_status(of, statuses);
    response.set_content(answer_body(of), std::string(answer_content_type));
}

/// A handler for `httplib::Server::Post`, which calls it from its own threads, several at once.
///
/// \param vault     a `basic_receiver`; must outlive the server
/// \param handlers  `handlers{...}`; must outlive the server
/// \param statuses  the status of each kind of outcome
///
/// cpp-httplib's own limit of a body is `Server::set_payload_max_length`, 8 MiB-odd by default: set it to
/// `decode_options::max_size`. A body with a Content-Encoding is decompressed before a handler sees it, and its
/// signature then fails.
///
///     server.Post("/scaivault/webhook", scaivault::httplib_handler(vault, handle));
template <class Receiver, class Handlers>
[[nodiscard]] auto httplib_handler(Receiver& vault, const Handlers& handlers, http_statuses statuses = {}) {
    return [&vault, &handlers, statuses](const ::httplib::Request& request, ::httplib::Response& response) {
        respond_to(vault.receive(delivery_from(request), handlers), response, statuses);
    };
}

} // namespace scaivault
