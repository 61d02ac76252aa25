#include "nats_server.hpp"

#include "scaivault/nats/connection.hpp"

#include <string>

namespace nats_connection_test {

using namespace scaivault;
using namespace nats_support;

TEST_CASE("files of credentials and authorities that are not there are errors when the connection is made") {
    const auto refusal = [](const nats::connection_options& options) {
        try {
            const nats::connection refused(options);
        } catch (const nats::error& thrown) {
            return std::string(thrown.what());
        }
        return std::string();
    };
    CHECK(refusal({.ca_file = "/no such/ca.pem"}).find("an option of the connection is not valid") !=
          std::string::npos);
    if (!has_server())
        return;
    const server own;
    CHECK(
        refusal({.servers = {own.url()}, .credentials_file = "/no such/file.creds"}).find("cannot connect") !=
        std::string::npos);
}

TEST_CASE("what is configured by hand takes the place of the options") {
    if (!has_server())
        return;
    const server own;
    const nats::connection connection(
        nats::connection_options{.servers = {"nats://127.0.0.1:" + std::to_string(free_port())},
                                 .configure = [&](natsOptions& options) {
                                     REQUIRE(natsOptions_SetURL(&options, own.url().c_str()) == NATS_OK);
                                     REQUIRE(natsOptions_SetServers(&options, nullptr, 0) == NATS_OK);
                                 }});
    CHECK(connection.is_connected());
    nats::ensure_streams(connection, {.in_memory = true});
    CHECK(make_forwarder(connection).receive(signed_event("secret.rotated", "evt_1").view()) ==
          outcome::handled);
}

} // namespace nats_connection_test
