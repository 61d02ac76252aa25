#pragma once

#include "error.hpp"

#include <nats/nats.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scaivault::nats {

/// How to reach the servers.
struct connection_options {
    /// `nats://host:4222`, or `tls://`; one of a cluster is enough to learn of the others, but name all, for the
    /// times when one is down.
    std::vector<std::string> servers{"nats://127.0.0.1:4222"};
    /// What the server's monitoring shows.
    std::string name = "scaivault";
    /// A `.creds` file (JWT and seed); empty for none.
    std::string credentials_file{};
    /// A PEM file with the authority that signed the servers' certificates; empty for the system's.
    std::string ca_file{};
    /// For one attempt to connect.
    std::chrono::milliseconds timeout{2'000};
    /// Between attempts to connect again, which go on for ever.
    std::chrono::milliseconds reconnect_wait{250};
    /// Everything else: called last, and may change what the options above have set.
    std::function<void(natsOptions&)> configure{};
};

namespace detail {

template <auto Destroy>
struct destroyer {
    template <class T>
    void operator()(T* object) const noexcept {
        Destroy(object);
    }
};

using options_handle = std::unique_ptr<natsOptions, destroyer<natsOptions_Destroy>>;
using connection_handle = std::unique_ptr<natsConnection, destroyer<natsConnection_Destroy>>;
using context_handle = std::unique_ptr<jsCtx, destroyer<jsCtx_Destroy>>;
using message_handle = std::unique_ptr<natsMsg, destroyer<natsMsg_Destroy>>;
using subscription_handle = std::unique_ptr<natsSubscription, destroyer<natsSubscription_Destroy>>;
using ack_handle = std::unique_ptr<jsPubAck, destroyer<jsPubAck_Destroy>>;

[[nodiscard]] inline options_handle make_options(const connection_options& from) {
    natsOptions* made = nullptr;
    check(natsOptions_Create(&made), "cannot make the options of a connection");
    options_handle options(made);
    std::vector<const char*> servers;
    servers.reserve(from.servers.size());
    for (const auto& server : from.servers)
        servers.push_back(server.c_str());
    const auto set = [](natsStatus status) { check(status, "an option of the connection is not valid"); };
    set(natsOptions_SetServers(made, servers.data(), static_cast<int>(servers.size())));
    set(natsOptions_SetName(made, from.name.c_str()));
    set(natsOptions_SetTimeout(made, from.timeout.count()));
    set(natsOptions_SetMaxReconnect(made, -1));
    set(natsOptions_SetReconnectWait(made, from.reconnect_wait.count()));
    set(natsOptions_SetReconnectJitter(made, from.reconnect_wait.count() / 2, from.reconnect_wait.count()));
    // A delivery that waits for an acknowledgement on a lost connection is answered at once, not after its time.
    set(natsOptions_SetFailRequestsOnDisconnect(made, true));
    // Each publish waits for its answer, so gathering several for a millisecond only makes it late.
    set(natsOptions_SetSendAsap(made, true));
    if (!from.credentials_file.empty())
        set(natsOptions_SetUserCredentialsFromFiles(made, from.credentials_file.c_str(), nullptr));
    if (!from.ca_file.empty())
        set(natsOptions_LoadCATrustedCertificates(made, from.ca_file.c_str()));
    if (from.configure)
        from.configure(*made);
    return options;
}

} // namespace detail

/// A connection to NATS with JetStream. A handle: copies share the connection, which ends with the last of them.
/// Safe to use from many threads at once. Once made, it connects again by itself, for as long as it takes.
class connection {
public:
    /// Connects. Throws `error` if no server can be reached, or refuses.
    explicit connection(const connection_options& options) : shared_(std::make_shared<shared>()) {
        const auto made = detail::make_options(options);
        natsConnection* connected = nullptr;
        detail::check(natsConnection_Connect(&connected, made.get()), "cannot connect");
        shared_->connection.reset(connected);
        jsCtx* context = nullptr;
        detail::check(natsConnection_JetStream(&context, connected, nullptr), "there is no JetStream");
        shared_->context.reset(context);
    }

    /// Connects to one server, such as `nats://127.0.0.1:4222`.
    explicit connection(std::string server)
        : connection(connection_options{.servers = {std::move(server)}}) {}

    /// Whether a server is connected now.
    [[nodiscard]] bool is_connected() const noexcept {
        return natsConnection_Status(native()) == NATS_CONN_STATUS_CONNECTED;
    }

    /// The longest message that the server takes, in bytes, headers included.
    [[nodiscard]] std::size_t max_message_size() const noexcept {
        const std::int64_t size = natsConnection_GetMaxPayload(native());
        return size > 0 ? static_cast<std::size_t>(size) : 0;
    }

    /// Waits until the server has everything that was sent. Returns whether it has, in time.
    bool flush(std::chrono::milliseconds limit) noexcept {
        return natsConnection_FlushTimeout(native(), limit.count()) == NATS_OK;
    }

    /// The client library's objects, for what this class has no name for. They live as long as the connection.
    [[nodiscard]] natsConnection* native() const noexcept { return shared_->connection.get(); }
    /// The same, for JetStream.
    [[nodiscard]] jsCtx* jetstream() const noexcept { return shared_->context.get(); }

private:
    struct shared {
        detail::connection_handle connection{};
        detail::context_handle context{};
    };

    std::shared_ptr<shared> shared_;
};

} // namespace scaivault::nats
