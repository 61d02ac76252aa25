#pragma once

#include "../../detail/json_values.hpp"

#include <cstddef>
#include <string_view>

namespace webhooks::detail {

/// Finds values of a JSON text by their number, in one pass over the text. An object or array comes before what is in it.
class value_cursor {
public:
    value_cursor() = default;
    explicit value_cursor(std::string_view json) noexcept : json_(json) {}

    /// The text of the value with this number, counted from 0. Larger than that of the last call. The text up to the end
    /// of the value is JSON.
    [[nodiscard]] std::string_view find(std::size_t number) noexcept {
        for (;;) {
            at_ = json_.find_first_not_of(" \t\n\r,:]}", at_);
            if (at_ >= json_.size())
                return {};
            const std::size_t begin = at_;
            const bool is_container = json_[begin] == '{' || json_[begin] == '[';
            at_ = is_container ? begin + 1 : json_value_end(json_, begin);
            if (is_key(begin))
                continue;
            if (next_++ == number)
                return json_.substr(begin, json_value_end(json_, begin) - begin);
        }
    }

private:
    [[nodiscard]] bool is_key(std::size_t begin) const noexcept {
        const std::size_t behind = json_space_end(json_, at_);
        return json_[begin] == '"' && behind < json_.size() && json_[behind] == ':';
    }

    std::string_view json_{};
    std::size_t at_ = 0;
    std::size_t next_ = 0; // the number of the value that begins at or behind `at_`
};

} // namespace webhooks::detail
