// The JSON text of an event.

#include "properties/decode.hpp"
#include "input.hpp"
#include "properties/members.hpp"
#include "properties/placed.hpp"
#include "properties/pruning.hpp"
#include "properties/round_trip.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

void holds_for(std::string_view text, const scaivault::decode_options& options) {
    const auto dom = fuzz::read_json(text, options.max_depth);
    const bool comparable = dom.accepted() && !fuzz::has_duplicate_keys(text, dom.value);
    const auto decoded = scaivault::decode(text, options);
    fuzz::agrees_on_what_json_is(decoded, text, options, dom);
    fuzz::orders_are_read_or_refused(text, options, dom);
    fuzz::agrees_with_the_full_path(decoded, text, options, dom.accepted());
    if (!decoded) {
        if (comparable && decoded.error().code != scaivault::errc::too_large)
            fuzz::tells_the_truth(decoded.error(), dom.value);
        return;
    }
    fuzz::survives_a_round_trip(*decoded);
    fuzz::refuses_a_repeated_key(*decoded);
    if (comparable)
        fuzz::has_the_values_of(dom.value, *decoded, options.missing == scaivault::missing_fields::default_);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const scaivault::decode_options polled{.missing = scaivault::missing_fields::default_};
    holds_for(text, {});
    if (const auto complete = scaivault::decode(text))
        fuzz::require(scaivault::decode(text, polled) == complete,
                      "a complete event is another as a polled one");
    else
        holds_for(text, polled);
    holds_for(text, {.max_depth = 3, .max_size = 1024});
    fuzz::placed::holds_for(text);
    return 0;
}
