// Measures the library's overhead over NATS: publish and acknowledge, compared with the client library's own call
// for the same bytes, interleaved in one process; and how workers scale.
//
// usage: publish_and_work URL

#include "scaivault/json/encode.hpp"
#include "scaivault/nats.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace scaivault;
using clock_type = std::chrono::steady_clock;

constexpr std::string_view secret = "whsec_0123456789abcdef0123456789abcdef";

/// Signed deliveries of `secret.rotated` with different ids, about the size of the vendor's example.
class deliveries {
public:
    deliveries() {
        event<"secret.rotated"> made;
        made.event_id = std::string(26, '0');
        made.timestamp = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
        made.tenant_id = "tnt_acme_prod";
        made.partner_id = "ptn_acme";
        made.identity_id = "system:rotation-scheduler";
        made.path = "environments/production/salesforce/oauth";
        made.data.old_version = 3;
        made.data.new_version = 4;
        made.data.rotation_policy_id = "rot_quarterly";
        made.data.rotation_policy_name = "quarterly";
        made.request_id = "req_abc123";
        body_ = encode(any_event(made));
        id_at_ = body_.find(made.event_id);
        now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        timestamp_ = std::to_string(now_.time_since_epoch().count());
    }

    /// The next delivery, valid until the following call.
    delivery next() {
        static std::atomic<std::uint64_t> sequence{1};
        id_ = std::to_string(sequence++);
        id_.insert(0, 26 - id_.size(), '0');
        body_.replace(id_at_, id_.size(), id_);
        signature_ = sign(secret, now_, body_);
        return {.timestamp = timestamp_,
                .signature = signature_,
                .event_id = id_,
                .event_type = "secret.rotated",
                .body = body_};
    }

    [[nodiscard]] std::size_t size() const { return body_.size(); }
    [[nodiscard]] std::chrono::sys_seconds now() const { return now_; }

private:
    std::string body_;
    std::string id_;
    std::string timestamp_;
    std::string signature_;
    std::size_t id_at_ = 0;
    std::chrono::sys_seconds now_;
};

void require(bool holds, const char* what) {
    if (!holds)
        throw std::runtime_error(what);
}

struct measured {
    double per_second = 0;
    double p50 = 0; ///< microseconds
    double p99 = 0;
};

using publish_function = std::function<void(const delivery&)>;

/// Publishes from several threads for a while. Creating and signing the deliveries is part of the throughput of all
/// ways, but not of the latencies.
measured publish_for(clock_type::duration time, unsigned threads, const publish_function& publish) {
    std::vector<std::vector<double>> latencies(threads);
    std::atomic<bool> failed{false};
    const auto start = clock_type::now();
    {
        std::vector<std::jthread> running;
        for (unsigned i = 0; i != threads; ++i)
            running.emplace_back([&, i] {
                deliveries source;
                try {
                    while (clock_type::now() - start < time) {
                        const auto sent = source.next();
                        const auto before = clock_type::now();
                        publish(sent);
                        latencies[i].push_back(
                            std::chrono::duration<double, std::micro>(clock_type::now() - before).count());
                    }
                } catch (const std::exception& thrown) {
                    std::fprintf(stderr, "%s\n", thrown.what());
                    failed = true;
                }
            });
    }
    require(!failed, "a publication failed");
    const double seconds = std::chrono::duration<double>(clock_type::now() - start).count();
    std::vector<double> all;
    for (const auto& each : latencies)
        all.insert(all.end(), each.begin(), each.end());
    std::sort(all.begin(), all.end());
    return {static_cast<double>(all.size()) / seconds, all[all.size() / 2], all[all.size() * 99 / 100]};
}

template <class Get>
double median(std::vector<measured> of, Get get) {
    std::sort(of.begin(), of.end(), [&](const auto& a, const auto& b) { return get(a) < get(b); });
    return get(of[of.size() / 2]);
}

void raw_publish(const nats::connection& to, const delivery& sent, bool with_id) {
    jsPubOptions options;
    jsPubOptions_Init(&options);
    const std::string id(sent.event_id);
    if (with_id) {
        options.MsgId = id.c_str();
        options.ExpectStream = "SCAIVAULT";
    }
    jsPubAck* ack = nullptr;
    const auto status = js_Publish(&ack, to.jetstream(), "scaivault.secret.rotated", sent.body.data(),
                                   static_cast<int>(sent.body.size()), &options, nullptr);
    jsPubAck_Destroy(ack);
    require(status == NATS_OK, "js_Publish failed");
}

