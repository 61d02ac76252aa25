#pragma once

#include "random.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

/// Writes a value as JSON text in a random spelling: white space, escapes, the order of members, duplicate members.
class json_writer {
public:
    explicit json_writer(random_choices& random)
        : random_(random), odd_space_(random.once_in(4)), odd_escapes_(random.once_in(3)),
          odd_order_(random.once_in(3)), repeats_(random.once_in(8)) {}

    [[nodiscard]] std::string write(const boost::json::value& value) {
        text_.clear();
        append(value);
        return std::move(text_);
    }

private:
    void append(const boost::json::value& value) {
        space();
        if (const auto* object = value.if_object())
            append(*object);
        else if (const auto* array = value.if_array())
            append(*array);
        else if (const auto* string = value.if_string())
            append(std::string_view(string->data(), string->size()));
        else
            text_.append(boost::json::serialize(value));
        space();
    }

    void append(const boost::json::object& object) {
        std::vector<const boost::json::key_value_pair*> members;
        for (const auto& member : object) {
            members.push_back(&member);
            if (repeats_ && random_.once_in(6))
                members.push_back(&member);
        }
        if (odd_order_)
            for (std::size_t i = members.size(); i > 1; --i)
                std::swap(members[i - 1], members[random_.below(i)]);
        text_.push_back('{');
        for (std::size_t i = 0; i != members.size(); ++i) {
            if (i != 0)
                text_.push_back(',');
            space();
            append(std::string_view(members[i]->key().data(), members[i]->key().size()));
            space();
            text_.push_back(':');
            append(members[i]->value());
        }
        text_.push_back('}');
    }

    void append(const boost::json::array& array) {
        text_.push_back('[');
        for (std::size_t i = 0; i != array.size(); ++i) {
            if (i != 0)
                text_.push_back(',');
            append(array[i]);
        }
        text_.push_back(']');
    }

    void append(std::string_view string) {
        text_.push_back('"');
        for (const char c : string) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x20 || c == '"' || c == '\\' || (byte < 0x80 && odd_escapes_ && random_.once_in(4)))
                append_escape(byte);
            else
                text_.push_back(c);
        }
        if (odd_escapes_ && random_.once_in(16))
            text_.append(random_.one_of(escapes));
        text_.push_back('"');
    }

    void append_escape(unsigned char byte) {
        static constexpr std::string_view lower = "0123456789abcdef";
        static constexpr std::string_view upper = "0123456789ABCDEF";
        const auto digits = random_.once_in(2) ? lower : upper;
        text_.append("\\u00").append({digits[byte >> 4U], digits[byte & 0xFU]});
    }

    void space() {
        if (odd_space_ && random_.once_in(4))
            text_.push_back(random_.one_of(spaces));
    }

    /// Includes lone surrogates and invalid escapes.
    static constexpr std::string_view escapes[] = {
        "\\/", "\\b",   "\\u0000",  "\\ud83d\\ude00", "\\ud800", "\\udc00\\ud800", "\\uD83D\\u0041",
        "\\x", "\\u12", "\\\\\\\"", "\xc3\xa9",       "\xff"};
    static constexpr std::string_view spaces = " \t\r\n";

    random_choices& random_;
    bool odd_space_;
    bool odd_escapes_;
    bool odd_order_;
    bool repeats_;
    std::string text_{};
};

} // namespace fuzz
