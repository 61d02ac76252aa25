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

namespace webhooks::nats {

/// How to reach the servers.
struct connection_options {
    /// URLs of the servers: `nats://host:4222` or `tls://host:4222`. One server of a cluster announces the others, but
    /// list them all, so that a connection can be made while one is down.
    std::vector<std::string> servers{"nats://127.0.0.1:4222"};
    /// The connection's name in the server's monitoring.
    std::string name = "webhooks";
    /// Path of a `.creds` file (JWT and seed). If empty, no credentials are sent.
    std::string credentials_file{};
    /// Path of a PEM file with the certificate authority of the servers. If empty, the system's authorities.
    std::string ca_file{};
    /// Time limit of one attempt to connect.
    std::chrono::milliseconds timeout{2'000};
    /// Delay between attempts to reconnect, which never stop.
    std::chrono::milliseconds reconnect_wait{250};
    /// Called last, to set any other option of the client library. Can override the options above.
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
    // If the connection is lost, a publish that waits for an acknowledgement fails at once instead of timing out.
    set(natsOptions_SetFailRequestsOnDisconnect(made, true));
    // Each publish waits for its acknowledgement, so batching would only add a millisecond of latency.
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

/// A connection to NATS with JetStream.
///
/// A shared handle: copies share the connection, and the last copy closes it. Thread-safe. After a loss it reconnects
/// by itself, without a time limit.
class connection {
public:
    /// Connects.
    /// \throws error if no server is reachable, or the server refuses the connection
    explicit connection(const connection_options& options) : shared_(std::make_shared<shared>()) {
        const auto made = detail::make_options(options);
        natsConnection* connected = nullptr;
        detail::check(natsConnection_Connect(&connected, made.get()), "cannot connect");
        shared_->connection.reset(connected);
        jsCtx* context = nullptr;
        detail::check(natsConnection_JetStream(&context, connected, nullptr), "there is no JetStream");
        shared_->context.reset(context);
    }

    /// Connects to one server, such as `nats://127.0.0.1:4222`, with default options.
    explicit connection(std::string server)
        : connection(connection_options{.servers = {std::move(server)}}) {}

    /// True if a server is connected now.
    [[nodiscard]] bool is_connected() const noexcept {
        return natsConnection_Status(native()) == NATS_CONN_STATUS_CONNECTED;
    }

    /// The largest message that the server accepts, in bytes, headers included.
    [[nodiscard]] std::size_t max_message_size() const noexcept {
        const std::int64_t size = natsConnection_GetMaxPayload(native());
        return size > 0 ? static_cast<std::size_t>(size) : 0;
    }

    /// Waits until the server has received everything that was sent. Returns false on timeout.
    bool flush(std::chrono::milliseconds limit) noexcept {
        return natsConnection_FlushTimeout(native(), limit.count()) == NATS_OK;
    }

    /// The client library's connection, for calls that this class does not wrap. Valid as long as this object.
    [[nodiscard]] natsConnection* native() const noexcept { return shared_->connection.get(); }
    /// The client library's JetStream context. Valid as long as this object.
    [[nodiscard]] jsCtx* jetstream() const noexcept { return shared_->context.get(); }

private:
    struct shared {
        detail::connection_handle connection{};
        detail::context_handle context{};
    };

    std::shared_ptr<shared> shared_;
};

} // namespace webhooks::nats
