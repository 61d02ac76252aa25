#include "nats_server.hpp"

#include "scaivault/nats/subject.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nats_subject_test {

using namespace scaivault;
using namespace nats_support;

namespace {

template <fixed_string Pattern, class Catalog = catalog>
constexpr bool becomes(std::initializer_list<std::string_view> subjects) {
    return std::ranges::equal(nats::subjects_for<Pattern, Catalog>(), subjects);
}

static_assert(becomes<"secret.rotated">({"secret.rotated"}));
static_assert(becomes<"secret.*">({"secret.*"}), "a star stays one");
static_assert(becomes<"*.*">({"*.*"}));
static_assert(becomes<"policy.**">({"policy.>"}), "** at the end takes one or more segments, as > does");
static_assert(becomes<"**">({">"}));
static_assert(becomes<"**.created">({"*.created", "*.*.created"}), "types have two or three segments");
static_assert(becomes<"**.binding.*">({"*.binding.*"}));
static_assert(becomes<"dynamic.**.created">({"dynamic.*.created"}), "nothing lies deeper in the catalog");
static_assert(becomes<"**.**">({"*.>"}), "*.*.> selects nothing more");
static_assert(becomes<"**.sync.**">({"*.sync.>"}));
static_assert(becomes<"*.**.*">({"*.*.*"}));
static_assert(becomes<"**.nowhere">({}), "a pattern that selects no type has no subject");

struct deep : basic_catalog<entry<"a", int>, entry<"a.b.c.d.e", int>, entry<"x y.>.*", int>> {};
static_assert(becomes<"a.**.e", deep>({"a.*.*.*.e"}));
static_assert(becomes<"**.d.**", deep>({"*.*.*.d.>"}));
static_assert(becomes<"x y.>", deep>({"x%20y.%3E"}), "no segment of a name becomes a wildcard");

struct ignore {
    void operator()(const auto&) const {}
};

using some = decltype(handlers{on<"secret.rotated", "policy.**">(ignore{}), otherwise(ignore{})});
static_assert(std::ranges::equal(nats::subscription_subjects<some>(),
                                 std::array<std::string_view, 2>{"secret.rotated", "policy.>"}));
static_assert(nats::exact_subscription_subjects<some>().size() == 7);
static_assert(nats::exact_subscription_subjects<some>()[1] == "policy.created");

using rest = decltype(handlers{otherwise(ignore{})});
static_assert(nats::subscription_subjects<rest>().empty(), "otherwise asks for nothing");

/// Patterns of every form, over the names of the catalog.
template <fixed_string... Patterns>
struct pattern_list {
    static constexpr std::array<std::string_view, sizeof...(Patterns)> texts{Patterns.view()...};
    static std::vector<std::span<const std::string_view>> subjects() {
        return {nats::subjects_for<Patterns>()...};
    }
};

using patterns =
    pattern_list<"**", "*", "*.*", "*.*.*", "*.*.*.*", "**.*", "*.**", "**.**", "**.**.**", "*.**.*",
                 "**.*.**", "secret.*", "secret.**", "policy.*", "policy.**", "policy.binding.*",
                 "policy.binding.**", "policy.*.created", "policy.**.created", "rotation.*", "rotation.**",
                 "certificate.*", "certificate.renewal_failed", "dynamic.*", "dynamic.**", "dynamic.*.*",
                 "dynamic.lease.*", "dynamic.*.revoked", "dynamic.**.revoked", "federation.**",
                 "federation.sync.*", "federation.*.failed", "identity.**", "*.created", "**.created",
                 "*.deleted", "**.deleted", "*.*.created", "**.failed", "*.failed", "**.expired",
                 "**.completed", "**.sync.*", "**.sync.**", "*.sync.*", "**.lease.**", "**.binding.**",
                 "**.renewed", "*.expiring", "**.unreachable", "**.backend.*", "secret.rotated",
                 "secret.accessed", "policy.violation", "policy.binding.deleted", "rotation.due",
                 "dynamic.lease.expired", "federation.backend.unreachable", "identity.sync.completed",
                 "**.secret.**", "secret.rotated.**", "nothing.**.here", "*.rotated">;

} // namespace

TEST_CASE("an event type of the catalog is its own subject") {
    for (const auto type : catalog::names) {
        CAPTURE(type);
        CHECK(nats::subject_of(type) == type);
    }
}

