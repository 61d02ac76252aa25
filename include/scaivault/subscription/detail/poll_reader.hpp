#pragma once

#include "../../json/decode.hpp"
#include "../../json/detail/raw_member.hpp"
#include "../../json/error.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace scaivault::detail {

/// Checks the answer to a poll, as the handler that Boost.JSON's parser drives: that it is JSON, and an object with a
/// list and a flag. What is in the list is left alone.
class poll_reader {
public:
    // What basic_parser asks of its handler; sizes are bounded by the text's own length.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error_code = boost::system::error_code;
    using json_view = boost::json::string_view;

    /// \param default_missing  whether `has_more` may be missing
    explicit poll_reader(bool default_missing) noexcept : default_missing_(default_missing) {}

    [[nodiscard]] bool has_more() const noexcept { return has_more_; }
    /// Which member, in the order of the text, is the list.
    [[nodiscard]] std::size_t list_member() const noexcept { return list_member_; }
    /// JSON Pointer of what is in no answer, where the reader has stopped the parser.
    [[nodiscard]] std::string_view where() const noexcept { return where_; }

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) {
        if (depth_ == 1 && member_ != other)
            return fail(errc::wrong_type, pointer(member_), ec);
        return ++depth_, true;
    }

    bool on_object_end(std::size_t, error_code& ec) {
        if (--depth_ != 0)
            return true;
        if (!seen_[events])
            return fail(errc::missing_field, pointer(events), ec);
        if (!seen_[flag] && !default_missing_)
            return fail(errc::missing_field, pointer(flag), ec);
        return true;
    }

    bool on_array_begin(error_code& ec) {
        if (depth_ == 0 || (depth_ == 1 && member_ == flag))
            return fail(errc::wrong_type, depth_ == 0 ? "" : pointer(flag), ec);
        return ++depth_, true;
    }

    bool on_array_end(std::size_t, error_code&) noexcept { return --depth_, true; }

    bool on_key_part(json_view part, std::size_t, error_code&) {
        if (depth_ == 1)
            key_.append(part.data(), part.size());
        return true;
    }

    bool on_key(json_view part, std::size_t, error_code& ec) {
        if (depth_ != 1)
            return true;
        key_.append(part.data(), part.size());
        member_ = key_ == "events" ? events : key_ == "has_more" ? flag : other;
        key_.clear();
        if (member_ == events)
            list_member_ = members_;
        ++members_;
        if (member_ != other && std::exchange(seen_[member_], true))
            return fail(errc::duplicate_key, pointer(member_), ec);
        return true;
    }

    bool on_string_part(json_view, std::size_t, error_code&) noexcept { return true; }
    bool on_string(json_view, std::size_t, error_code& ec) { return scalar(ec); }
    bool on_number_part(json_view, error_code&) noexcept { return true; }
    bool on_int64(std::int64_t, json_view, error_code& ec) { return scalar(ec); }
    bool on_uint64(std::uint64_t, json_view, error_code& ec) { return scalar(ec); }
    bool on_double(double, json_view, error_code& ec) { return scalar(ec); }
    bool on_null(error_code& ec) { return scalar(ec); }

    bool on_bool(bool value, error_code& ec) {
        if (depth_ != 1 || member_ != flag)
            return scalar(ec);
        has_more_ = value;
        return true;
    }

    bool on_comment_part(json_view, error_code&) noexcept { return true; }
    bool on_comment(json_view, error_code&) noexcept { return true; }

private:
    enum member : std::uint8_t { events, flag, other };

    [[nodiscard]] static constexpr std::string_view pointer(member which) noexcept {
        return which == events ? "/events" : "/has_more";
    }

    bool fail(errc code, std::string_view where, error_code& ec) noexcept {
        where_ = where;
        ec = make_error_code(code);
        return false;
    }

    /// A value that is neither a list nor a flag.
    bool scalar(error_code& ec) noexcept {
        if (depth_ > 1 || (depth_ == 1 && member_ == other))
            return true;
        return fail(errc::wrong_type, depth_ == 0 ? "" : pointer(member_), ec);
    }

    std::size_t depth_ = 0;
    std::size_t members_ = 0;
    std::size_t list_member_ = 0;
    std::string key_{};
    std::string_view where_{};
    std::array<bool, 2> seen_{};
    member member_ = other;
    bool default_missing_;
    bool has_more_ = false;
};

/// What is in an answer, as views into it.
struct poll_parts {
    std::string_view list;
    bool has_more = false;
};

/// Checks the whole answer. A template, so that whoever does not poll does not compile a parser for it.
template <class Reader = poll_reader>
result<poll_parts> read_poll(std::string_view json, std::size_t max_size, bool default_missing) {
    if (json.size() > max_size)
        return too_large(json.size(), max_size);
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::json::basic_parser<Reader> parser(options, default_missing);
    boost::system::error_code ec;
    const std::size_t end = parser.write_some(false, json.data(), json.size(), ec);
    if (!ec && end < json.size())
        ec = boost::json::error::extra_data;
    const auto& reader = parser.handler();
    if (ec) {
        if (auto why = why_malformed(json, deepest))
            return *std::move(why);
        return failure{.code = ec, .where = std::string(reader.where()), .offset = end};
    }
    return poll_parts{raw_scanner{json}.member(reader.list_member()), reader.has_more()};
}

/// The elements of a JSON array, one after the other. The text was accepted by a parser already; on another one it
/// stops at the end.
class array_reader {
public:
    explicit constexpr array_reader(std::string_view text) noexcept : text_(text) {}

    /// The text of the next element without the space around it, or nothing.
    [[nodiscard]] constexpr std::optional<std::string_view> next() noexcept {
        skip_space(); // at the '[' first, then at each ',', and last at the ']'
        if (at_ + 1 >= text_.size())
            return std::nullopt;
        ++at_;
        skip_space();
        const std::size_t begin = at_;
        std::size_t end = at_; // behind the last character of the element that is no space
        for (std::size_t depth = 0; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (depth == 0 && (c == ',' || c == ']'))
                break;
            if (c == '"')
                skip_to_quote();
            depth += c == '{' || c == '[' ? 1U : 0U;
            depth -= c == '}' || c == ']' ? 1U : 0U;
            if (!is_space(c))
                end = std::min(at_ + 1, text_.size());
        }
        if (end == begin) // "[]"
            return std::nullopt;
        return text_.substr(begin, end - begin);
    }

private:
    [[nodiscard]] static constexpr bool is_space(char c) noexcept {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    constexpr void skip_space() noexcept {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
    }

    /// From a string's first quote to its last.
    constexpr void skip_to_quote() noexcept {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\')
                ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace scaivault::detail
