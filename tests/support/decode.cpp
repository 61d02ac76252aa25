#include "decode.hpp"

#include <scaivault/json/decode.hpp>

scaivault::result<std::optional<std::variant<scaivault::unknown_event>>>
decode_for_no_handler(std::string_view json, const scaivault::decode_options& options) {
    return decode_for(scaivault::handlers{scaivault::ignore_rest}, json, options);
}
