#pragma once

#include "line_log.hpp"

#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>
#include <scaivault/events/print.hpp>

#include <exception>

namespace example {

/// This program's handlers. Each writes a line with the type, a hint what to do, and the event; `operator<<` escapes
/// characters that could forge a line. Called concurrently.
///
/// \param log  if null, nothing is written, but events are handled nevertheless
///
/// If your handler cannot do its work, let it throw. The answer is then 500, and the sender retries. The message of the
/// exception is in the line on standard error. Put the event's `request_id` into it, as examples/structures/metrics.cpp does.
[[nodiscard]] inline auto make_handlers(line_log* log) {
    using scaivault::event;
    using scaivault::on;
    using scaivault::on_unknown;

    const auto note = [log](const auto& e, const auto&... text) {
        if (log != nullptr)
            log->write(e.type, '\t', text..., '\t', e);
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
        on_unknown([log](scaivault::unknown_event e) {
            e.data.clear(); // unknown content
            if (log != nullptr)
                log->write("unknown\tnewer than this program\t", e);
        }),
    };
}

} // namespace example
