#pragma once

#include <scaivault/webhook.hpp>

#include <cstdint>
#include <map>
#include <string>

/// Keeps the versions of secrets.
struct rotations {
    std::map<std::string, std::int64_t> versions{};
};

/// The handlers of `rotations`, a part of a list. `state` must outlive it.
inline auto handlers_of(rotations& state) {
    using namespace scaivault;
    return handler_list{
        on<"secret.rotated">([&state](const event<"secret.rotated">& e) {
            state.versions[e.path.value_or("")] = e.data.new_version;
        }),
        on<"secret.deleted">(
            [&state](const event<"secret.deleted">& e) { state.versions.erase(e.path.value_or("")); }),
    };
}
