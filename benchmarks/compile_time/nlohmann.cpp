// The peer: parses one struct from JSON text with nlohmann/json.
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

struct rotated {
    std::int64_t old_version = 0, new_version = 0;
    std::string rotation_policy_id, rotation_policy_name, grace_period_ends;
    bool auto_generated = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(rotated, old_version, new_version, rotation_policy_id,
                                   rotation_policy_name, grace_period_ends, auto_generated)

rotated read(const std::string& text) {
    return nlohmann::json::parse(text).get<rotated>();
}
