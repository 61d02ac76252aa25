#pragma once

// The HTTP surface of the sandbox, whole.

#include "checks.hpp"
#include "faults.hpp"
#include "make_event.hpp"
#include "message.hpp"
#include "options.hpp"
#include "store.hpp"

#include <scaivault/events/catalog.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandbox {

/// The calls that ScaiVault documents, and below `/sandbox` those that control the sandbox.
class api {
public:
    api(const options& with, store& in) : options_(with), store_(in) {}

    [[nodiscard]] answer handle(const request& of) {
        const auto instead = faults_.next(of);
        if (instead && !instead->is_cut)
            return *instead;
        auto made = authorized(of);
        made.is_cut = instead.has_value();
        return made;
    }

private:
    [[nodiscard]] answer authorized(const request& of) {
        const auto is_in = [&](const auto& tokens) {
            return std::ranges::find(tokens, of.token) != tokens.end();
        };
        if (of.token.empty() || !(is_in(options_.tokens) || is_in(options_.read_only_tokens)))
            return refusal(401, "send one of the sandbox's tokens as Authorization: Bearer");
        if (of.method != "GET" && !is_in(options_.tokens))
            return refusal(403, "this token may only read");
        return routed(of);
    }

    [[nodiscard]] answer routed(const request& of) {
        const auto& path = of.path;
        const auto is = [&](std::string_view method, std::initializer_list<std::string_view> places) {
            const bool is_method = of.method == method || (method == "PATCH" && of.method == "PUT");
            return is_method && path.size() == places.size() &&
                   std::equal(places.begin(), places.end(), path.begin(),
                              [](auto place, const auto& part) { return place == "*" || place == part; });
        };
        if (is("POST", {"v1", "webhooks"}))
            return register_webhook(of);
        if (is("GET", {"v1", "webhooks"}))
            return {.body = json::object{{"webhooks", shown("")}}};
        if (is("GET", {"v1", "webhooks", "*"}))
            return one_webhook(path[2]);
        if (is("PATCH", {"v1", "webhooks", "*"}))
            return update(path[2], of);
        if (is("DELETE", {"v1", "webhooks", "*"})) {
            const auto known = one_webhook(path[2]);
            store_.run("DELETE FROM webhooks WHERE id = ?", path[2]);
            return known.status == 200 ? answer{} : known;
        }
        if (is("POST", {"v1", "webhooks", "*", "test"})) {
            const auto known = one_webhook(path[2]);
            if (known.status == 200)
                store_.emit_to(path[2], empty_event(options_.test_type, store_.new_id("evt_")));
            return known.status == 200 ? answer{.status = 202} : known;
        }
        if (is("GET", {"v1", "events", "types"})) {
            json::array names;
            for (const auto name : scaivault::catalog::names)
                names.emplace_back(name);
            return {.body = json::object{{"event_types", names}}};
        }
        if (is("GET", {"v1", "subscriptions", "*", "poll"}))
            return poll(path[2], of);
        if (is("POST", {"v1", "subscriptions", "*", "ack"}))
            return acknowledge(path[2], of);
        if (is("POST", {"sandbox", "subscriptions"}))
            return subscribe(of);
        if (is("POST", {"sandbox", "events"}))
            return emit(of);
        if (is("POST", {"sandbox", "faults"}))
            return faults_.add(of);
        if (is("GET", {"sandbox", "deliveries"}))
            return deliveries();
        if (is("GET", {"sandbox", "subscriptions", "*"}))
            return {.body =
                        json::object{{"pending", std::stoll(store_.run("SELECT count(*) FROM pending WHERE"
                                                                       " subscription = ?",
                                                                       path[2])[0][0])}}};
        return refusal(404, "the sandbox has no such call");
    }

    [[nodiscard]] json::array shown(const std::string& id) {
        json::array list;
        for (const auto& r :
             store_.run("SELECT id, name, url, events, filters, enabled, created_at FROM webhooks WHERE"
                        " ?1 = '' OR id = ?1",
                        id))
            list.push_back(json::object{{"id", r[0]},
                                        {"name", r[1]},
                                        {"url", r[2]},
                                        {"events", json::parse(r[3])},
                                        {"filters", json::parse(r[4])},
                                        {"enabled", r[5] == "1"},
                                        {"status", r[5] == "1" ? "active" : "disabled"},
                                        {"created_at", r[6]}});
        return list;
    }

    [[nodiscard]] answer one_webhook(const std::string& id) {
        const auto list = shown(id);
        return id.empty() || list.empty() ? refusal(404, "there is no such webhook")
                                          : answer{.body = list.front()};
    }

    [[nodiscard]] answer register_webhook(const request& of) {
        const auto* body = of.body.if_object();
        if (body == nullptr)
            return refusal(400, "the body is not a JSON object");
        for (const auto* key : {"name", "url", "secret", "events"})
            if (!body->contains(key))
                return refusal(400, std::string(key) + " is missing");
        if (const auto why = defect(*body); !why.empty())
            return refusal(400, why);
        const auto id = store_.new_id("wh_");
        store_.run("INSERT INTO webhooks VALUES (?, ?, ?, ?, ?, '{}', 1, ?, '', 0)", id,
                   text_at(*body, "name"), text_at(*body, "url"), text_at(*body, "secret"),
                   json::serialize(array_at(*body, "events")), time_text());
        change(id, *body);
        auto made = one_webhook(id);
        made.status = 201;
        return made;
    }

