// Boost.JSON's document, converted by value_to: into a user's described structs, and into this library's structs by
// tag_invoke. This library parses with Boost.JSON, so the difference is the document and the conversion.

#include "peer.hpp"

#include <boost/describe/class.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include <array>

namespace json = boost::json;
using namespace scaivault;

namespace {

struct boost_json {
    using value = json::value;

    static const value* find(const value& object, std::string_view key) {
        return object.as_object().if_contains({key.data(), key.size()});
    }
    static bool is_null(const value& from) { return from.is_null(); }
    static std::string_view text(const value& from) {
        const auto& string = from.as_string();
        return {string.data(), string.size()};
    }
    static std::int64_t integer(const value& from) { return from.as_int64(); }
    static bool boolean(const value& from) { return from.as_bool(); }

    template <class F>
    static void for_each_element(const value& array, F f) {
        for (const auto& element : array.as_array())
            f(element);
    }
};

} // namespace

// The code of a user of Boost.JSON only: described structs, and a time with its own conversion.
namespace user {

struct time {
    time_point value{};
};

time tag_invoke(json::value_to_tag<time>, const json::value& value) {
    return {peer::time_of(boost_json::text(value))};
}

struct rotated {
    std::int64_t old_version, new_version;
    std::string rotation_policy_id, rotation_policy_name;
    time grace_period_ends;
    bool auto_generated;
};
BOOST_DESCRIBE_STRUCT(rotated, (),
                      (old_version, new_version, rotation_policy_id, rotation_policy_name, grace_period_ends,
                       auto_generated))

struct rotated_event {
    std::string event_id, event_type;
    time timestamp;
    std::string tenant_id, partner_id, identity_id, path;
    rotated data;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(rotated_event, (),
                      (event_id, event_type, timestamp, tenant_id, partner_id, identity_id, path, data,
                       request_id))

/// For the check that no value is lost.
bool operator!=(const rotated_event& a, const any_event& b) {
    const auto& e = std::get<event<"secret.rotated">>(b);
    return std::tie(a.event_id, a.event_type, a.timestamp.value, a.tenant_id, a.partner_id, a.identity_id,
                    a.path, a.request_id) != std::make_tuple(e.event_id, std::string(e.type), e.timestamp,
                                                             e.tenant_id, e.partner_id, e.identity_id,
                                                             e.path.value(), e.request_id) ||
           std::tie(a.data.old_version, a.data.new_version, a.data.rotation_policy_id,
                    a.data.rotation_policy_name, a.data.grace_period_ends.value, a.data.auto_generated) !=
               std::tie(e.data.old_version, e.data.new_version, e.data.rotation_policy_id,
                        e.data.rotation_policy_name, e.data.grace_period_ends, e.data.auto_generated);
}

rotated_event decode(const std::string& body) {
    const auto document = json::parse(body);
    // This body has only one type, but the lookup of its struct is part of the measurement.
    if (catalog::find(boost_json::text(document.at("event_type"))) != catalog::find("secret.rotated"))
        throw std::runtime_error("another event type");
    return json::value_to<rotated_event>(document);
}

} // namespace user

namespace webhooks {

/// Found by argument-dependent lookup.
static any_event tag_invoke(json::value_to_tag<any_event>, const json::value& from) {
    any_event event;
    peer::dom_reader<boost_json>::read(from, event);
    return event;
}

} // namespace webhooks

void benchmarks::add_decode_boost_json() {
    const auto& rotated = bodies::sets().front();
    const auto& mix = bodies::sets().back();
    const auto by_tag_invoke = [](const std::string& body) {
        return json::value_to<any_event>(json::parse(body));
    };
    peer::add_on(rotated, "Boost.JSON parse + value_to", user::decode);
    peer::add_on(rotated, "Boost.JSON parse + value_to by tag_invoke", by_tag_invoke);
    peer::add_on(mix, "Boost.JSON parse + value_to", by_tag_invoke);
    // The way that Boost.JSON's documentation recommends for a short-lived document; for information.
    peer::add("Boost.JSON parse into a monotonic_resource + value_to by tag_invoke",
              [](const std::string& body) {
                  std::array<unsigned char, 8192> buffer;
                  json::monotonic_resource resource(buffer.data(), buffer.size());
                  return json::value_to<any_event>(json::parse(body, &resource));
              });
}
