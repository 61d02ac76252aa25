// The bytes of one connection to the example receiver: consecutive HTTP requests.

#include "properties/http.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto whole = fuzz::serve(bytes, bytes.size());
    for (const auto& one : whole.exchanges) {
        fuzz::is_answered_as_documented(one);
        fuzz::is_good_http(one);
    }
    fuzz::each_event_is_handled_once(whole);
    // The sizes of the pieces depend on the input, so that all sizes are tested. Single bytes are frequent.
    const auto piece_size = size % 2 == 0 ? 1 : 1 + size % 61;
    fuzz::is_the_same_in_pieces(whole, fuzz::serve(bytes, piece_size));
    return 0;
}