    [[nodiscard]] answer update(const std::string& id, const request& of) {
        auto known = one_webhook(id);
        const auto* body = of.body.if_object();
        if (known.status != 200)
            return known;
        if (body == nullptr)
            return refusal(400, "the body is not a JSON object");
        if (const auto why = defect(*body); !why.empty())
            return refusal(400, why);
        if (const auto secret = text_at(*body, "secret"); !secret.empty())
            store_.run("UPDATE webhooks SET previous = secret, previous_until = ?, secret = ? WHERE id = ?",
                       now_in_milliseconds() + options_.overlap * 1000, secret, id);
        for (const auto* key : {"name", "url"})
            if (const auto text = text_at(*body, key); !text.empty())
                store_.run(key == std::string_view("name") ? "UPDATE webhooks SET name = ? WHERE id = ?"
                                                           : "UPDATE webhooks SET url = ? WHERE id = ?",
                           text, id);
        if (body->contains("events"))
            store_.run("UPDATE webhooks SET events = ? WHERE id = ?",
                       json::serialize(array_at(*body, "events")), id);
        change(id, *body);
        return one_webhook(id);
    }

    /// The members that registering and updating have in common.
    void change(const std::string& id, const json::object& body) {
        if (const auto* filters = body.if_contains("filters"))
            store_.run("UPDATE webhooks SET filters = ? WHERE id = ?", json::serialize(*filters), id);
        if (const auto* enabled = body.if_contains("enabled"))
            store_.run("UPDATE webhooks SET enabled = ? WHERE id = ?", std::int64_t{enabled->get_bool()}, id);
    }

    [[nodiscard]] bool has_subscription(const std::string& id) {
        return !store_.run("SELECT id FROM subscriptions WHERE id = ?", id).empty();
    }

    [[nodiscard]] answer poll(const std::string& id, const request& of) {
        if (!has_subscription(id))
            return refusal(404, "there is no such subscription");
        const auto number = [&](const char* key, std::int64_t otherwise) {
            const auto found = of.query.find(key);
            return found == of.query.end() ? otherwise : number_of(found->second);
        };
        const auto timeout = number("timeout", 30);
        const auto most = number("max_events", 100);
        if (timeout < 0 || timeout > 60 || most < 1)
            return refusal(400, "timeout is a number from 0 to 60, max_events one from 1 on");
        const auto since = of.query.find("since_event_id");
        auto bodies = store_.poll(id, since == of.query.end() ? std::string() : since->second, most + 1,
                                  std::chrono::seconds(timeout));
        json::array events;
        const auto shown = std::min(bodies.size(), static_cast<std::size_t>(most));
        for (std::size_t i = 0; i != shown; ++i)
            events.push_back(reduced(json::parse(bodies[i]).as_object()));
        return {.body = json::object{{"events", events}, {"has_more", bodies.size() > shown}}};
    }

    [[nodiscard]] answer acknowledge(const std::string& id, const request& of) {
        if (!has_subscription(id))
            return refusal(404, "there is no such subscription");
        const auto* body = of.body.if_object();
        if (body == nullptr || !body->contains("event_ids"))
            return refusal(400, "event_ids is missing");
        std::int64_t count = 0;
        for (const auto& each : array_at(*body, "event_ids"))
            if (const auto* text = each.if_string())
                count += store_.acknowledge(id, std::string(*text)) ? 1 : 0;
        return {.body = json::object{{"acknowledged", count}}};
    }

    [[nodiscard]] answer subscribe(const request& of) {
        const auto* body = of.body.if_object();
        if (body == nullptr || text_at(*body, "id").empty() || !are_patterns(array_at(*body, "events")))
            return refusal(400, "id or events is missing");
        store_.run("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)", text_at(*body, "id"),
                   json::serialize(array_at(*body, "events")), text_at(*body, "path_prefix"));
        return {.status = 201, .body = *body};
    }

    /// `{"event_type": "secret.rotated"}` emits the vendor's sample; other members replace those of it. `count`: how many.
    [[nodiscard]] answer emit(const request& of) {
        const auto* body = of.body.if_object();
        const auto type = body == nullptr ? std::string() : text_at(*body, "event_type");
        if (type.empty())
            return refusal(400, "event_type is missing");
        const auto* count = body->if_contains("count");
        const std::int64_t times = count != nullptr && count->is_int64() ? count->get_int64() : 1;
        if (times < 1 || times > 100'000)
            return refusal(400, "count is a number from 1 to 100000");
        const bool with_previous = text_at(*body, "signed_with") == "previous";
        if (with_previous &&
            store_.run("SELECT id FROM webhooks WHERE previous_until > ?", now_in_milliseconds()).empty())
            return refusal(409, "no webhook has a previous secret within its overlap");
        std::vector<emitted> all;
        json::array ids;
        for (std::int64_t i = 0; i != times; ++i) {
            auto id = text_at(*body, "event_id");
            all.push_back({.envelope = made_event(*body, id.empty() ? store_.new_id("evt_") : id),
                           .secret_type = text_at(*body, "secret_type"),
                           .tags = array_at(*body, "tags"),
                           .with_previous_secret = with_previous});
            ids.push_back(all.back().envelope.at("event_id"));
        }
        store_.emit(std::move(all));
        return {.status = 201, .body = json::object{{"event_ids", ids}}};
    }

    [[nodiscard]] answer deliveries() {
        json::array list;
        for (const auto& r :
             store_.run("SELECT d.webhook, e.id, e.type, d.attempt, d.state, d.answer FROM deliveries d JOIN"
                        " events e ON e.n = d.event ORDER BY d.id"))
            list.push_back(json::object{{"webhook", r[0]},
                                        {"event_id", r[1]},
                                        {"event_type", r[2]},
                                        {"attempts", std::stoll(r[3])},
                                        {"state", r[4]},
                                        {"answer", r[5]}});
        return {.body = json::object{{"deliveries", list}}};
    }

    const options& options_;
    store& store_;
    fault_list faults_{};
};

} // namespace sandbox
