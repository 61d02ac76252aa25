#pragma once

#include "command.hpp"
#include "schemes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace events_cli {

/// The header lines, "Name: value", of a captured request. Lines without a colon, such as the request line, are
/// skipped. The output of `curl -v` is accepted: the "> " before each sent line is removed.
[[nodiscard]] inline header_list header_lines(std::string_view text) {
    header_list headers;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with("> "))
            line.remove_prefix(2);
        const auto colon = line.find(':');
        if (colon == line.npos)
            continue;
        auto value = line.substr(colon + 1);
        if (value.ends_with('\r'))
            value.remove_suffix(1);
        headers.emplace_back(line.substr(0, colon), webhooks::detail::trimmed(value));
    }
    return headers;
}

/// Saves deliveries in a directory: the body, byte for byte, in `NUMBER-TYPE.json`, and its headers in a file with the
/// suffix `.headers`. Numbers go on where earlier runs ended, so that the names are in the order of arrival.
class delivery_archive {
public:
    /// Makes the directory, readable by its owner only. Throws `access_error`.
    explicit delivery_archive(std::filesystem::path directory) : directory_(std::move(directory)) {
        std::error_code error;
        const bool is_new = std::filesystem::create_directories(directory_, error);
        if (error)
            throw access_error("cannot make the directory " + directory_.string() + ": " + error.message());
        if (is_new)
            std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
        for (const auto& entry : std::filesystem::directory_iterator(directory_, error))
            last_ = std::max(last_, std::strtoul(entry.path().filename().c_str(), nullptr, 10));
        if (error)
            throw access_error("cannot read the directory " + directory_.string() + ": " + error.message());
    }

    /// Throws `access_error`.
    void save(std::string_view type, const header_list& headers, std::string_view body) {
        char number[24];
        std::snprintf(number, sizeof number, "%06lu-", ++last_);
        std::string name = number;
        for (const char c : type.substr(0, 80)) { // a type can be any text
            const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                  (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            name.push_back(is_plain ? c : '_');
        }
        std::string lines;
        for (const auto& [header, value] : headers)
            lines.append(header).append(": ").append(value).append("\n");
        write(directory_ / (name + ".headers"), lines);
        write(directory_ / (name + ".json"), body);
    }

private:
    static void write(const std::filesystem::path& file, std::string_view text) {
        const auto before = ::umask(077); // bodies can be confidential
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        ::umask(before);
        if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
            throw access_error("cannot write " + file.string());
    }

    std::filesystem::path directory_;
    unsigned long last_ = 0;
};

/// A saved delivery.
struct saved_delivery {
    std::string name; ///< of the file with the body
    header_list headers;
    std::string body;
};

/// One file, or the `*.json` files of a directory in the order of their names. Without a file `.headers` beside it, a
/// body has no headers. Throws `access_error`.
[[nodiscard]] inline std::vector<saved_delivery> load_deliveries(const std::filesystem::path& from) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(from, error)) {
        for (const auto& entry : std::filesystem::directory_iterator(from, error))
            if (entry.path().extension() == ".json")
                files.push_back(entry.path());
        if (files.empty())
            throw access_error("there is no delivery, no *.json, in the directory " + from.string());
        std::ranges::sort(files);
    } else {
        files.push_back(from);
    }
    std::vector<saved_delivery> loaded;
    for (const auto& file : files) {
        saved_delivery one{.name = file.filename().string(), .headers = {}, .body = read_file(file.string())};
        if (const auto beside = std::filesystem::path(file).replace_extension(".headers");
            std::filesystem::exists(beside, error))
            one.headers = header_lines(read_file(beside.string()));
        loaded.push_back(std::move(one));
    }
    return loaded;
}

} // namespace events_cli
