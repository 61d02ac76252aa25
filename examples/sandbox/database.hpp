#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The sandbox: a stand-in for ScaiVault on loopback.
namespace sandbox {

/// One row of a result: every column as text.
using row = std::vector<std::string>;

/// An SQLite database. One thread at a time. Throws `std::runtime_error` for what SQLite refuses.
class database {
public:
    explicit database(const std::string& file) {
        sqlite3* made = nullptr;
        const int code = ::sqlite3_open(file.c_str(), &made);
        open_.reset(made);
        require(code == SQLITE_OK);
        ::sqlite3_busy_timeout(made, 5'000);
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = NORMAL");
    }

    /// Runs one statement, with its parameters `?` as text, and returns its rows.
    template <class... Arguments>
    std::vector<row> run(const char* sql, const Arguments&... arguments) {
        sqlite3_stmt* made = nullptr;
        require(::sqlite3_prepare_v2(open_.get(), sql, -1, &made, nullptr) == SQLITE_OK);
        const std::unique_ptr<sqlite3_stmt, finalize> statement(made);
        int place = 0;
        (bind(made, ++place, arguments), ...);
        std::vector<row> rows;
        int code = ::sqlite3_step(made);
        for (; code == SQLITE_ROW; code = ::sqlite3_step(made)) {
            auto& columns = rows.emplace_back();
            for (int i = 0; i != ::sqlite3_column_count(made); ++i) {
                const auto* text = reinterpret_cast<const char*>(::sqlite3_column_text(made, i));
                columns.emplace_back(text == nullptr ? "" : text,
                                     static_cast<std::size_t>(::sqlite3_column_bytes(made, i)));
            }
        }
        require(code == SQLITE_DONE);
        return rows;
    }

    /// The number of rows that the last statement changed.
    [[nodiscard]] int changes() const { return ::sqlite3_changes(open_.get()); }

private:
    struct close {
        void operator()(sqlite3* database) const noexcept { ::sqlite3_close_v2(database); }
    };
    struct finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }
    };

    void bind(sqlite3_stmt* to, int place, std::string_view text) {
        require(::sqlite3_bind_text64(to, place, text.data() == nullptr ? "" : text.data(), text.size(),
                                      SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK);
    }
    void bind(sqlite3_stmt* to, int place, std::int64_t number) {
        require(::sqlite3_bind_int64(to, place, number) == SQLITE_OK);
    }

    void require(bool is_good) const {
        if (!is_good)
            throw std::runtime_error(std::string("the sandbox's database: ") + ::sqlite3_errmsg(open_.get()));
    }

    std::unique_ptr<sqlite3, close> open_{};
};

/// A transaction, rolled back unless `commit` is called.
class transaction {
public:
    explicit transaction(database& in) : in_(in) { in_.run("BEGIN IMMEDIATE"); }
    ~transaction() {
        try {
            if (!is_over_)
                in_.run("ROLLBACK");
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): SQLite has rolled back itself
        }
    }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    void commit() {
        in_.run("COMMIT");
        is_over_ = true;
    }

private:
    database& in_;
    bool is_over_ = false;
};

} // namespace sandbox
