#pragma once

#include "requirements.hpp"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace webhooks::detail {

/// A copy of a text: in the object up to `inline_size` characters, on the heap above.
class kept_text {
public:
    kept_text() noexcept = default;

    /// \throws std::bad_alloc for a text of more than `inline_size` characters
    explicit kept_text(std::string_view text) : size_(text.size()) {
        if (size_ > inline_size)
            far_.assign(text);
        else if (size_ != 0)
            std::memcpy(near_, text.data(), size_);
    }

    kept_text(const kept_text& other) : kept_text(other.text()) {}
    kept_text(kept_text&& other) noexcept { take(other); }
    kept_text& operator=(const kept_text& other) { return *this = kept_text(other); }
    kept_text& operator=(kept_text&& other) noexcept {
        if (this != &other)
            take(other);
        return *this;
    }
    ~kept_text() = default;

    [[nodiscard]] std::string_view text() const noexcept {
        return size_ > inline_size ? std::string_view(far_) : std::string_view(near_, size_);
    }

private:
    static constexpr std::size_t inline_size = 64;

    void take(kept_text& other) noexcept {
        size_ = std::exchange(other.size_, 0);
        if (size_ > inline_size)
            far_ = std::move(other.far_);
        else
            std::memcpy(near_, other.near_, inline_size); // all of it: a fixed size is copied without a call
    }

    char near_[inline_size]; // deliberately uninitialised
    std::string far_{};
    std::size_t size_ = 0;
};

} // namespace webhooks::detail