/// Returns the library's share of the raw throughput.
double publishing(const nats::connection& to, unsigned threads) {
    const nats::publisher publisher(to);
    const auto now = deliveries().now();
    const verifier verifier(signing_secrets{secret});
    nats::forwarder forwarder(signing_secrets{secret}, to, {.clock = [now] { return now; }});
    const std::vector<std::pair<const char*, publish_function>> ways{
        {"js_Publish, without an id", [&](const delivery& sent) { raw_publish(to, sent, false); }},
        {"js_Publish, with the id", [&](const delivery& sent) { raw_publish(to, sent, true); }},
        {"publisher::publish",
         [&](const delivery& sent) {
             require(publisher.publish(verifier.verify(sent, now).value()).has_value(), "publish failed");
         }},
        {"forwarder::receive",
         [&](const delivery& sent) {
             require(forwarder.receive(sent) == outcome::handled, "receive failed");
         }},
    };
    constexpr int rounds = 9;
    std::vector<std::vector<measured>> results(ways.size());
    for (int round = 0; round != rounds + 1; ++round)
        for (std::size_t i = 0; i != ways.size(); ++i) {
            const std::size_t way = (i + static_cast<std::size_t>(round)) % ways.size();
            const auto result = publish_for(500ms, threads, ways[way].second);
            if (round != 0) // the first round is a warm-up
                results[way].push_back(result);
        }
    std::vector<double> ratios;
    for (std::size_t round = 0; round != rounds; ++round)
        ratios.push_back(results[2][round].per_second / results[1][round].per_second);
    std::sort(ratios.begin(), ratios.end());
    std::printf(
        "\n%-40s %12s %10s %10s\n",
        ("publish and wait, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads")).c_str(),
        "events/s", "p50 us", "p99 us");
    for (std::size_t i = 0; i != ways.size(); ++i)
        std::printf("%-40s %12.0f %10.0f %10.0f\n", ways[i].first,
                    median(results[i], [](const auto& m) { return m.per_second; }),
                    median(results[i], [](const auto& m) { return m.p50; }),
                    median(results[i], [](const auto& m) { return m.p99; }));
    std::printf("%-40s %11.2fx   (median of the rounds' ratios)\n", "publisher / js_Publish with the id",
                ratios[ratios.size() / 2]);
    return ratios[ratios.size() / 2];
}

/// Events per second of several workers, each with its own connection, which handle the stream's events.
double working(const std::string& url, const std::string& durable, std::size_t workers, std::size_t events,
               std::chrono::microseconds handler_time) {
    std::atomic<std::size_t> handled{0};
    const auto handler = [&](const auto&) {
        if (handler_time.count() != 0)
            std::this_thread::sleep_for(handler_time);
        ++handled;
    };
    const handlers taking{on<"secret.rotated">(handler), ignore_rest};
    using worker_type = nats::worker<std::remove_cv_t<decltype(taking)>>;
    std::vector<std::unique_ptr<worker_type>> all;
    for (std::size_t i = 0; i != workers; ++i)
        all.push_back(std::make_unique<worker_type>(
            nats::connection(url), taking, nats::worker_options{.durable = durable, .prefetch = 256}));
    std::vector<std::jthread> running;
    const auto start = clock_type::now();
    for (auto& each : all)
        running.emplace_back([&worker = *each] { worker.run(); });
    while (handled < events)
        std::this_thread::sleep_for(1ms);
    const double seconds = std::chrono::duration<double>(clock_type::now() - start).count();
    for (auto& each : all)
        each->stop();
    return static_cast<double>(events) / seconds;
}

void scaling(const nats::connection& to, const std::string& url) {
    constexpr std::size_t events = 20'000;
    require(js_PurgeStream(to.jetstream(), "SCAIVAULT", nullptr, nullptr) == NATS_OK,
            "the stream cannot be emptied");
    std::atomic<std::size_t> left{events};
    {
        std::vector<std::jthread> running;
        for (int i = 0; i != 16; ++i)
            running.emplace_back([&] {
                deliveries source;
                while (left.fetch_sub(1) - 1 < events)
                    raw_publish(to, source.next(), true);
            });
    }
    jsStreamInfo* info = nullptr;
    require(js_GetStreamInfo(&info, to.jetstream(), "SCAIVAULT", nullptr, nullptr) == NATS_OK, "no stream");
    const double bytes = static_cast<double>(info->State.Bytes) / static_cast<double>(info->State.Msgs);
    jsStreamInfo_Destroy(info);
    std::printf("\na body of %zu bytes takes %.0f bytes of the stream\n", deliveries().size(), bytes);

    std::printf("\n%-40s %12s %12s %12s\n", "workers, events/s", "1", "2", "4");
    int run = 0;
    for (const auto handler_time : {0us, 1'000us}) {
        std::array<std::vector<double>, 3> results;
        constexpr int rounds = 5;
        const std::size_t count = handler_time.count() == 0 ? events : events / 10;
        for (int round = 0; round != rounds; ++round)
            for (std::size_t i = 0; i != results.size(); ++i)
                results[i].push_back(
                    working(url, "bench-" + std::to_string(run++), std::size_t{1} << i, count, handler_time));
        std::array<double, 3> medians;
        for (std::size_t i = 0; i != results.size(); ++i) {
            std::sort(results[i].begin(), results[i].end());
            medians[i] = results[i][rounds / 2];
        }
        std::printf("%-40s %12.0f %12.0f %12.0f\n",
                    handler_time.count() == 0 ? "a handler that does nothing"
                                              : "a handler that waits for 1 ms",
                    medians[0], medians[1], medians[2]);
        std::printf("%-40s %11.2fx %11.2fx %11.2fx\n", "", 1.0, medians[1] / medians[0],
                    medians[2] / medians[0]);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: publish_and_work URL\n", stderr);
        return 2;
    }
    try {
        const nats::connection connection{std::string(argv[1])};
        nats::ensure_streams(connection);
        bool good = true;
        for (const unsigned threads : {1U, 16U, 64U})
            good &= publishing(connection, threads) >= 0.85;
        scaling(connection, argv[1]);
        std::puts(good ? "\nthe target, 0.85 of the raw throughput, is met"
                       : "\nMISSED: less than 0.85 of the raw throughput");
        return good ? 0 : 1;
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "publish_and_work: %s\n", thrown.what());
        return 1;
    }
}
