#pragma once

#include "../describe/json_text.hpp"
#include "../error.hpp"
#include "detail/member_types.hpp"
#include "detail/write.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

/// Members of types that JSON has no counterpart of: an amount of money, a duration, a network address.
///
///     template <> struct webhooks::converter<money> {
///         static webhooks::conversion<money> from_json(const boost::json::value& value);
///         static boost::json::value to_json(const money& value);
///     };
///
/// `from_json` returns the value, or an `errc`: that is then the failure's code, and its pointer is that of the member. It must
/// not throw anything but `std::bad_alloc`. It is called after the value was checked to be JSON. Of a duplicate key in it, the
/// last value counts; numbers are as Boost.JSON reads them. `to_json` is for `encode` and may be left out by programs that
/// do not call it. `T` is default-constructible. A `std::optional<T>` is empty for `null`, without a call.
///
/// Costs a `boost::json::value` for each such member.
namespace webhooks {

/// What `converter<T>::from_json` returns.
template <class T>
using conversion = boost::system::result<T, errc>;

namespace detail {

template <class T>
errc convert_text(std::string_view text, T& member) {
    boost::json::parse_options options;
    options.max_depth = std::size_t(-1); // the reader has limited it
    boost::system::error_code ec;
    const auto value = boost::json::parse(text, ec, {}, options);
    if (ec) [[unlikely]]
        return errc::invalid_json;
    conversion<T> converted = converter<T>::from_json(value);
    if (!converted)
        return converted.error();
    member = *std::move(converted);
    return no_error;
}

template <class T>
void append_converted(std::string& out, const T& value) {
    out.append(boost::json::serialize(converter<T>::to_json(value)));
}

} // namespace detail

} // namespace webhooks
