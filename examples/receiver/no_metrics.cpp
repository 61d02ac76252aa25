// In place of metrics.cpp where prometheus-cpp is not installed, or was built for another standard library.

#include "metrics.hpp"

#include <memory>

namespace example {

std::unique_ptr<metrics> make_metrics() {
    return nullptr;
}

} // namespace example
