#pragma once

#include "../../error.hpp"
#include "read_target.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

// Only declared with WEBHOOKS_SEPARATE, because the reader is the same for all catalogs and takes long to compile.
#ifndef WEBHOOKS_SEPARATE
#    include "read_event.hpp"
#    include "read_placed.hpp"
#endif

/// What the rest of the library calls of the reader. Neither function is a template.
namespace webhooks::detail {

#ifdef WEBHOOKS_SEPARATE
inline constexpr bool reader_is_separate = true;

result<read_summary> read_event(std::string_view json, const read_target& to, std::size_t max_depth);
result<read_summary> read_placed(std::string_view json, const read_target& to, std::size_t max_depth);
[[nodiscard]] std::optional<failure> why_malformed(std::string_view json, std::size_t max_depth);
#else
inline constexpr bool reader_is_separate = false;

/// Reads the event in `json` into `to`.
inline result<read_summary> read_event(std::string_view json, const read_target& to, std::size_t max_depth) {
    return read_object(json, to, max_depth);
}

/// The same, if the catalog has `places`.
inline result<read_summary> read_placed(std::string_view json, const read_target& to, std::size_t max_depth) {
    return read_anywhere(json, to, max_depth);
}

/// Why `json` is not JSON or is too deep. Empty if it is JSON, whatever is in it.
[[nodiscard]] inline std::optional<failure> why_malformed(std::string_view json, std::size_t max_depth) {
    return syntax_failure(json, max_depth);
}
#endif

} // namespace webhooks::detail
