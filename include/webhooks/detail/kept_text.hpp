#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace webhooks::detail {

/// A copy of a text: on the stack up to `inline_size` characters, on the heap above.
class kept_text {
public:
    /// \throws std::bad_alloc for a text of more than `inline_size` characters
    explicit kept_text(std::string_view text) {
        if (text.size() > inline_size) {
            far_.assign(text);
            text_ = far_;
        } else if (!text.empty()) {
            std::memcpy(near_, text.data(), text.size());
            text_ = {near_, text.size()};
        }
    }

    kept_text(const kept_text&) = delete;
    kept_text& operator=(const kept_text&) = delete;

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

private:
    static constexpr std::size_t inline_size = 64;

    char near_[inline_size]; // deliberately uninitialised
    std::string far_{};
    std::string_view text_{};
};

} // namespace webhooks::detail
