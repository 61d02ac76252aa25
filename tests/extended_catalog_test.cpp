// ScaiVault's catalog with one additional event.
#include "scaivault/json/decode.hpp"
#include "scaivault/json/encode.hpp"
#include "scaivault/receiver.hpp"

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/examples.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

/// An event that ScaiVault does not send yet.
struct secret_leaked {
    std::string found_at{};
    std::int64_t version = 0;

    [[nodiscard]] bool operator==(const secret_leaked&) const = default;
};

template <>
struct scaivault::fields<secret_leaked> {
    using list =
        field_list<field<"found_at", &secret_leaked::found_at>, field<"version", &secret_leaked::version>>;
};

struct vault_catalog : scaivault::catalog::extend<scaivault::entry<"secret.leaked", secret_leaked>> {};

namespace {

using namespace scaivault;

std::string leaked_text() {
    return examples::replaced(
        examples::edited("secret.updated", "secret.updated", "secret.leaked"),
        R"({"old_version":3,"new_version":4,"updated_by":"sa:provisioner","is_rotation":false})",
        R"({"found_at":"https://paste.example/1","version":3})");
}

// The vendor's events are the same C++ types in an extended catalog.
static_assert(std::is_same_v<vault_catalog::event<"secret.rotated">, event<"secret.rotated">>);
static_assert(std::is_same_v<vault_catalog::unknown_type, unknown_event>);
static_assert(vault_catalog::size == catalog::size + 1);
static_assert(vault_catalog::find("secret.leaked") == catalog::size);
static_assert(vault_catalog::find("identity.sync.completed") == catalog::find("identity.sync.completed"));
static_assert(vault_catalog::count_matching<"secret.*"> == catalog::count_matching<"secret.*"> + 1);
static_assert(!catalog::contains<"secret.leaked">);

} // namespace

TEST_CASE("an event that was added to the vendor's catalog is read, and the others as before") {
    const auto text = leaked_text();
    const auto read = decode_as<vault_catalog>(text);
    REQUIRE(read.has_value());
    REQUIRE(std::holds_alternative<vault_catalog::event<"secret.leaked">>(*read));
    const auto& leaked = std::get<vault_catalog::event<"secret.leaked">>(*read);
    CHECK(leaked.data == secret_leaked{.found_at = "https://paste.example/1", .version = 3});
    CHECK(leaked.path == "environments/production/salesforce/oauth");
    CHECK(encode(*read) == text);
    CHECK(std::holds_alternative<unknown_event>(*decode(text)));

    for (const auto& [name, example] : examples::all()) {
        const auto event = decode_as<vault_catalog>(example);
        REQUIRE(event.has_value());
        CHECK(event->index() == decode(example)->index());
        CHECK(encode(*event) == example);
    }
}

TEST_CASE("an event that was added to the vendor's catalog is dispatched by name and by wildcard") {
    std::vector<std::string> seen;
    const auto handlers = handlers_for<vault_catalog>(
        on<"secret.leaked">(
            [&](const vault_catalog::event<"secret.leaked">& e) { seen.push_back(e.data.found_at); }),
        on<"secret.rotated">([&](const event<"secret.rotated">& e) { seen.emplace_back(e.type); }),
        on<"secret.*">([&](const auto& e) { seen.push_back("other " + std::string(e.type)); }), ignore_rest);
    receiver_options options;
    options.clock = [] { return deliveries::now; };
    receiver r{signing_secrets{deliveries::secret}, options};
    for (const auto& text : {leaked_text(), examples::text("secret.rotated"),
                             examples::text("secret.expired"), examples::text("policy.created")})
        CHECK(r.receive(deliveries::signed_request(text).view(), handlers) ==
              (text == examples::text("policy.created") ? outcome::unhandled : outcome::handled));
    CHECK(seen ==
          std::vector<std::string>{"https://paste.example/1", "secret.rotated", "other secret.expired"});

    const auto leaked = *decode_as<vault_catalog>(leaked_text());
    CHECK(match(leaked, on<"secret.leaked">([](const auto&) { return 1; }),
                otherwise([](const auto&) { return 2; })) == 1);
}
