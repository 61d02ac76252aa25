#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webhooks::detail {

/// What a sink answers to the reader that drives it.
///
/// A reader walks JSON text and tells its sink what it finds: `begin_object`, `end_object`, `begin_array`, `end_array`,
/// `key`, `take`, and for scalars `text`, `integer`, `real`, `boolean` and `null`. There are two readers, `plain_reader` and
/// `parser_handler`, and each of them drives an `event_builder`.
enum class next : std::uint8_t {
    go_on,      ///< read on
    skip_value, ///< only after a key: check that its value is JSON, and tell nothing of it
    skip_rest,  ///< only after a key: the same for its value and for the rest of the object, its end included
    take_value, ///< only after a key: `skip_value`, then `take` with the value's text
    stop,       ///< give up: the sink knows why
};

/// The sink of a value that is skipped.
struct ignoring_sink {
    static constexpr next begin_object() noexcept { return next::go_on; }
    static constexpr next end_object() noexcept { return next::go_on; }
    static constexpr next begin_array() noexcept { return next::go_on; }
    static constexpr next end_array() noexcept { return next::go_on; }
    static constexpr std::size_t expected_key(const char*, std::size_t) noexcept { return 0; }
    static constexpr next other_key(std::string_view) noexcept { return next::go_on; }
    static constexpr next take(std::string_view) noexcept { return next::go_on; }
    static constexpr next text(std::string_view) noexcept { return next::go_on; }
    static constexpr next passing_text(std::string_view) noexcept { return next::go_on; }
    static constexpr next integer(std::int64_t) noexcept { return next::go_on; }
    static constexpr next boolean(bool) noexcept { return next::go_on; }
    static constexpr next null() noexcept { return next::go_on; }
};

} // namespace webhooks::detail
