#pragma once

#include "../detail/requirements.hpp"

#include <boost/describe/enumerators.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webhooks {

/// The texts of the enumerators of `E`: a constexpr `std::array<std::pair<E, std::string_view>, N>` named `value`.
/// Specialise it beside the enumeration:
///
///     template <> struct enum_texts<colour> {
///         static constexpr std::array<std::pair<colour, std::string_view>, 2> value{
///             {{colour::red, "red"}, {colour::green, "green"}}};
///     };
///
/// An enumeration with `BOOST_DESCRIBE_ENUM` needs no specialisation: the texts are the names of its enumerators.
template <class E>
struct enum_texts;

namespace detail {

template <class E, template <class...> class List, class... Descriptors>
constexpr std::array<std::pair<E, std::string_view>, sizeof...(Descriptors)>
described_texts(List<Descriptors...>) {
    return {{{Descriptors::value, std::string_view(Descriptors::name)}...}};
}

} // namespace detail

/// The texts of an enumeration that is described with Boost.Describe.
template <class E>
requires boost::describe::has_describe_enumerators<E>::value struct enum_texts<E> {
    /// Each enumerator with its name.
    static constexpr auto value = detail::described_texts<E>(boost::describe::describe_enumerators<E>{});
};

/// Whether `E` is an enumeration with texts. As a member of a struct, it has only the values that it lists: any other text is
/// `errc::unknown_value`. `open_enum<E>` takes any text.
template <class E>
concept enum_with_texts = std::is_enum_v<E> && requires {
    enum_texts<E>::value.size();
};

/// A value of an enumeration that the vendor can extend: its text, and the enumerator if there is one.
///
/// Two values are equal if their texts are. A default-constructed one has the empty text and no enumerator. A text in
/// `enum_texts<E>` costs no allocation.
template <class E>
class open_enum {
public:
    open_enum() = default;

    /// The enumerator `value`. If it is not in `enum_texts<E>`, the same as a default-constructed one.
    open_enum(E value) noexcept : index_(index_of(value)) {}

    /// The value with this text. Copies an unknown text.
    explicit open_enum(std::string_view text) { assign(text); }

    /// Assigns the value with this text. Copies an unknown text. O(number of enumerators).
    void assign(std::string_view text) {
        index_ = index_of(text);
        if (index_ == unknown)
            text_.assign(text);
        else
            text_.clear();
    }

    /// The enumerator. Empty if the vendor sent a value that this version does not know.
    [[nodiscard]] std::optional<E> known() const noexcept {
        if (index_ == unknown)
            return std::nullopt;
        return enum_texts<E>::value[index_].first;
    }

    /// The text as in the JSON. Valid until this object is changed or destroyed.
    [[nodiscard]] std::string_view text() const noexcept {
        return index_ == unknown ? std::string_view(text_) : enum_texts<E>::value[index_].second;
    }

    [[nodiscard]] friend bool operator==(const open_enum&, const open_enum&) = default;

    [[nodiscard]] friend bool operator==(const open_enum& value, E enumerator) noexcept {
        return value.known() == enumerator;
    }

private:
    static constexpr std::size_t unknown = enum_texts<E>::value.size();

    [[nodiscard]] static constexpr std::size_t index_of(E value) noexcept {
        std::size_t i = 0;
        while (i < unknown && enum_texts<E>::value[i].first != value)
            ++i;
        return i;
    }

    [[nodiscard]] static constexpr std::size_t index_of(std::string_view text) noexcept {
        std::size_t i = 0;
        while (i < unknown && enum_texts<E>::value[i].second != text)
            ++i;
        return i;
    }

    std::size_t index_ = unknown; // into enum_texts<E>::value; its size when the text is in text_
    std::string text_{};
};

} // namespace webhooks
