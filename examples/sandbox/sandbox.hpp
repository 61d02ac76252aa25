#pragma once

#include "../events/command.hpp"

namespace events_cli {

/// `sandbox`: a stand-in for ScaiVault. In a source file of its own, because it takes long to compile.
void add_sandbox(CLI::App& app);

} // namespace events_cli
