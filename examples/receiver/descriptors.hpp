#pragma once

#include <algorithm>
#include <cstddef>

#include <sys/resource.h>

namespace example {

/// Raises the limit of open descriptors to the hard limit, and returns it. The usual soft limit of 1,024 exists for
/// programs that call select().
inline std::size_t raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    const auto soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : soft;
}

/// The number of connections to allow with this many descriptors, minus those that the program itself needs. At most
/// 16,384, which take about 100 MB if all of them are busy with small requests.
[[nodiscard]] constexpr std::size_t connections_for(std::size_t descriptors, std::size_t threads) noexcept {
    const auto own =
        16 + 8 * threads; // standard streams, signals, files of a handler; per thread: epoll and such
    const std::size_t most = 16'384;
    return descriptors <= own ? 1 : std::min(descriptors - own, most);
}

} // namespace example
