#pragma once

#include "scaivault/replay.hpp"

#include <sqlite3.h>

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pipeline {

/// The workers' database, which is also their replay guard. The event's id and its effect are written in one
/// transaction, so a worker that is killed in between leaves neither. This makes effects happen exactly once; a guard
/// in a separate database could only make duplicates rare. Not thread-safe.
class effects {
public:
    explicit effects(const std::string& file) {
        sqlite3* opened = nullptr;
        const int status = sqlite3_open(file.c_str(), &opened);
        database_.reset(opened);
        if (status != SQLITE_OK)
            throw std::runtime_error("cannot open " + file);
        sqlite3_busy_timeout(opened, 30'000);
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = NORMAL");
        run("CREATE TABLE IF NOT EXISTS handled (event_id TEXT PRIMARY KEY) WITHOUT ROWID");
        // Deliberately without a key, so that a second effect of an event would be visible.
        run("CREATE TABLE IF NOT EXISTS effects (event_id TEXT NOT NULL, event_type TEXT NOT NULL, worker "
            "TEXT)");
        remember_ = prepare("INSERT OR IGNORE INTO handled VALUES (?1)");
        add_ = prepare("INSERT INTO effects VALUES (?1, ?2, ?3)");
    }

    // The members of a replay_guard.

    [[nodiscard]] scaivault::claim_result claim(std::string_view id) {
        run("BEGIN IMMEDIATE");
        try {
            execute(*remember_, {id});
        } catch (...) {
            sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
        if (sqlite3_changes(database_.get()) == 1)
            return scaivault::claim_result::claimed;
        run("ROLLBACK");
        return scaivault::claim_result::duplicate;
    }

    void commit(std::string_view) { run("COMMIT"); }
    void release(std::string_view) { run("ROLLBACK"); }

    /// Adds an effect. Must be called within a claim.
    void add(std::string_view id, std::string_view type, std::string_view worker) {
        execute(*add_, {id, type, worker});
    }

    [[nodiscard]] long long count(const char* sql) {
        const auto query = prepare(sql);
        if (sqlite3_step(query.get()) != SQLITE_ROW)
            fail();
        return sqlite3_column_int64(query.get(), 0);
    }

    void run(const char* sql) {
        if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            fail();
    }

    [[nodiscard]] sqlite3* native() noexcept { return database_.get(); }

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    using statement = std::unique_ptr<sqlite3_stmt, closer>;

    [[noreturn]] void fail() {
        throw std::runtime_error(std::string("the database: ") + sqlite3_errmsg(database_.get()));
    }

    [[nodiscard]] statement prepare(const char* sql) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v2(database_.get(), sql, -1, &made, nullptr) != SQLITE_OK)
            fail();
        return statement(made);
    }

    void execute(sqlite3_stmt& what, std::initializer_list<std::string_view> values) {
        int place = 0;
        for (const auto value : values)
            sqlite3_bind_text(&what, ++place, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
        const int status = sqlite3_step(&what);
        sqlite3_reset(&what);
        if (status != SQLITE_DONE)
            fail();
    }

    std::unique_ptr<sqlite3, closer> database_;
    statement remember_;
    statement add_;
};

} // namespace pipeline
