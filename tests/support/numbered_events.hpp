#pragma once

#include "deliveries.hpp"
#include "examples.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace deliveries {

/// Signed `secret.rotated` events with numbers as ids. Does not use Catch2, so many threads may create them.
class numbered_events {
public:
    numbered_events() {
        constexpr std::string_view id = "evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z";
        const std::string& sample = examples::text("secret.rotated");
        const auto at = sample.find(id);
        REQUIRE(at != std::string::npos);
        before_ = sample.substr(0, at).append(prefix);
        after_ = sample.substr(at + id.size());
    }

    [[nodiscard]] request operator()(std::size_t number) const {
        return signed_request(before_ + std::to_string(number) + after_);
    }

    /// The number in an id.
    [[nodiscard]] static std::size_t number_of(std::string_view id) {
        std::size_t number = 0;
        std::from_chars(id.data() + prefix.size(), id.data() + id.size(), number);
        return number;
    }

private:
    static constexpr std::string_view prefix = "evt_number_";

    std::string before_{};
    std::string after_{};
};

} // namespace deliveries
