#pragma once

#include "../property.hpp"
#include "../reference/timestamp.hpp"

#include <scaivault/events/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fuzz {

/// The library and the reference accept the same texts as times, with the same values.
inline void agrees_with_the_grammar(std::string_view text) {
    const auto time = scaivault::parse_timestamp(text);
    const auto expected = reference::parse_timestamp(text);
    require(time.has_value() == expected.has_value(),
            time ? "the library takes a timestamp that RFC 3339 does not have"
                 : "the library refuses a timestamp that RFC 3339 has",
            text);
    require(time == expected, "the library reads another time than the reference", text);
}

/// Written text is read back by both, and is in the vendor's form: `Z`, and six fractional digits or none.
inline void is_read_back_as_written(scaivault::time_point time) {
    const auto text = scaivault::format_timestamp(time);
    const auto read = scaivault::parse_timestamp(text);
    require(read.has_value(), "the library cannot read the timestamp that it wrote", text);
    require(text.size() == (time.time_since_epoch().count() % 1'000'000 == 0 ? 20 : 27) && text.back() == 'Z',
            "a timestamp is not in the vendor's form", text);
    require(*read == time, "a timestamp is read back as another time", text);
    require(reference::parse_timestamp(text) == time, "the reference reads another time back", text);
}

/// A time that RFC 3339 cannot represent is written as the nearest time that it can.
inline void is_written_as_the_nearest(scaivault::time_point time) {
    const auto text = scaivault::format_timestamp(time);
    require(text == (time.time_since_epoch().count() < 0 ? "0000-01-01T00:00:00Z"
                                                         : "9999-12-31T23:59:59.999999Z"),
            "a time out of range is not written as the nearest one inside", text);
}

inline void is_written(scaivault::time_point time) {
    if (reference::has_text(time))
        is_read_back_as_written(time);
    else
        is_written_as_the_nearest(time);
}

} // namespace fuzz
