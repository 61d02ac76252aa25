#pragma once

#include <webhooks/describe/timestamp.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The objects that GitHub's payloads have in common, with the members that this program uses.
/// Source: docs.github.com, "Webhook events and payloads". What is not in every payload, or can be `null`, is optional. All other
/// members of the JSON are skipped.
namespace hub {

using webhooks::time_point;

struct user {
    std::string login;
    std::int64_t id = 0;
    std::optional<std::string> type; ///< "User", "Bot" or "Organization"

    [[nodiscard]] bool operator==(const user&) const = default;
};
BOOST_DESCRIBE_STRUCT(user, (), (login, id, type))

/// The owner, in a push, has a `name` and sometimes no `login`.
struct owner {
    std::int64_t id = 0;
    std::optional<std::string> login;
    std::optional<std::string> name;

    [[nodiscard]] bool operator==(const owner&) const = default;
};
BOOST_DESCRIBE_STRUCT(owner, (), (id, login, name))

struct repository {
    std::int64_t id = 0;
    std::string name;
    std::string full_name;
    std::optional<hub::owner> owner;
    std::optional<std::string> description;
    std::optional<std::string> default_branch;
    std::optional<std::vector<std::string>> topics;
    /// Unix seconds in a push, otherwise RFC 3339.
    std::optional<std::variant<std::int64_t, std::string>> pushed_at;

    [[nodiscard]] bool operator==(const repository&) const = default;
};
BOOST_DESCRIBE_STRUCT(repository, (),
                      (id, name, full_name, owner, description, default_branch, topics, pushed_at))

struct label {
    std::int64_t id = 0;
    std::string name;
    std::string color;
    std::optional<std::string> description;

    [[nodiscard]] bool operator==(const label&) const = default;
};
BOOST_DESCRIBE_STRUCT(label, (), (id, name, color, description))

struct milestone {
    std::int64_t number = 0;
    std::string title;
    std::string state;
    std::optional<time_point> due_on;

    [[nodiscard]] bool operator==(const milestone&) const = default;
};
BOOST_DESCRIBE_STRUCT(milestone, (), (number, title, state, due_on))

struct issue {
    std::int64_t number = 0;
    std::string title;
    std::string html_url;
    std::optional<std::string> state;
    std::optional<hub::user> user; ///< `null` if the account is gone
    std::optional<std::string> body;
    std::optional<std::vector<label>> labels;
    std::optional<hub::user> assignee;
    std::optional<std::vector<hub::user>> assignees;
    std::optional<hub::milestone> milestone;
    std::int64_t comments = 0;
    time_point created_at;
    std::optional<time_point> closed_at;

    [[nodiscard]] bool operator==(const issue&) const = default;
};
BOOST_DESCRIBE_STRUCT(issue, (),
                      (number, title, html_url, state, user, body, labels, assignee, assignees, milestone,
                       comments, created_at, closed_at))

struct comment {
    std::int64_t id = 0;
    std::string html_url;
    std::string body;
    std::optional<hub::user> user;
    std::optional<std::string> path; ///< of a file, if the comment is about a line

    [[nodiscard]] bool operator==(const comment&) const = default;
};
BOOST_DESCRIBE_STRUCT(comment, (), (id, html_url, body, user, path))

/// One end of a pull request. `repo` is `null` if the fork is gone.
struct branch {
    std::string ref;
    std::string sha;
    std::optional<repository> repo;

    [[nodiscard]] bool operator==(const branch&) const = default;
};
BOOST_DESCRIBE_STRUCT(branch, (), (ref, sha, repo))

struct pull_request {
    std::int64_t number = 0;
    std::string title;
    std::string state;
    std::string html_url;
    std::optional<hub::user> user;
    std::optional<std::string> body;
    std::optional<bool> draft;
    std::optional<bool> merged;
    std::optional<std::string> merge_commit_sha;
    std::optional<std::vector<label>> labels;
    branch head;
    branch base;

    [[nodiscard]] bool operator==(const pull_request&) const = default;
};
BOOST_DESCRIBE_STRUCT(pull_request, (),
                      (number, title, state, html_url, user, body, draft, merged, merge_commit_sha, labels,
                       head, base))

struct person {
    std::string name;
    std::optional<std::string> email;
    std::optional<std::string> username;

    [[nodiscard]] bool operator==(const person&) const = default;
};
BOOST_DESCRIBE_STRUCT(person, (), (name, email, username))

struct commit {
    std::string id;
    std::string message;
    std::string timestamp;
    person author;
    std::optional<std::vector<std::string>> added;
    std::optional<std::vector<std::string>> removed;
    std::optional<std::vector<std::string>> modified;

    [[nodiscard]] bool operator==(const commit&) const = default;
};
BOOST_DESCRIBE_STRUCT(commit, (), (id, message, timestamp, author, added, removed, modified))

/// A check run, a check suite, or a job or run of a workflow.
struct check {
    std::int64_t id = 0;
    std::optional<std::string> name;
    std::optional<std::string> status;
    std::optional<std::string> conclusion; ///< `null` until it is completed
    std::optional<std::string> head_sha;

    [[nodiscard]] bool operator==(const check&) const = default;
};
BOOST_DESCRIBE_STRUCT(check, (), (id, name, status, conclusion, head_sha))

struct release {
    std::int64_t id = 0;
    std::string tag_name;
    std::string html_url;
    std::optional<std::string> name;
    std::optional<std::string> body;
    bool draft = false;
    bool prerelease = false;

    [[nodiscard]] bool operator==(const release&) const = default;
};
BOOST_DESCRIBE_STRUCT(release, (), (id, tag_name, html_url, name, body, draft, prerelease))

struct discussion {
    std::int64_t number = 0;
    std::string title;
    std::string html_url;
    std::optional<hub::user> user;
    std::optional<std::string> body;
    std::optional<std::string> answer_html_url;

    [[nodiscard]] bool operator==(const discussion&) const = default;
};
BOOST_DESCRIBE_STRUCT(discussion, (), (number, title, html_url, user, body, answer_html_url))

struct alert {
    std::int64_t number = 0;
    std::optional<std::string> state;
    std::optional<std::string> html_url;

    [[nodiscard]] bool operator==(const alert&) const = default;
};
BOOST_DESCRIBE_STRUCT(alert, (), (number, state, html_url))

struct deployment {
    std::int64_t id = 0;
    std::string sha;
    std::string ref;
    std::string environment;

    [[nodiscard]] bool operator==(const deployment&) const = default;
};
BOOST_DESCRIBE_STRUCT(deployment, (), (id, sha, ref, environment))

struct deployment_status {
    std::int64_t id = 0;
    std::string state;
    std::optional<std::string> description;

    [[nodiscard]] bool operator==(const deployment_status&) const = default;
};
BOOST_DESCRIBE_STRUCT(deployment_status, (), (id, state, description))

struct review {
    std::int64_t id = 0;
    std::string state;
    std::string html_url;
    std::optional<hub::user> user;
    std::optional<std::string> body;

    [[nodiscard]] bool operator==(const review&) const = default;
};
BOOST_DESCRIBE_STRUCT(review, (), (id, state, html_url, user, body))

} // namespace hub
