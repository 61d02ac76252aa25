#pragma once

#include "detail/requirements.hpp"

#include <stdexcept>
#include <string>

namespace scaivault {

/// What a `sqlite_replay_guard` throws when the database cannot do its part. A receiver answers with
/// `outcome::handler_failed` then (500 by default), so that the vendor tries again.
class sqlite_error : public std::runtime_error {
public:
    /// \param code  SQLite's extended result code
    /// \param what  what was being done, and SQLite's message
    sqlite_error(int code, const std::string& what) : std::runtime_error(what), code_(code) {}

    /// SQLite's extended result code: `SQLITE_BUSY`, `SQLITE_FULL`, `SQLITE_IOERR_WRITE`, ...
    [[nodiscard]] int code() const noexcept { return code_; }

private:
    int code_;
};

} // namespace scaivault
