#pragma once

/// With WEBHOOKS_SEPARATE defined for the whole program, one of its source files must include this file. It compiles what
/// the headers only declare then. Without WEBHOOKS_SEPARATE it adds nothing to the headers.

#include "webhooks.hpp"
#include "json/detail/read_event.hpp"
#include "json/detail/read_placed.hpp"

#ifdef WEBHOOKS_SEPARATE
namespace webhooks::detail {

result<read_summary> read_event(std::string_view json, const read_target& to, std::size_t max_depth) {
    return read_object(json, to, max_depth);
}

result<read_summary> read_placed(std::string_view json, const read_target& to, std::size_t max_depth) {
    return read_anywhere(json, to, max_depth);
}

std::optional<failure> why_malformed(std::string_view json, std::size_t max_depth) {
    return syntax_failure(json, max_depth);
}

} // namespace webhooks::detail
#endif
