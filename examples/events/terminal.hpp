#pragma once

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include <unistd.h>

namespace events_cli {

/// Whether text on a descriptor can be coloured: on a terminal, unless NO_COLOR is set or TERM is dumb (no-color.org).
[[nodiscard]] inline bool has_colours(int descriptor) {
    const char* const unwanted = std::getenv("NO_COLOR");
    const char* const terminal = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && (unwanted == nullptr || *unwanted == '\0') &&
           (terminal == nullptr || std::string_view(terminal) != "dumb");
}

/// The text without what a terminal would obey: control characters, also those of Unicode, become question marks.
///
/// \param kept  a control character that stays, such as the line feed
[[nodiscard]] inline std::string printable(std::string_view text, char kept = '\0') {
    std::string shown(text);
    for (std::size_t i = 0; i != shown.size(); ++i) {
        const auto byte = static_cast<unsigned char>(shown[i]);
        if ((byte < ' ' && shown[i] != kept) || byte == 0x7F)
            shown[i] = '?';
        // U+0080 to U+009F are C2 80 to C2 9F in UTF-8.
        if (byte == 0xC2 && i + 1 != shown.size() && static_cast<unsigned char>(shown[i + 1]) < 0xA0)
            shown[i] = shown[i + 1] = '?';
    }
    return shown;
}

/// The text, and spaces up to a width, with one at least.
[[nodiscard]] inline std::string column(std::string_view text, std::size_t width) {
    std::string shown(text);
    shown.append(shown.size() < width ? width - shown.size() : 1, ' ');
    return shown;
}

/// The time of day here: 14:03:21.
[[nodiscard]] inline std::string time_of_day() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[sizeof "hh:mm:ss"];
    return {text, std::strftime(text, sizeof text, "%H:%M:%S", &local)};
}

/// One line about one delivery, for a terminal.
struct event_line {
    std::string type{};
    std::string path{};
    std::string outcome{};
    int status = 0;       ///< of HTTP; 0: there is none
    std::string reason{}; ///< why it was refused; on a line of its own

    /// Green for what was handled, yellow for what a sender may do again, red for the rest.
    [[nodiscard]] std::string text(bool coloured) const {
        const char* const colour = outcome == "duplicate" || outcome == "in_progress" ? "\x1b[33m"
                                   : status == 0 || status / 100 == 2                 ? "\x1b[32m"
                                                                                      : "\x1b[31m";
        std::string line = coloured ? "\x1b[2m" + time_of_day() + "\x1b[0m" : time_of_day();
        line.append("  ").append(coloured ? "\x1b[1m" : "");
        line.append(column(type.empty() ? "-" : printable(type), 32)).append(coloured ? "\x1b[0m" : "");
        line.append(column(path.empty() ? "-" : printable(path), 40));
        line.append(coloured ? colour : "").append(column(outcome, 14));
        if (status != 0)
            line.append(std::to_string(status));
        line.append(coloured ? "\x1b[0m" : "");
        if (!reason.empty())
            line.append("\n          ").append(printable(reason));
        return line;
    }
};

} // namespace events_cli
