#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace crash_support {

/// An append-only log of events, in order, from all processes and threads. A killed process loses no entry.
class journal {
public:
    enum kind_type : std::uint32_t { effect = 'E', acknowledgement = 'A' };

    struct entry {
        kind_type kind;
        std::uint32_t number;
    };

    explicit journal(const std::string& file)
        : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0)
            throw std::runtime_error("cannot open the journal");
    }

    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;
    ~journal() { ::close(descriptor_); }

    /// Throws if the entry cannot be written, so that an effect without an entry fails its handler.
    void append(kind_type kind, std::uint32_t number) const {
        const entry written{kind, number};
        if (::write(descriptor_, &written, sizeof written) != sizeof written)
            throw std::runtime_error("cannot write to the journal");
    }

    /// The entries since the last call.
    [[nodiscard]] std::vector<entry> read_on() {
        std::vector<entry> entries(4096);
        std::vector<entry> all;
        for (;;) {
            const auto size = ::pread(descriptor_, entries.data(), entries.size() * sizeof(entry), read_);
            if (size < 0 || static_cast<std::size_t>(size) % sizeof(entry) != 0)
                throw std::runtime_error("the journal is broken");
            if (size == 0)
                return all;
            read_ += size;
            all.insert(all.end(), entries.begin(),
                       entries.begin() + size / static_cast<std::ptrdiff_t>(sizeof(entry)));
        }
    }

private:
    int descriptor_;
    off_t read_ = 0;
};

} // namespace crash_support
