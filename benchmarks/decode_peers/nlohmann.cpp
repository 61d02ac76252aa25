// nlohmann's document, and get<> with a from_json for events. Strings are copied once, from the document.

#include "peer.hpp"

#include <nlohmann/json.hpp>

using namespace scaivault;

namespace {

struct nlohmann_json {
    using value = nlohmann::json;

    static const value* find(const value& object, std::string_view key) {
        const auto found = object.find(key);
        return found == object.end() ? nullptr : &*found;
    }
    static bool is_null(const value& from) { return from.is_null(); }
    static const std::string& text(const value& from) { return from.get_ref<const std::string&>(); }
    static std::int64_t integer(const value& from) { return from.get<std::int64_t>(); }
    static bool boolean(const value& from) { return from.get<bool>(); }

    template <class F>
    static void for_each_element(const value& array, F f) {
        for (const auto& element : array)
            f(element);
    }
};

} // namespace

namespace webhooks {

/// Found by argument-dependent lookup.
static void from_json(const nlohmann::json& from, any_event& to) {
    peer::dom_reader<nlohmann_json>::read(from, to);
}

} // namespace webhooks

void benchmarks::add_decode_nlohmann() {
    peer::add("nlohmann get<>",
              [](const std::string& body) { return nlohmann::json::parse(body).get<any_event>(); });
}