TEST_CASE("an unknown type with characters that a subject cannot have is escaped, and none is lost") {
    CHECK(nats::subject_of("secret.*") == "secret.%2A");
    CHECK(nats::subject_of(">") == "%3E");
    CHECK(nats::subject_of("a b\tc\r\nd") == "a%20b%09c%0D%0Ad");
    CHECK(nats::subject_of(std::string_view("nul\0", 4)) == "nul%00");
    CHECK(nats::subject_of("caf\xC3\xA9") == "caf%C3%A9");
    CHECK(nats::subject_of("100%") == "100%25");
    CHECK(nats::subject_of("") == "%");
    CHECK(nats::subject_of("a..b.") == "a.%.b.%");
    CHECK(nats::subject_of(std::string(512, 'x')) == std::string(512, 'x'));
    CHECK(nats::subject_of(std::string(513, 'x')) == "%too_long");
    CHECK(nats::subject_of("%too_long") == "%25too_long");
}

TEST_CASE("two types have two subjects") {
    std::set<std::string> subjects;
    const std::vector<std::string> parts{"", ".", "a", "%", "%2E", " ", "*", ">", "%25", "\xFF"};
    std::set<std::string> types;
    for (const auto& x : parts)
        for (const auto& y : parts)
            for (const auto& z : parts)
                types.insert(x + y + z);
    for (const auto& type : types)
        subjects.insert(nats::subject_of(type));
    CHECK(subjects.size() == types.size());
}

TEST_CASE("two subjects have two consumers") {
    std::set<std::string> names;
    const std::vector<std::string> subjects{"a.b", "a-b", "a=b", "a_b",   "a.*", "a.>", "a.+", "a.++",
                                            ">",   "*",   "*.*", "a.*.*", "a",   "a.-", "a-.", "a=2D"};
    for (const auto& subject : subjects)
        names.insert(webhooks::nats::detail::consumer_name("worker", subject));
    CHECK(names.size() == subjects.size());
    CHECK(webhooks::nats::detail::consumer_name("billing", "secret.*") == "billing=secret-+");
    CHECK(webhooks::nats::detail::consumer_name("billing", ">") == "billing=++");
    for (const auto& name : names)
        CHECK(name.find_first_of(".*> /\\") == std::string::npos);
}

TEST_CASE(
    "for every pattern and every type of the catalog, the server selects what the library does, and once") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(own.url());
    const auto subjects = patterns::subjects();

    using subscription = webhooks::nats::detail::subscription_handle;
    std::vector<std::vector<subscription>> subscriptions(subjects.size());
    for (std::size_t i = 0; i != subjects.size(); ++i)
        for (const auto subject : subjects[i]) {
            natsSubscription* made = nullptr;
            REQUIRE(natsConnection_SubscribeSync(&made, connection.native(),
                                                 ("scaivault." + std::string(subject)).c_str()) == NATS_OK);
            subscriptions[i].emplace_back(made);
        }

    for (const auto type : catalog::names)
        REQUIRE(natsConnection_PublishString(connection.native(),
                                             ("scaivault." + nats::subject_of(type)).c_str(),
                                             std::string(type).c_str()) == NATS_OK);
    // When the server responds, it has delivered everything before.
    REQUIRE(natsConnection_FlushTimeout(connection.native(), 5'000) == NATS_OK);

    std::size_t selected = 0;
    for (std::size_t i = 0; i != subjects.size(); ++i) {
        std::map<std::string, int> received;
        for (const auto& each : subscriptions[i])
            for (natsMsg* message = nullptr; natsSubscription_NextMsg(&message, each.get(), 1) == NATS_OK;) {
                ++received[natsMsg_GetData(message)];
                natsMsg_Destroy(message);
            }
        for (const auto type : catalog::names) {
            CAPTURE(patterns::texts[i], type);
            CHECK(received[std::string(type)] == (matches(patterns::texts[i], type) ? 1 : 0));
            selected += matches(patterns::texts[i], type) ? 1U : 0U;
        }
    }
    CHECK(selected > 200); // not all patterns select nothing
}

TEST_CASE("the server takes the subject of any type, and keeps it apart from all wildcards") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(own.url());
    nats::ensure_streams(connection);
    const std::vector<std::string> types{
        "secret.archived",         "secret.*",    ">",        "", "a..b", " ", "\r\nPUB x 1\r\n",
        std::string(100'000, '.'), "caf\xC3\xA9", "$JS.API.>"};
    std::uint64_t sequence = 0;
    for (const auto& type : types) {
        CAPTURE(type);
        publish_raw(connection, "scaivault." + nats::subject_of(type), "x");
        const auto stored = message_at(connection, "SCAIVAULT", ++sequence);
        REQUIRE(stored);
        CHECK(stored->subject == "scaivault." + nats::subject_of(type));
    }
}

} // namespace nats_subject_test
