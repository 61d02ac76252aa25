#pragma once

#include "catch.hpp"

#include <scaivault/sqlite_error.hpp>
#include <webhooks/detail/sqlite_statement.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

/// Helpers for tests of the SQLite guard.
namespace sqlite_support {

/// Returns the code of the `sqlite_error` that a call throws, or 0, and checks that its text contains a part.
template <class F>
int error_of(F&& call, std::string_view part = "webhooks: the SQLite replay guard could not ") {
    try {
        call();
    } catch (const scaivault::sqlite_error& error) {
        const std::string_view text = error.what();
        INFO(text);
        CHECK(text.starts_with("webhooks: the SQLite replay guard could not "));
        CHECK(text.find(part) != std::string_view::npos);
        return error.code();
    }
    return 0;
}

inline std::int64_t number_from(const std::string& file, const char* sql) {
    sqlite3* opened = nullptr;
    REQUIRE(::sqlite3_open(file.c_str(), &opened) == SQLITE_OK);
    const webhooks::detail::sqlite_database database(opened);
    return webhooks::detail::sqlite_statement(opened, sql).run("read a number");
}

inline void run_sql(const std::string& file, const char* sql) {
    sqlite3* opened = nullptr;
    REQUIRE(::sqlite3_open(file.c_str(), &opened) == SQLITE_OK);
    const webhooks::detail::sqlite_database database(opened);
    REQUIRE(::sqlite3_exec(opened, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

} // namespace sqlite_support
