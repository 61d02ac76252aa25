#pragma once

#include <scaivault/webhook.hpp>

#include <ostream>

/// Handlers that write what policies refuse to `log`, a part of a list. `log` must outlive it.
inline auto policy_handlers(std::ostream& log) {
    using namespace scaivault;
    return handler_list{
        on<"policy.violation">([&log](const event<"policy.violation">& e) {
            log << "refused: " << e.data.permission << " of " << e.data.path << '\n';
        }),
        on<"policy.**">([&log](const auto& e) { log << "changed: " << e.type << '\n'; }),
    };
}
