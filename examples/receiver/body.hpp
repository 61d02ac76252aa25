#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace example {

/// The memory limit for the bodies of all connections together. Thread-safe.
class body_memory {
public:
    explicit body_memory(std::size_t most) noexcept : left_(most) {}

    /// Reserves bytes. Returns false if there are not enough left.
    [[nodiscard]] bool take(std::size_t size) noexcept {
        std::size_t left = left_.load(std::memory_order_relaxed);
        while (left >= size)
            if (left_.compare_exchange_weak(left, left - size, std::memory_order_relaxed))
                return true;
        return false;
    }

    void give_back(std::size_t size) noexcept { left_.fetch_add(size, std::memory_order_relaxed); }

private:
    std::atomic<std::size_t> left_;
};

/// The bytes of a request's body. Memory is allocated as they arrive, not as Content-Length announces.
class body_text {
public:
    /// The size up to which a body does not count against the limit. Events are seldom longer, so they are accepted
    /// even while forged bodies have exhausted the limit.
    static constexpr std::size_t free_size = 4096;

    body_text() = default;
    body_text(body_text&& other) noexcept
        : text_(std::move(other.text_)), memory_(other.memory_), taken_(std::exchange(other.taken_, 0)) {}
    body_text(const body_text& other) : text_(other.text_) {} // the copy does not count against the limit
    body_text& operator=(body_text other) noexcept {
        std::swap(text_, other.text_);
        std::swap(memory_, other.memory_);
        std::swap(taken_, other.taken_);
        return *this;
    }
    ~body_text() {
        if (memory_ != nullptr)
            memory_->give_back(taken_);
    }

    /// \param memory  the limit; must outlive this object. Null: no limit
    void bound_by(body_memory* memory) noexcept { memory_ = memory; }

    /// Appends bytes. Returns false if the limit is exhausted. `most` is the maximum length of the whole body.
    [[nodiscard]] bool append(std::string_view bytes, std::uint64_t most) {
        if (const auto size = text_.size() + bytes.size(); size > text_.capacity()) {
            const auto twice = std::min<std::uint64_t>(2 * text_.capacity(), most);
            const auto capacity = std::max({size, static_cast<std::size_t>(twice), free_size});
            if (memory_ != nullptr && capacity > free_size) {
                if (!memory_->take(capacity - taken_))
                    return false;
                taken_ = capacity;
            }
            text_.reserve(capacity);
        }
        text_.append(bytes);
        return true;
    }

    /// Removes the bytes, and frees memory that counts against the limit.
    void clear() noexcept {
        if (text_.capacity() > free_size)
            *this = {};
        text_.clear();
    }

    [[nodiscard]] const char* data() const noexcept { return text_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }
    [[nodiscard]] operator std::string_view() const noexcept { return text_; }

private:
    std::string text_{};
    body_memory* memory_ = nullptr;
    std::size_t taken_ = 0;
};

/// A body for Beast's parser. Unlike `string_body`, it does not reserve the announced Content-Length.
struct growing_body {
    using value_type = body_text;

    class reader {
    public:
        template <bool IsRequest, class Fields>
        reader(boost::beast::http::header<IsRequest, Fields>&, value_type& body) noexcept : body_(body) {}

        void init(const boost::optional<std::uint64_t>& length, boost::beast::error_code& error) noexcept {
            most_ = length.value_or(most_);
            error = {};
        }

        /// Fails with `not_enough_memory` if the limit is exhausted.
        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
            error = {};
            std::size_t size = 0;
            for (const auto part : boost::beast::buffers_range_ref(buffers)) {
                if (!body_.append({static_cast<const char*>(part.data()), part.size()}, most_)) {
                    error = make_error_code(boost::system::errc::not_enough_memory);
                    break;
                }
                size += part.size();
            }
            return size;
        }

        static void finish(boost::beast::error_code& error) noexcept { error = {}; }

    private:
        value_type& body_;
        std::uint64_t most_ = std::numeric_limits<std::uint64_t>::max();
    };
};

} // namespace example
