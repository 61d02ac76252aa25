// A receiver of GitHub's webhooks with ten handlers, of thirty-one described kinds of event.
#include "../../examples/github/catalog.hpp"

#include <cstdint>

std::int64_t total = 0;

int receive(webhooks::github::receiver& receiver, const webhooks::delivery& delivery) {
    using namespace webhooks;
    const auto hs = handlers_for<hub::catalog>(
        on<"issues.opened">([](const auto& e) { total += e.data.issue.number; }),
        on<"issues.closed">([](const auto& e) { total -= e.data.issue.number; }),
        on<"issue_comment.created">([](const auto& e) { total += e.data.comment.id; }),
        on<"pull_request.opened">([](const auto& e) { total += e.data.number; }),
        on<"pull_request.closed">([](const auto& e) { total -= e.data.number; }),
        on<"push">([](const auto& e) { total += static_cast<std::int64_t>(e.data.commits.size()); }),
        on<"release.published">([](const auto& e) { total += e.data.release.draft ? 0 : 1; }),
        on<"workflow_run.completed">([](const auto& e) { total += e.data.workflow_run.id; }),
        on<"star.created">([](const auto&) { ++total; }),
        on<"ping">([](const auto& e) { total += e.data.hook_id; }), ignore_rest);
    return http_status(receiver.receive(delivery, hs));
}
