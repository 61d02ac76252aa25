#pragma once

#include <scaivault/client/client.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

/// A transport of a user's own: answers with what a test has prepared, and keeps the requests. When nothing is left, it
/// waits until the call is canceled. Copies share their state.
class scripted_transport {
public:
    using answer = scaivault::client_result<scaivault::http_response>;

    void then(int status, std::string body = {}, std::string retry_after = {}) {
        state_->answers.emplace_back(scaivault::http_response{
            .status = status, .retry_after = std::move(retry_after), .body = std::move(body)});
    }
    void then(scaivault::client_errc failed) {
        state_->answers.emplace_back(webhooks::detail::client_error(failed, "as scripted"));
    }

    answer call(const scaivault::http_request& request, scaivault::cancellation& canceled) {
        state_->requests.push_back(request);
        if (state_->answers.empty()) {
            canceled.wait_for(std::chrono::seconds(30));
            return webhooks::detail::client_error(scaivault::client_errc::canceled, "");
        }
        auto next = std::move(state_->answers.front());
        state_->answers.pop_front();
        return next;
    }

    [[nodiscard]] std::vector<scaivault::http_request>& requests() { return state_->requests; }

private:
    struct state {
        std::deque<answer> answers{};
        std::vector<scaivault::http_request> requests{};
    };
    std::shared_ptr<state> state_ = std::make_shared<state>();
};
