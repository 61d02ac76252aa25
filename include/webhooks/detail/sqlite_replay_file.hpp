#pragma once

#include "sqlite_statement.hpp"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <sys/stat.h>

namespace webhooks::detail {

/// The database of a `sqlite_replay_guard`. Creates or recognises the file, opens it, and detects its replacement.
class sqlite_replay_file {
public:
    /// Opens the file, and creates it if it does not exist.
    /// \throws sqlite_error, also for another program's database, which stays unchanged
    sqlite_replay_file(const std::string& file, std::chrono::milliseconds busy_timeout, bool is_fully_durable)
        : path_(std::filesystem::absolute(file).string()), database_(opened(file)) {
        ::sqlite3_extended_result_codes(get(), 1);
        ::sqlite3_busy_timeout(get(), static_cast<int>(busy_timeout.count()));
        set_up(busy_timeout, is_fully_durable);
        // SQLite creates the two other files beside the target of a symbolic link.
        const std::string resolved = ::sqlite3_db_filename(get(), "main");
        watched_ = {watched(path_), watched(resolved + "-wal"), watched(resolved + "-shm")};
        require_in_place("open its file");
    }

    [[nodiscard]] sqlite3* get() const noexcept { return database_.get(); }

    /// Processes synchronise through the files at the path. A process that keeps deleted or replaced files open no
    /// longer synchronises with the others.
    /// \throws sqlite_error if the path of one of the three files leads to another file than the opened one
    void require_in_place(const char* doing) const {
        for (const watched& each : watched_)
            if (!each.is_in_place()) {
                // No checkpoint: the log may belong to another database file by now.
                ::sqlite3_db_config(get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
                fail_sqlite(SQLITE_READONLY_DBMOVED, doing,
                            each.path + " was deleted or replaced while it was open");
            }
    }

private:
    static constexpr std::int64_t application_id = 0x5363'5652; // "ScVR"
    static constexpr std::int64_t version = 1;

    // `place` is the order of the commits. It is null while `owner` is handling the event. The text must stay exactly
    // that of version 0.1, whose databases are recognised by it because they have no application_id.
    static constexpr std::array<const char*, 3> schema = {
        "CREATE TABLE @ ("
        " id BLOB PRIMARY KEY, since INTEGER NOT NULL, owner INTEGER NOT NULL, place INTEGER) WITHOUT ROWID",
        "CREATE UNIQUE INDEX @_handled ON @ (place) WHERE place IS NOT NULL",
        "CREATE INDEX @_in_progress ON @ (since) WHERE place IS NULL"};

    /// A file's path, device and inode.
    struct watched {
        watched() = default;
        explicit watched(std::string of) : path(std::move(of)) {
            if (struct ::stat found{}; ::stat(path.c_str(), &found) == 0) {
                device = found.st_dev;
                number = found.st_ino;
            }
        }

        [[nodiscard]] bool is_in_place() const noexcept {
            struct ::stat found {};
            return ::stat(path.c_str(), &found) == 0 && found.st_dev == device && found.st_ino == number;
        }

        std::string path{};
        dev_t device{};
        ino_t number{};
    };

    [[nodiscard]] static sqlite_database opened(const std::string& file) {
        sqlite3* made = nullptr;
        // No mutex of SQLite's: the guard has one.
        const int code = ::sqlite3_open_v2(
            file.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
        sqlite_database open(made);
        check_sqlite(open.get(), code, "open its file");
        return open;
    }

    /// Several processes may set up one file at once. In some of these steps SQLite fails instead of waiting, to
    /// avoid a deadlock, so the steps are retried here.
    void set_up(std::chrono::milliseconds busy_timeout, bool is_fully_durable) const {
        const auto end = std::chrono::steady_clock::now() + busy_timeout;
        for (;;) {
            try {
                make_or_recognise(); // first: nothing of another program's database may be changed
                execute("PRAGMA journal_mode = WAL", "switch to the write-ahead log");
                if (!is_write_ahead())
                    fail_sqlite(SQLITE_ERROR, "switch to the write-ahead log",
                                "it is not a file on a local disk");
                execute(is_fully_durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                        "set the durability");
                static_cast<void>(number("PRAGMA user_version")); // opens the log and its shared memory
                return;
            } catch (const sqlite_error& error) {
                const int kind = error.code() & 0xFF;
                if ((kind != SQLITE_BUSY && kind != SQLITE_LOCKED) || std::chrono::steady_clock::now() >= end)
                    throw;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void make_or_recognise() const {
        execute("BEGIN IMMEDIATE", "open its file");
        try {
            const std::int64_t owner = number("PRAGMA application_id");
            const std::int64_t made_by = number("PRAGMA user_version");
            if (owner == application_id) {
                if (made_by != version)
                    refuse(" was made by a later version of this library: its user_version is " +
                           std::to_string(made_by) + ", not " + std::to_string(version));
            } else {
                if (owner != 0 || made_by != 0)
                    refuse(" is another program's database: its application_id is " + std::to_string(owner) +
                           ", not " + std::to_string(application_id));
                make_or_take_over();
            }
            execute("COMMIT", "make its table");
        } catch (...) {
            ::sqlite3_exec(get(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }

    /// Creates the tables in an empty database. Marks a database of version 0.1 with the application_id.
    void make_or_take_over() const {
        const std::int64_t objects =
            number("SELECT count(*) FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_'");
        std::int64_t known = 0;
        for (const char* const each : schema) {
            const std::string sql = stored_names::with_table(each);
            if (objects == 0)
                execute(sql.c_str(), "make its table");
            sqlite_statement same(get(), "SELECT count(*) FROM sqlite_master WHERE sql = CAST(?1 AS TEXT)");
            known += same.bind(1, std::string_view(sql)).run("read its schema");
        }
        if (known != static_cast<std::int64_t>(schema.size()) || (objects != 0 && objects != known))
            refuse(" is another program's database: it has tables that no guard makes");
        execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str(), "make its table");
        execute(("PRAGMA user_version = " + std::to_string(version)).c_str(), "make its table");
    }

    [[noreturn]] void refuse(const std::string& why) const {
        fail_sqlite(SQLITE_NOTADB, "use its file", path_ + why);
    }

    void execute(const char* sql, const char* doing) const {
        check_sqlite(get(), ::sqlite3_exec(get(), sql, nullptr, nullptr, nullptr), doing);
    }

    [[nodiscard]] std::int64_t number(const char* sql) const {
        return sqlite_statement(get(), sql).run("read its header");
    }

    [[nodiscard]] bool is_write_ahead() const {
        bool is = false;
        const auto look = [](void* to, int, char** values, char**) {
            *static_cast<bool*>(to) = std::string_view(values[0]) == "wal";
            return 0;
        };
        check_sqlite(get(), ::sqlite3_exec(get(), "PRAGMA journal_mode", look, &is, nullptr),
                     "read the journal's mode");
        return is;
    }

    std::string path_;
    sqlite_database database_;
    std::array<watched, 3> watched_{};
};

} // namespace webhooks::detail
