#pragma once

#include "../connection.hpp"
#include "../error.hpp"
#include "../worker_options.hpp"

#include <nats/nats.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace webhooks::nats::detail {

/// A durable consumer of a worker's stream, for one subject, and the subscription to it.
class pull_consumer {
public:
    /// Creates the consumer if it does not exist, and subscribes to it.
    /// \throws error
    pull_consumer(connection to, const worker_options& options, const std::string& subject)
        : connection_(std::move(to)), stream_(options.stream), filter_(options.prefix + "." + subject),
          name_(consumer_name(options.durable, subject)), ack_wait_(options.ack_wait),
          max_unacknowledged_(options.max_unacknowledged) {
        auto code = static_cast<jsErrCode>(0);
        check(create(code), "cannot make the consumer " + name_ + " of the stream " + stream_,
              static_cast<int>(code));
        jsSubOptions bind;
        jsSubOptions_Init(&bind);
        bind.Stream = stream_.c_str();
        bind.Consumer = name_.c_str();
        natsSubscription* made = nullptr;
        check(js_PullSubscribe(&made, connection_.jetstream(), filter_.c_str(), name_.c_str(), nullptr, &bind,
                               &code),
              "cannot subscribe to the consumer " + name_, static_cast<int>(code));
        subscription_.reset(made);
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Waits for messages, for half a second at most, and appends them to `to`.
    /// If a server is lost, the next request comes after that time.
    [[nodiscard]] natsStatus fetch(std::size_t most, std::vector<message_handle>& to) {
        // NoWait with Expires: the server waits for the first message, then sends what it has without waiting for a
        // full batch.
        jsFetchRequest request;
        jsFetchRequest_Init(&request);
        request.Batch = static_cast<int>(most);
        request.NoWait = true;
        request.Expires = std::chrono::nanoseconds(std::chrono::milliseconds(500)).count();
        natsMsgList list{};
        const natsStatus status = natsSubscription_FetchRequest(&list, subscription_.get(), &request);
        for (int i = 0; i < list.Count; ++i)
            to.emplace_back(std::exchange(list.Msgs[i], nullptr));
        natsMsgList_Destroy(&list);
        return status;
    }

    /// True if the server says that there is no such consumer.
    [[nodiscard]] bool is_gone() const {
        jsConsumerInfo* info = nullptr;
        auto code = static_cast<jsErrCode>(0);
        const natsStatus status = js_GetConsumerInfo(&info, connection_.jetstream(), stream_.c_str(),
                                                     name_.c_str(), nullptr, &code);
        jsConsumerInfo_Destroy(info);
        return status == NATS_NOT_FOUND;
    }

    /// Creates the consumer if it does not exist.
    [[nodiscard]] natsStatus create() const {
        auto code = static_cast<jsErrCode>(0);
        return create(code);
    }

    void unsubscribe() noexcept { (void)natsSubscription_Unsubscribe(subscription_.get()); }

private:
    [[nodiscard]] natsStatus create(jsErrCode& code) const {
        jsConsumerConfig config;
        jsConsumerConfig_Init(&config);
        config.Durable = name_.c_str();
        config.DeliverPolicy = js_DeliverAll;
        config.AckPolicy = js_AckExplicit;
        config.AckWait = std::chrono::nanoseconds(ack_wait_).count();
        config.MaxAckPending = max_unacknowledged_;
        config.FilterSubject = filter_.c_str();
        return js_AddConsumer(nullptr, connection_.jetstream(), stream_.c_str(), &config, nullptr, &code);
    }

    connection connection_;
    std::string stream_;
    std::string filter_;
    std::string name_;
    decltype(worker_options::ack_wait) ack_wait_;
    decltype(worker_options::max_unacknowledged) max_unacknowledged_;
    subscription_handle subscription_{};
};

} // namespace webhooks::nats::detail
