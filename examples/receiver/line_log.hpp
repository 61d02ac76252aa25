#pragma once

#include <cerrno>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace example {

/// Whole lines on a file descriptor, from any thread: no line stands inside another.
class line_log {
public:
    explicit line_log(int descriptor) noexcept : descriptor_(descriptor) {}

    /// Writes the parts and a newline. Returns whether the line is out, for who must know. A part with text
    /// from outside must escape it, as the library's `operator<<` for events does.
    template <class... Parts>
    bool write(const Parts&... parts) {
        std::ostringstream line;
        (line << ... << parts) << '\n';
        const std::lock_guard lock(mutex_);
        return write_all(std::move(line).str());
    }

private:
    [[nodiscard]] bool write_all(std::string_view text) const noexcept {
        while (!text.empty()) {
            const auto written = ::write(descriptor_, text.data(), text.size());
            if (written >= 0)
                text.remove_prefix(static_cast<std::size_t>(written));
            else if (errno != EINTR)
                return false;
        }
        return true;
    }

    std::mutex mutex_;
    int descriptor_;
};

} // namespace example
