#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sandbox {

/// What the vendor does not document, with the defaults of this sandbox.
struct options {
    std::uint16_t port = 8765;                   ///< on 127.0.0.1; 0: any free one
    std::string database = ":memory:";           ///< the file with the state
    std::vector<std::string> tokens{"sandbox"};  ///< accepted bearer tokens
    std::vector<std::string> read_only_tokens{}; ///< tokens that may only GET; others get 403
    std::string forward_to{};                 ///< scheme and host to deliver to, instead of those of each URL
    std::string ca_file{};                    ///< certificates to trust when delivering
    std::vector<double> retries{1, 5, 30};    ///< seconds before each retry of a delivery
    std::vector<std::string> retry_on{"any"}; ///< `any`, `none` (no answer), `4xx`, `503`, ...
    double delivery_timeout = 10;             ///< seconds
    unsigned duplicates = 0;                  ///< percent of the deliveries that are sent twice
    unsigned reorder = 0;                   ///< percent of the deliveries that are delayed by up to a second
    std::int64_t clock_skew = 0;            ///< seconds, added to the time of each signature
    std::int64_t overlap = 24 * 60 * 60;    ///< seconds for which a replaced secret is kept
    bool by_segment = false;                ///< a path prefix ends at the end of a segment
    bool any_tag = false;                   ///< one of the tags of a filter is enough
    std::string test_type = "webhook.test"; ///< the type of test events
};

} // namespace sandbox
