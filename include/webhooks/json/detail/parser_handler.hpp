#pragma once

#include "../../error.hpp"
#include "event_builder_cold.hpp"
#include "sink.hpp"
#include "value_cursor.hpp"

#include <boost/json/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace webhooks::detail {

/// The handler that Boost.JSON's parser drives. It tells an `event_builder` what the parser finds, except for what the
/// builder skips.
class parser_handler {
public:
    /// The arguments are those of `event_builder`.
    template <class... Args>
    explicit parser_handler(const Args&... args) : builder_(args...) {}

    [[nodiscard]] const event_builder& builder() const noexcept { return builder_; }
    [[nodiscard]] event_builder& builder() noexcept { return builder_; }

    /// Called before the parser, with the whole text.
    void set_text(std::string_view json) noexcept { values_ = value_cursor(json); }

    /// Called before the parser: the builder is told nothing.
    void skip_document() noexcept { skipped_ = 1; }

    // What basic_parser asks of its handler; sizes are bounded by the text's own length.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error_code = boost::system::error_code;
    using json_view = boost::json::string_view;

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) { return skips_begin() || obey(builder_.begin_object(), ec); }
    bool on_object_end(std::size_t, error_code& ec) {
        return skips_end() ? taken(ec) : obey(builder_.end_object(), ec);
    }
    bool on_array_begin(error_code& ec) { return skips_begin() || obey(builder_.begin_array(), ec); }
    bool on_array_end(std::size_t, error_code& ec) {
        return skips_end() ? taken(ec) : obey(builder_.end_array(), ec);
    }

    // A text may come in parts: `size` is that of all the parts so far.
    bool on_key_part(json_view part, std::size_t size, error_code&) { return keep(part, size); }
    bool on_key(json_view part, std::size_t size, error_code& ec) {
        return skipped_ != 0 || obey(builder_.key(whole(part, size)), ec);
    }
    bool on_string_part(json_view part, std::size_t size, error_code&) { return keep(part, size); }
    bool on_string(json_view part, std::size_t size, error_code& ec) {
        return skips_scalar() ? taken(ec) : obey(builder_.text(whole(part, size)), ec);
    }

    bool on_number_part(json_view, error_code&) noexcept { return true; }
    bool on_int64(std::int64_t integer, json_view, error_code& ec) {
        return skips_scalar() ? taken(ec) : obey(builder_.integer(integer), ec);
    }
    bool on_uint64(std::uint64_t integer, json_view text, error_code& ec) {
        return on_double(static_cast<double>(integer), text, ec);
    }
    bool on_double(double real, json_view text, error_code& ec) {
        return skips_scalar() ? taken(ec) : obey(builder_.real(real, {text.data(), text.size()}), ec);
    }
    bool on_bool(bool boolean, error_code& ec) {
        return skips_scalar() ? taken(ec) : obey(builder_.boolean(boolean), ec);
    }
    bool on_null(error_code& ec) { return skips_scalar() ? taken(ec) : obey(builder_.null(), ec); }

    bool on_comment_part(json_view, error_code&) noexcept { return true; }
    bool on_comment(json_view, error_code&) noexcept { return true; }

private:
    [[nodiscard, gnu::always_inline]] bool obey(next then, error_code& ec) noexcept {
        return then == next::go_on || skip_or_stop(then, ec);
    }

    [[nodiscard, gnu::noinline]] bool skip_or_stop(next then, error_code& ec) noexcept {
        if (then == next::stop) {
            ec = make_error_code(builder_.error());
            return false;
        }
        skipped_ = then == next::skip_rest ? 2 : 1;
        if (then == next::take_value)
            taken_ = value_;
        return true;
    }

    /// Called when something has been skipped: takes the value's text if all of it has been.
    [[nodiscard]] bool taken(error_code& ec) {
        return taken_ == no_value || skipped_ != 0 ||
               obey(builder_.take(values_.find(std::exchange(taken_, no_value))), ec);
    }

    // Each returns whether what the parser has found is skipped.
    bool skips_begin() noexcept {
        ++value_;
        skipped_ += skipped_ != 0 ? 1U : 0U;
        return skipped_ != 0;
    }
    bool skips_end() noexcept {
        if (skipped_ == 0)
            return false;
        --skipped_;
        return skips_one();
    }
    bool skips_scalar() noexcept {
        ++value_;
        return skips_one();
    }
    bool skips_one() noexcept {
        if (skipped_ == 0)
            return false;
        if (skipped_ == 1)
            skipped_ = 0;
        return true;
    }

    [[gnu::noinline, gnu::cold]] bool keep(json_view part, std::size_t size) {
        if (skipped_ != 0)
            return true;
        if (size == part.size())
            parts_.clear();
        parts_.append(part.data(), part.size());
        return true;
    }

    [[nodiscard]] std::string_view whole(json_view part, std::size_t size) {
        if (size == part.size()) [[likely]]
            return {part.data(), part.size()};
        keep(part, size);
        return parts_;
    }

    event_builder builder_;
    std::size_t skipped_ =
        0; // 0: nothing is skipped; 1: the next value; 2: up to the end of an object or array; 3: up to
           // the end of the one around that, and so on
    std::string parts_{};
    static constexpr std::size_t no_value = std::size_t(-1);
    std::size_t value_ = 0;        // the number of values that have begun
    std::size_t taken_ = no_value; // the number of the value whose text the builder wants
    value_cursor values_{};
};

} // namespace webhooks::detail
