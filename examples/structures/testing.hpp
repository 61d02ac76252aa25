// What the two test programs beside this file test: a program's handlers.
#pragma once

#include <scaivault/webhook.hpp>

#include <cstdint>
#include <stdexcept>

struct reloads {
    std::int64_t version = 0;
    bool disk_full = false;

    auto handlers() {
        using namespace scaivault;
        return scaivault::handlers{on<"secret.rotated">([this](const event<"secret.rotated">& e) {
                                       if (disk_full)
                                           throw std::runtime_error("disk full");
                                       version = e.data.new_version;
                                   }),
                                   ignore_rest};
    }
};
