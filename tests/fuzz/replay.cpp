// Runs one fuzz target over the files of some directories, without libFuzzer, as a plain test of the corpus.
//
// usage: replay_TARGET CORPUS [FOLDER...]   CORPUS must contain files; the other directories need not exist

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// Runs the target on a file. Returns true if all properties hold.
bool run(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in.good() && !in.eof()) {
        std::cerr << file.string() << ": cannot be read\n";
        return false;
    }
    // A buffer of the exact size, so that AddressSanitizer detects every read beyond the end.
    const auto input = std::make_unique<std::uint8_t[]>(bytes.size());
    for (std::size_t i = 0; i != bytes.size(); ++i)
        input[i] = static_cast<std::uint8_t>(bytes[i]);
    try {
        LLVMFuzzerTestOneInput(input.get(), bytes.size());
        return true;
    } catch (const std::exception& error) {
        std::cerr << file.string() << ": " << error.what() << '\n';
    } catch (...) {
        std::cerr << file.string() << ": something was thrown\n";
    }
    return false;
}

/// The results for the files of a directory.
struct tally {
    std::size_t files = 0;
    std::size_t failures = 0;
};

tally run_all(const std::filesystem::path& folder) {
    tally done;
    if (!std::filesystem::is_directory(folder))
        return done;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file())
            continue;
        ++done.files;
        if (!run(file.path()))
            ++done.failures;
    }
    return done;
}

} // namespace

int main(int argc, char** argv) {
    const auto folders = std::span<char*>(argv, static_cast<std::size_t>(argc)).subspan(1);
    if (folders.empty()) {
        std::cerr << "usage: " << argv[0] << " CORPUS [FOLDER...]\n";
        return 2;
    }
    std::size_t failures = 0;
    for (std::size_t i = 0; i != folders.size(); ++i) {
        const auto done = run_all(folders[i]);
        if (i == 0 && done.files == 0) {
            std::cerr << folders[i] << ": there is no input\n";
            return 1;
        }
        std::cout << folders[i] << ": " << done.files << " inputs, " << done.failures << " failures\n";
        failures += done.failures;
    }
    return failures == 0 ? 0 : 1;
}
