#pragma once

#include "../error.hpp"
#include "event_builder.hpp"

#include <boost/json/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace scaivault::detail {

/// The handler that Boost.JSON's parser drives: tells an `event_builder` what the parser finds.
class event_reader : public event_builder {
public:
    using event_builder::event_builder;

    // What basic_parser asks of its handler; sizes are bounded by the text's own length.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error_code = boost::system::error_code;
    using json_view = boost::json::string_view;

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) {
        if (is_skipping())
            return ++skipped_inside_, true;
        return begin_object() || stop(ec);
    }

    bool on_object_end(std::size_t, error_code& ec) noexcept {
        if (is_skipping())
            return end_skipped();
        return end_object() || stop(ec);
    }

    bool on_array_begin(error_code& ec) {
        if (is_skipping())
            return ++skipped_inside_, true;
        return begin_array() || stop(ec);
    }

    bool on_array_end(std::size_t, error_code&) noexcept {
        if (is_skipping())
            return end_skipped();
        end_array();
        return true;
    }

    bool on_key(json_view part, std::size_t size, error_code& ec) {
        if (is_skipping())
            return true;
        return (size == part.size() ? key({part.data(), part.size()}) : last_part_of_key(part)) || stop(ec);
    }

    bool on_string(json_view part, std::size_t size, error_code& ec) {
        if (is_skipping())
            return true;
        return (size == part.size() ? text({part.data(), part.size()}) : last_part_of_text(part)) || stop(ec);
    }

    bool on_key_part(json_view part, std::size_t, error_code&) { return keep(part); }
    bool on_string_part(json_view part, std::size_t, error_code&) { return keep(part); }

    bool on_number_part(json_view, error_code&) noexcept { return true; }

    bool on_int64(std::int64_t integer, json_view, error_code& ec) {
        return is_skipping() || whole_number(integer) || stop(ec);
    }

    bool on_uint64(std::uint64_t integer, json_view text, error_code& ec) {
        return on_double(static_cast<double>(integer), text, ec);
    }

    [[gnu::noinline]] bool on_double(double real, json_view text, error_code& ec) {
        return is_skipping() ||
               value({.kind = scalar_kind::real, .real = real, .text = {text.data(), text.size()}}) ||
               stop(ec);
    }

    bool on_bool(bool boolean, error_code& ec) { return is_skipping() || truth(boolean) || stop(ec); }

    bool on_null(error_code& ec) { return is_skipping() || null() || stop(ec); }

    bool on_comment_part(json_view, error_code&) noexcept { return true; }
    bool on_comment(json_view, error_code&) noexcept { return true; }

private:
    /// The end of an object or array, of which the outermost is what is being skipped.
    bool end_skipped() noexcept {
        if (skipped_inside_ == 0)
            skipped();
        else
            --skipped_inside_;
        return true;
    }

    [[gnu::noinline, gnu::cold]] bool stop(error_code& ec) const noexcept {
        ec = make_error_code(error());
        return false;
    }

    [[gnu::noinline, gnu::cold]] bool keep(json_view part) {
        if (!is_skipping())
            parts_.append(part.data(), part.size());
        return true;
    }

    [[gnu::noinline, gnu::cold]] bool last_part_of_key(json_view part) {
        parts_.append(part.data(), part.size());
        const bool good = key(parts_);
        parts_.clear();
        return good;
    }

    [[gnu::noinline, gnu::cold]] bool last_part_of_text(json_view part) {
        parts_.append(part.data(), part.size());
        const bool good = text(parts_);
        parts_.clear();
        return good;
    }

    std::size_t skipped_inside_ = 0; // how many objects and arrays deep inside what is being skipped
    std::string parts_{};            // of a key or string that the parser hands over in parts
};

} // namespace scaivault::detail
