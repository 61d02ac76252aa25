#pragma once

#include "options.hpp"
#include "store.hpp"

#include <scaivault/scheme.hpp>
#include <webhooks/client/https_transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sandbox {

/// Whether a delivery with this answer is tried again. `status` is 0 if there was no answer.
[[nodiscard]] inline bool is_retried(const options& with, int status) {
    const auto text = status == 0 ? std::string("none") : std::to_string(status);
    const auto family = text.substr(0, 1) + "xx";
    return std::ranges::any_of(with.retry_on, [&](const std::string& each) {
        return each == "any" || each == text || (status != 0 && each == family);
    });
}

/// Sends what is due until the sandbox ends. Each thread of the sandbox that delivers runs one.
class deliverer {
public:
    deliverer(const options& with, store& from)
        : options_(with), store_(from), transport_({.ca_file = with.ca_file}) {}

    void run(webhooks::cancellation& over) {
        while (const auto due = store_.next_delivery()) {
            const auto answer = send(*due, over);
            const int status = answer ? answer->status : 0;
            const bool is_good = status >= 200 && status <= 299;
            const auto attempt = static_cast<std::size_t>(due->attempt);
            const bool is_last = attempt >= options_.retries.size() || !is_retried(options_, status);
            store_.delivered(*due, answer ? std::to_string(status) : answer.error().message(),
                             is_last ? -1 : options_.retries[attempt], is_good);
        }
    }

private:
    [[nodiscard]] webhooks::client_result<webhooks::http_response> send(const due_delivery& due,
                                                                        webhooks::cancellation& over) {
        using namespace std::chrono;
        const auto begin = due.url.find("://") + 3;
        const auto end = std::min(due.url.find_first_of("/?", begin), due.url.size());
        auto origin = webhooks::http_origin::parse(options_.forward_to.empty() ? due.url.substr(0, end)
                                                                               : options_.forward_to);
        if (!origin)
            return webhooks::detail::client_error(origin.error());
        auto target = due.url.substr(end);
        if (!target.starts_with('/'))
            target.insert(0, "/");
        const auto at = floor<seconds>(system_clock::now()) + seconds(options_.clock_skew);
        namespace names = scaivault::header_names;
        return transport_.call(
            {.method = "POST",
             .origin = *origin,
             .target = target,
             .headers = {{"User-Agent", "ScaiVault-Webhook/1.0"},
                         {"Content-Type", "application/json"},
                         {std::string(names::event_id), due.event_id},
                         {std::string(names::event_type), due.event_type},
                         {std::string(names::timestamp), std::to_string(at.time_since_epoch().count())},
                         {std::string(names::signature), scaivault::sign(due.secret, at, due.body)}},
             .body = due.body,
             .timeout = milliseconds(static_cast<std::int64_t>(options_.delivery_timeout * 1000))},
            over);
    }

    const options& options_;
    store& store_;
    webhooks::https_transport transport_;
};

} // namespace sandbox
