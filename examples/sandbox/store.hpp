#pragma once

#include "database.hpp"
#include "options.hpp"

#include <scaivault/pattern_set.hpp>
#include <webhooks/detail/path_prefix.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandbox {

namespace json = boost::json;

[[nodiscard]] inline std::int64_t now_in_milliseconds() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// The string at a key; empty if there is none.
[[nodiscard]] inline std::string text_at(const json::object& in, std::string_view key) {
    const auto* value = in.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

/// The array at a key; empty if there is none.
[[nodiscard]] inline json::array array_at(const json::object& in, std::string_view key) {
    const auto* value = in.if_contains(key);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    return list == nullptr ? json::array() : *list;
}

/// An event, and what filters look at.
struct emitted {
    json::object envelope{};
    std::string secret_type{};
    json::array tags{};
    bool with_previous_secret = false; ///< sign with the replaced secret
};

/// A delivery that is due.
struct due_delivery {
    std::string id, webhook, url, secret, event_id, event_type, body;
    std::int64_t attempt = 0;
};

/// The state of the sandbox, in SQLite. Thread-safe.
class store {
public:
    explicit store(const options& with) : options_(with), data_(with.database) {
        for (const char* sql :
             {"CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, name TEXT, url TEXT, secret TEXT, "
              "events TEXT,"
              " filters TEXT, enabled INTEGER, created_at TEXT, previous TEXT, previous_until INTEGER)",
              "CREATE TABLE IF NOT EXISTS events (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, type "
              "TEXT, body TEXT)",
              "CREATE TABLE IF NOT EXISTS labels (path TEXT PRIMARY KEY, secret_type TEXT, tags TEXT)",
              "CREATE TABLE IF NOT EXISTS deliveries (id INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT, "
              "event INTEGER,"
              " with_previous INTEGER, attempt INTEGER, due INTEGER, state TEXT, answer TEXT)",
              "CREATE INDEX IF NOT EXISTS due ON deliveries (state, due)",
              "CREATE TABLE IF NOT EXISTS subscriptions (id TEXT PRIMARY KEY, events TEXT, path_prefix TEXT)",
              "CREATE TABLE IF NOT EXISTS pending (subscription TEXT, n INTEGER, PRIMARY KEY (subscription, "
              "n))",
              // What was being sent when the sandbox was killed is sent again: at least once.
              "UPDATE deliveries SET state = 'waiting' WHERE state = 'sending'"})
            data_.run(sql);
    }

    /// An id that was not used before: "wh_8f3a...".
    [[nodiscard]] std::string new_id(const char* prefix) {
        const std::lock_guard lock(mutex_);
        std::string id(prefix);
        for (int i = 0; i != 16; ++i)
            id.push_back("0123456789abcdef"[random_() % 16]);
        return id;
    }

    /// Runs one statement. For what is no more than that.
    template <class... Arguments>
    std::vector<row> run(const char* sql, const Arguments&... arguments) {
        const std::lock_guard lock(mutex_);
        auto rows = data_.run(sql, arguments...);
        changed_.notify_all();
        return rows;
    }

    /// Stores an event, and what it is to be sent to.
    void emit(const emitted& event) { emit(std::vector{event}); }

    /// The same for many at once.
    void emit(std::vector<emitted> events) {
        const std::lock_guard lock(mutex_);
        transaction all(data_);
        for (auto& each : events)
            store_one(each);
        all.commit();
        changed_.notify_all();
    }

    /// Stores a delivery of a test event to one webhook.
    void emit_to(const std::string& webhook, const json::object& envelope) {
        const std::lock_guard lock(mutex_);
        transaction all(data_);
        add_delivery(webhook, store_event(envelope), false);
        all.commit();
        changed_.notify_all();
    }

    /// The events of a subscription that are not acknowledged, after the event `since`, oldest first. Waits for the first.
    [[nodiscard]] std::vector<std::string> poll(const std::string& subscription, const std::string& since,
                                                std::int64_t most, std::chrono::seconds wait) {
        std::unique_lock lock(mutex_);
        const auto end = std::chrono::steady_clock::now() + wait;
        for (;;) {
            const auto rows = data_.run("SELECT body FROM pending JOIN events USING (n) WHERE subscription = "
                                        "?1 AND n > ifnull((SELECT n"
                                        " FROM events WHERE id = ?2), 0) ORDER BY n LIMIT ?3",
                                        subscription, since, most);
            std::vector<std::string> bodies;
            for (const auto& each : rows)
                bodies.push_back(each[0]);
            if (!bodies.empty() || is_over_ || changed_.wait_until(lock, end) == std::cv_status::timeout)
                return bodies;
        }
    }

    /// Acknowledges an event. Returns whether it was pending.
    bool acknowledge(const std::string& subscription, const std::string& event) {
        const std::lock_guard lock(mutex_);
        data_.run("DELETE FROM pending WHERE subscription = ? AND n = (SELECT n FROM events WHERE id = ?)",
                  subscription, event);
        return data_.changes() != 0;
    }

    /// Waits for a delivery that is due, and marks it as being sent. Nothing when the sandbox ends.
    [[nodiscard]] std::optional<due_delivery> next_delivery() {
        std::unique_lock lock(mutex_);
        while (!is_over_) {
            const auto rows = data_.run(
                "SELECT d.id, w.id, w.url, iif(d.with_previous, w.previous, w.secret), e.id, e.type, e.body, "
                "d.attempt, d.due"
                " FROM deliveries d JOIN webhooks w ON w.id = d.webhook JOIN events e ON e.n = d.event"
                " WHERE d.state = 'waiting' AND w.enabled ORDER BY d.due, d.id LIMIT 1");
            const auto due = rows.empty() ? now_in_milliseconds() + 60'000 : std::stoll(rows[0][8]);
            if (rows.empty() || due > now_in_milliseconds()) {
                changed_.wait_for(lock, std::chrono::milliseconds(due - now_in_milliseconds()));
                continue;
            }
            const auto& r = rows[0];
            data_.run("UPDATE deliveries SET state = 'sending' WHERE id = ?", r[0]);
            return due_delivery{r[0], r[1], r[2], r[3], r[4], r[5], r[6], std::stoll(r[7])};
        }
        return std::nullopt;
    }

    /// Stores what became of a delivery. `retry` is in seconds; below zero, there is none.
    void delivered(const due_delivery& sent, const std::string& answer, double retry, bool is_good) {
        run("UPDATE deliveries SET state = ?, answer = ?, attempt = attempt + 1, due = ? WHERE id = ?",
            std::string(is_good     ? "delivered"
                        : retry < 0 ? "failed"
                                    : "waiting"),
            answer, now_in_milliseconds() + static_cast<std::int64_t>(retry * 1000), sent.id);
    }

    /// Ends everything that waits.
    void end() {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }

private:
    [[nodiscard]] static bool selects(const json::array& patterns, std::string_view type) {
        return std::ranges::any_of(patterns, [&](const json::value& each) {
            return webhooks::matches(std::string_view(each.as_string()), type);
        });
    }

    [[nodiscard]] bool is_below(std::string_view prefix, std::string_view path) const {
        if (prefix.empty())
            return true;
        return options_.by_segment ? webhooks::detail::is_under(prefix, path) : path.starts_with(prefix);
    }

    [[nodiscard]] bool passes(const json::object& filters, const emitted& event) const {
        const auto type = text_at(filters, "secret_type");
        if (!is_below(text_at(filters, "path_prefix"), text_at(event.envelope, "path")) ||
            (!type.empty() && type != event.secret_type))
            return false;
        const auto wanted = array_at(filters, "tags");
        const auto has = [&](const json::value& tag) {
            return std::ranges::find(event.tags, tag) != event.tags.end();
        };
        return wanted.empty() ||
               (options_.any_tag ? std::ranges::any_of(wanted, has) : std::ranges::all_of(wanted, has));
    }

    /// Secrets keep their type and tags: those of `secret.created`, or those that came with an event of the same path.
    void label(emitted& event) {
        const auto path = text_at(event.envelope, "path");
        if (const auto* data = event.envelope.if_contains("data"); data != nullptr && data->is_object()) {
            if (event.secret_type.empty())
                event.secret_type = text_at(data->get_object(), "secret_type");
            if (event.tags.empty())
                event.tags = array_at(data->get_object(), "tags");
        }
        if (path.empty())
            return;
        const auto known = data_.run("SELECT secret_type, tags FROM labels WHERE path = ?", path);
        if (event.secret_type.empty() && !known.empty())
            event.secret_type = known[0][0];
        if (event.tags.empty() && !known.empty())
            event.tags = json::parse(known[0][1]).as_array();
        data_.run("INSERT OR REPLACE INTO labels VALUES (?, ?, ?)", path, event.secret_type,
                  json::serialize(event.tags));
    }

    std::int64_t store_event(const json::object& envelope) {
        data_.run("INSERT INTO events (id, type, body) VALUES (?, ?, ?)", text_at(envelope, "event_id"),
                  text_at(envelope, "event_type"), json::serialize(envelope));
        return std::stoll(data_.run("SELECT last_insert_rowid()")[0][0]);
    }

    void add_delivery(const std::string& webhook, std::int64_t event, bool with_previous) {
        const bool is_late = random_() % 100 < options_.reorder;
        const std::int64_t delay = is_late ? static_cast<std::int64_t>(random_() % 1000) : 0;
        data_.run("INSERT INTO deliveries (webhook, event, with_previous, attempt, due, state, answer)"
                  " VALUES (?, ?, ?, 0, ?, 'waiting', '')",
                  webhook, event, std::int64_t{with_previous}, now_in_milliseconds() + delay);
    }

    void store_one(emitted& event) {
        label(event);
        const auto type = text_at(event.envelope, "event_type");
        const auto n = store_event(event.envelope);
        for (const auto& each : data_.run("SELECT id, events, filters FROM webhooks WHERE enabled")) {
            if (!selects(json::parse(each[1]).as_array(), type) ||
                !passes(json::parse(each[2]).as_object(), event))
                continue;
            add_delivery(each[0], n, event.with_previous_secret);
            if (random_() % 100 < options_.duplicates)
                add_delivery(each[0], n, event.with_previous_secret);
        }
        for (const auto& each : data_.run("SELECT id, events, path_prefix FROM subscriptions"))
            if (selects(json::parse(each[1]).as_array(), type) &&
                is_below(each[2], text_at(event.envelope, "path")))
                data_.run("INSERT INTO pending VALUES (?, ?)", each[0], n);
    }

    const options& options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    database data_;
    std::mt19937 random_{std::random_device{}()};
    bool is_over_ = false;
};

} // namespace sandbox
