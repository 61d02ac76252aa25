#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <stdlib.h>

namespace test_support {

/// A temporary directory, which is removed with its contents at the end of the test.
class scratch_directory {
public:
    scratch_directory() : path_((std::filesystem::temp_directory_path() / "scaivault-test-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr)
            throw std::runtime_error("mkdtemp");
    }

    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    ~scratch_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(std::string_view name) const { return path_ + '/' + std::string(name); }

    void write(std::string_view name, std::string_view text) const {
        std::ofstream(file(name), std::ios::binary) << text;
    }

private:
    std::string path_;
};

} // namespace test_support
