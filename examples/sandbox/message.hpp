#pragma once

#include <boost/json.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sandbox {

namespace json = boost::json;

/// A request, as far as the sandbox looks at it.
struct request {
    std::string method{};
    std::vector<std::string> path{};            ///< the segments, decoded
    std::map<std::string, std::string> query{}; ///< decoded
    std::string token{};                        ///< of `Authorization: Bearer`
    json::value body{};                         ///< `null` if it is empty or not JSON
};

/// What it is answered with.
struct answer {
    unsigned status = 200;
    json::value body = json::object();
    std::string retry_after{};
    bool is_cut = false; ///< close the connection in the middle of the answer
};

/// An answer that says why.
[[nodiscard]] inline answer refusal(unsigned status, std::string why) {
    return {.status = status, .body = json::object{{"error", std::move(why)}}};
}

} // namespace sandbox
