#pragma once

#include "catalog.hpp"

#include <ostream>

namespace hub {

/// What this receiver does: some events by name, some by kind or action, and the rest not at all.
inline auto handlers(std::ostream& log) {
    using webhooks::on, webhooks::ignore_rest;
    const auto by = [&log](const auto& e) {
        log << e.type << " by " << (e.data.sender ? e.data.sender->login : "nobody") << '\n';
    };
    return webhooks::handlers_for<catalog>(
        on<"ping">([&log](const auto& e) { log << e.data.zen << '\n'; }), on<"push">([&log](const auto& e) {
            log << e.data.commits.size() << " commits to " << e.data.ref << '\n';
        }),
        on<"issues.opened", "issues.reopened">([&log](const auto& e) {
            log << '#' << e.data.issue.number << ' ' << e.data.issue.title << '\n';
        }),
        on<"issues.*">([&log](const auto& e) { log << e.type << " #" << e.data.issue.number << '\n'; }),
        on<"pull_request.closed">([&log](const auto& e) {
            const bool merged = e.data.pull_request.merged.value_or(false);
            log << '#' << e.data.number << (merged ? " merged\n" : " closed\n");
        }),
        on<"release.published">([&log](const auto& e) { log << e.data.release.tag_name << '\n'; }),
        on<"workflow_run.completed">([&log](const auto& e) {
            log << e.data.workflow_run.conclusion.value_or("no conclusion") << '\n';
        }),
        on<"*.created">(by), on<"*.deleted">(by), // whatever it is
        ignore_rest);
}

} // namespace hub
