#pragma once

#include "command.hpp"
#include "interruption.hpp"
#include "pretty_json.hpp"
#include "terminal.hpp"
#include "types.hpp"

#include <scaivault/json/decode.hpp>
#include <scaivault/json/encode.hpp>
#include <scaivault/nats.hpp>

#include <boost/json/parse.hpp>

#include <nats/nats.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace events_cli {

/// What the command line of `tail` says.
struct tail_settings {
    std::string server = "nats://127.0.0.1:4222";
    std::string credentials;
    std::string ca_file;
    std::string stream = scaivault::nats::stream_options{}.name;
    std::vector<std::string> patterns;
    std::uint64_t last = 0;
    bool json = false;
    bool verbose = false;
};

/// Prints the events of a stream. Reads only: workers and their consumers do not notice.
class stream_tail {
public:
    /// Throws `access_error` with the server's address, or `usage_error`.
    explicit stream_tail(const tail_settings& chosen)
        : json_(chosen.json || ::isatty(STDOUT_FILENO) != 1), verbose_(chosen.verbose),
          server_(shown(chosen.server)), connection_(connected(chosen)) {
        for (const auto& text : chosen.patterns)
            patterns_.push_back(catalog_pattern(text));
        jsStreamInfo* info = nullptr;
        auto status =
            js_GetStreamInfo(&info, connection_.jetstream(), chosen.stream.c_str(), nullptr, nullptr);
        if (status == NATS_NOT_FOUND)
            throw access_error("there is no stream " + chosen.stream + " at " + server_);
        check(status);
        const std::unique_ptr<jsStreamInfo, decltype(&jsStreamInfo_Destroy)> owner(info,
                                                                                   &jsStreamInfo_Destroy);
        const auto next = info->State.LastSeq + 1;
        const std::string subject = info->Config->SubjectsLen == 1 ? info->Config->Subjects[0] : ">";
        jsSubOptions options;
        jsSubOptions_Init(&options);
        options.Stream = chosen.stream.c_str();
        options.Ordered = true; // keeps its place across a lost connection
        options.Config.DeliverPolicy = js_DeliverByStartSequence;
        options.Config.OptStartSeq =
            next - std::min(chosen.last, next - std::max<std::uint64_t>(info->State.FirstSeq, 1));
        natsSubscription* made = nullptr;
        check(js_SubscribeSync(&made, connection_.jetstream(), subject.c_str(), nullptr, &options, nullptr));
        subscription_.reset(made);
    }

    /// Prints events until `is_over`.
    void run(const std::atomic<bool>& is_over) {
        while (!is_over) {
            natsMsg* message = nullptr;
            const auto status = natsSubscription_NextMsg(&message, subscription_.get(), 200);
            if (status == NATS_TIMEOUT)
                continue;
            check(status);
            const std::unique_ptr<natsMsg, decltype(&natsMsg_Destroy)> owner(message, &natsMsg_Destroy);
            print(*message);
        }
    }

private:
    [[nodiscard]] static scaivault::nats::connection connected(const tail_settings& chosen) {
        try {
            return scaivault::nats::connection(
                scaivault::nats::connection_options{.servers = {chosen.server},
                                                    .name = "scaivault-events",
                                                    .credentials_file = chosen.credentials,
                                                    .ca_file = chosen.ca_file});
        } catch (const std::exception& error) {
            throw access_error("no answer from " + shown(chosen.server) + ": " + error.what());
        }
    }

    /// The address without the user's name and password.
    [[nodiscard]] static std::string shown(std::string_view server) {
        const auto scheme_end = server.find("://");
        const auto begin = scheme_end == server.npos ? 0 : scheme_end + 3;
        const auto at = server.rfind('@');
        return std::string(server.substr(0, begin)) +
               std::string(server.substr(at == server.npos || at < begin ? begin : at + 1));
    }

    void check(natsStatus status) const {
        if (status != NATS_OK)
            throw access_error("no events from " + server_ + ": " + natsStatus_GetText(status));
    }

    void print(natsMsg& message) const {
        const std::string_view body(natsMsg_GetData(&message),
                                    static_cast<std::size_t>(natsMsg_GetDataLength(&message)));
        event_line line;
        jsMsgMetaData* meta = nullptr;
        if (natsMsg_GetMetaData(&meta, &message) == NATS_OK) {
            line.outcome = "#" + std::to_string(meta->Sequence.Stream);
            jsMsgMetaData_Destroy(meta);
        }
        const auto event = scaivault::decode(body);
        if (!event) {
            line.type = natsMsg_GetSubject(&message);
            line.reason = event.error().message();
            (json_ ? std::cerr : std::cout) << line.text(false) << std::endl;
            return;
        }
        line.type = scaivault::type_of(*event);
        line.path = scaivault::envelope_of(*event).path.value_or("");
        if (!patterns_.empty() &&
            std::ranges::none_of(patterns_, [&](const auto& each) { return each.matches(line.type); }))
            return;
        if (json_) {
            const auto encoded = scaivault::encode(*event);
            std::cout << (::isatty(STDOUT_FILENO) == 1 ? printable(encoded) : encoded) << std::endl;
            return;
        }
        std::cout << line.text(has_colours(STDOUT_FILENO)) << std::endl;
        if (verbose_) {
            std::string text;
            append_pretty(text, boost::json::parse(scaivault::encode(*event)));
            std::cout << printable(text, '\n') << std::endl;
        }
    }

    bool json_;
    bool verbose_;
    std::string server_;
    std::vector<scaivault::pattern> patterns_{};
    scaivault::nats::connection connection_;
    std::unique_ptr<natsSubscription, decltype(&natsSubscription_Destroy)> subscription_{
        nullptr, &natsSubscription_Destroy};
};

/// `tail`: prints the events of a NATS stream.
inline void add_tail(CLI::App& app) {
    auto chosen = std::make_shared<tail_settings>();
    auto* const command = app.add_subcommand("tail", "Print the events of a NATS stream as they are stored");
    command->add_option("--server", chosen->server, "URL of a NATS server; nats:// or tls://")
        ->type_name("URL")
        ->capture_default_str();
    command->add_option("--creds", chosen->credentials, "Credentials file of NATS")->type_name("FILE");
    command->add_option("--cacert", chosen->ca_file, "PEM file with the authorities to trust")
        ->type_name("FILE");
    command->add_option("--stream", chosen->stream, "Name of the stream")
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option("-p,--pattern", chosen->patterns,
                     "Print only types that this pattern matches; may be repeated")
        ->type_name("PATTERN");
    command
        ->add_option("--last", chosen->last, "Begin with this many stored messages; by default with new ones")
        ->type_name("N");
    command->add_flag("--json", chosen->json,
                      "Print one line of JSON per event (the default unless the output is a terminal)");
    command->add_flag("--verbose", chosen->verbose, "Print the body too, below the line of the event");
    command->footer("Reads only: workers and their consumers do not notice it. Ctrl-C ends it.\n"
                    "Example: scaivault-events tail --last 10");
    command->callback([chosen] {
        std::atomic<bool> is_over = false;
        const on_interruption interruption([&is_over] { is_over = true; });
        stream_tail(*chosen).run(is_over);
    });
}

} // namespace events_cli
