#pragma once

#include "types.hpp"
#include <webhooks/describe/json_text.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The payloads: one struct for each kind of event, that is for each value of the header `X-GitHub-Event`.
namespace hub {

/// What most payloads have beside what they are about.
struct about {
    std::optional<hub::repository> repository; ///< absent if the hook is that of an organization or an app
    std::optional<user> sender;

    [[nodiscard]] bool operator==(const about&) const = default;
};
BOOST_DESCRIBE_STRUCT(about, (), (repository, sender))

struct check_run_event : about {
    hub::check check_run;

    [[nodiscard]] bool operator==(const check_run_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(check_run_event, (about), (check_run))

struct check_suite_event : about {
    hub::check check_suite;

    [[nodiscard]] bool operator==(const check_suite_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(check_suite_event, (about), (check_suite))

struct code_scanning_event : about {
    hub::alert alert;
    std::optional<std::string> ref;

    [[nodiscard]] bool operator==(const code_scanning_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(code_scanning_event, (about), (alert, ref))

struct commit_comment_event : about {
    hub::comment comment;

    [[nodiscard]] bool operator==(const commit_comment_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(commit_comment_event, (about), (comment))

/// Of `create` and `delete`.
struct ref_event : about {
    std::string ref;
    std::string ref_type;

    [[nodiscard]] bool operator==(const ref_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(ref_event, (about), (ref, ref_type))

struct dependabot_event : about {
    hub::alert alert;

    [[nodiscard]] bool operator==(const dependabot_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(dependabot_event, (about), (alert))

struct deployment_event : about {
    hub::deployment deployment;

    [[nodiscard]] bool operator==(const deployment_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(deployment_event, (about), (deployment))

struct deployment_status_event : about {
    hub::deployment_status deployment_status;
    hub::deployment deployment;

    [[nodiscard]] bool operator==(const deployment_status_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(deployment_status_event, (about), (deployment_status, deployment))

struct discussion_event : about {
    hub::discussion discussion;

    [[nodiscard]] bool operator==(const discussion_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(discussion_event, (about), (discussion))

struct discussion_comment_event : about {
    hub::comment comment;
    hub::discussion discussion;

    [[nodiscard]] bool operator==(const discussion_comment_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(discussion_comment_event, (about), (comment, discussion))

struct fork_event : about {
    hub::repository forkee;

    [[nodiscard]] bool operator==(const fork_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(fork_event, (about), (forkee))

struct issue_comment_event : about {
    hub::comment comment;
    hub::issue issue;

    [[nodiscard]] bool operator==(const issue_comment_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(issue_comment_event, (about), (comment, issue))

struct issues_event : about {
    hub::issue issue;
    std::optional<hub::label> label;
    std::optional<hub::user> assignee;

    [[nodiscard]] bool operator==(const issues_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(issues_event, (about), (issue, label, assignee))

struct label_event : about {
    hub::label label;

    [[nodiscard]] bool operator==(const label_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(label_event, (about), (label))

struct member_event : about {
    hub::user member;

    [[nodiscard]] bool operator==(const member_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(member_event, (about), (member))

struct milestone_event : about {
    hub::milestone milestone;

    [[nodiscard]] bool operator==(const milestone_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(milestone_event, (about), (milestone))

/// The first delivery of a hook. Of an organization, it has no repository.
struct ping_event : about {
    std::string zen;
    std::int64_t hook_id = 0;

    [[nodiscard]] bool operator==(const ping_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(ping_event, (about), (zen, hook_id))

struct pull_request_event : about {
    std::int64_t number = 0;
    hub::pull_request pull_request;
    std::optional<hub::label> label;

    [[nodiscard]] bool operator==(const pull_request_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(pull_request_event, (about), (number, pull_request, label))

struct review_event : about {
    hub::review review;

    [[nodiscard]] bool operator==(const review_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(review_event, (about), (review))

struct review_comment_event : about {
    hub::comment comment;

    [[nodiscard]] bool operator==(const review_comment_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(review_comment_event, (about), (comment))

struct push_event : about {
    std::string ref;
    std::string before;
    std::string after;
    bool forced = false;
    std::vector<commit> commits;
    std::optional<commit> head_commit;
    person pusher;

    [[nodiscard]] bool operator==(const push_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(push_event, (about), (ref, before, after, forced, commits, head_commit, pusher))

struct release_event : about {
    hub::release release;

    [[nodiscard]] bool operator==(const release_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(release_event, (about), (release))

/// Also of `public`.
struct repository_event : about {
    [[nodiscard]] bool operator==(const repository_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(repository_event, (about), ())

struct star_event : about {
    std::optional<time_point> starred_at;

    [[nodiscard]] bool operator==(const star_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(star_event, (about), (starred_at))

struct status_event : about {
    std::string sha;
    std::string state;
    std::string context;
    std::optional<std::string> description;

    [[nodiscard]] bool operator==(const status_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(status_event, (about), (sha, state, context, description))

struct watch_event : about {
    [[nodiscard]] bool operator==(const watch_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(watch_event, (about), ())

struct workflow_dispatch_event : about {
    std::string workflow;
    std::string ref;
    std::optional<std::map<std::string, webhooks::json_text>> inputs;

    [[nodiscard]] bool operator==(const workflow_dispatch_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(workflow_dispatch_event, (about), (workflow, ref, inputs))

struct workflow_job_event : about {
    hub::check workflow_job;

    [[nodiscard]] bool operator==(const workflow_job_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(workflow_job_event, (about), (workflow_job))

struct workflow_run_event : about {
    hub::check workflow_run;

    [[nodiscard]] bool operator==(const workflow_run_event&) const = default;
};
BOOST_DESCRIBE_STRUCT(workflow_run_event, (about), (workflow_run))

} // namespace hub
