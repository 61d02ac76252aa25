#pragma once

// `decode` without the lists of handlers in scaivault/json/decode.hpp, so that a change of these does not rebuild tests
// that use none.
#include <scaivault/json/detail/decode.hpp>

#include <optional>
#include <string_view>
#include <variant>

/// `decode_for(handlers{ignore_rest}, ...)`.
[[nodiscard]] scaivault::result<std::optional<std::variant<scaivault::unknown_event>>>
decode_for_no_handler(std::string_view json, const scaivault::decode_options& options = {});
