#pragma once

#include "detail/requirements.hpp"

#include <stdexcept>
#include <string>

namespace webhooks {

/// Thrown by a `sqlite_replay_guard` when an operation of the database fails. A receiver then returns
/// `outcome::handler_failed` (500 by default), so that the vendor retries.
class sqlite_error : public std::runtime_error {
public:
    /// \param code  SQLite's extended result code
    /// \param what  the operation, and SQLite's message
    sqlite_error(int code, const std::string& what) : std::runtime_error(what), code_(code) {}

    /// SQLite's extended result code: `SQLITE_BUSY`, `SQLITE_FULL`, `SQLITE_IOERR_WRITE`, ...
    [[nodiscard]] int code() const noexcept { return code_; }

private:
    int code_;
};

} // namespace webhooks
