#pragma once

#include "message.hpp"
#include "store.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace sandbox {

/// The calls that are to fail. Thread-safe.
class fault_list {
public:
    /// `{"status": 429, "retry_after": 1, "count": 3, "on": "poll"}`: the next three calls whose path ends so are answered with
    /// that. `{"cut": true}`: they are carried out, and the connection is closed in the middle of the answer.
    [[nodiscard]] answer add(const request& of) {
        const auto* body = of.body.if_object();
        if (body == nullptr || (!body->contains("status") && !body->contains("cut")))
            return refusal(400, "status or cut is missing");
        const auto number = [&](const char* key, std::int64_t otherwise) {
            const auto* value = body->if_contains(key);
            return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
        };
        fault made{.on = text_at(*body, "on"),
                   .gives = refusal(static_cast<unsigned>(number("status", 200)), "as asked for")};
        made.gives.is_cut = body->contains("cut");
        if (body->contains("retry_after"))
            made.gives.retry_after = std::to_string(number("retry_after", 0));
        const std::lock_guard lock(mutex_);
        faults_.insert(faults_.end(),
                       static_cast<std::size_t>(std::clamp<std::int64_t>(number("count", 1), 0, 1000)), made);
        return {};
    }

    /// What this call is answered with, if it is to fail.
    [[nodiscard]] std::optional<answer> next(const request& of) {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find_if(faults_, [&](const fault& each) {
            return !of.path.empty() && of.path.front() == "v1" &&
                   (each.on.empty() || of.path.back() == each.on);
        });
        if (found == faults_.end())
            return std::nullopt;
        auto made = std::move(found->gives);
        faults_.erase(found);
        return made;
    }

private:
    struct fault {
        std::string on{};
        answer gives{};
    };

    std::mutex mutex_;
    std::deque<fault> faults_{};
};

} // namespace sandbox
