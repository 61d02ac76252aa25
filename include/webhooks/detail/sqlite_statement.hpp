#pragma once

#include "../sqlite_error.hpp"
#include "stored_names.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace webhooks {

namespace detail {

struct sqlite_close {
    void operator()(sqlite3* database) const noexcept { ::sqlite3_close_v2(database); }
};
using sqlite_database = std::unique_ptr<sqlite3, sqlite_close>;

struct sqlite_finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }
};

/// Throws a `sqlite_error` with the failed operation and the reason.
[[noreturn]] inline void fail_sqlite(int code, const char* doing, const std::string& reason) {
    throw sqlite_error(code, std::string("webhooks: the SQLite replay guard could not ")
                                 .append(doing)
                                 .append(": ")
                                 .append(reason));
}

inline void check_sqlite(sqlite3* database, int code, const char* doing) {
    if (code != SQLITE_OK)
        fail_sqlite(code, doing, database != nullptr ? ::sqlite3_errmsg(database) : ::sqlite3_errstr(code));
}

/// A prepared statement that is reset after each run. `@` in its text is the guard's table.
class sqlite_statement {
public:
    sqlite_statement(sqlite3* database, std::string_view text) : database_(database) {
        const std::string sql = stored_names::with_table(text);
        sqlite3_stmt* made = nullptr;
        const int code = ::sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                              SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        statement_.reset(made);
        check_sqlite(database, code, "prepare a statement");
    }

    sqlite_statement& bind(int place, std::string_view bytes) {
        // A null pointer would bind NULL instead of an empty blob.
        check_sqlite(database_,
                     ::sqlite3_bind_blob64(statement_.get(), place, bytes.empty() ? "" : bytes.data(),
                                           bytes.size(), SQLITE_STATIC),
                     "bind an id");
        return *this;
    }

    sqlite_statement& bind(int place, std::int64_t number) {
        check_sqlite(database_, ::sqlite3_bind_int64(statement_.get(), place, number), "bind a number");
        return *this;
    }

    /// Runs the statement to its end. Returns the first column of the first row, or `otherwise` if there is no row.
    std::int64_t run(const char* doing, std::int64_t otherwise = 0) {
        std::int64_t value = otherwise;
        int code = ::sqlite3_step(statement_.get());
        if (code == SQLITE_ROW)
            value = ::sqlite3_column_int64(statement_.get(), 0);
        while (code == SQLITE_ROW)
            code = ::sqlite3_step(statement_.get());
        const std::string reason = code == SQLITE_DONE ? std::string() : ::sqlite3_errmsg(database_);
        ::sqlite3_reset(statement_.get());
        if (code != SQLITE_DONE)
            fail_sqlite(code, doing, reason);
        return value;
    }

private:
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, sqlite_finalize> statement_{};
};

} // namespace detail

} // namespace webhooks
