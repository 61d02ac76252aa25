// The peer's header alone.
#include <nlohmann/json.hpp>
