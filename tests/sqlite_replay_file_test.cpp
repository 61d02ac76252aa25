// The SQLite guard's file: its owner, and its replacement.
#include "support/catch.hpp"
#include "support/guard_promises.hpp"
#include "support/scratch_directory.hpp"
#include "support/sqlite_calls.hpp"

#include <scaivault/sqlite_replay_guard.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace sqlite_replay_file_test {

using scaivault::claim_result;
using scaivault::sqlite_replay_guard;
using scaivault::sqlite_replay_options;
using sqlite_support::error_of;
using sqlite_support::number_from;
using sqlite_support::run_sql;
using test_support::scratch_directory;

namespace {

/// The SQL of version 0.1, word for word.
constexpr const char* schema_0_1 =
    "CREATE TABLE IF NOT EXISTS scaivault_replay ("
    " id BLOB PRIMARY KEY, since INTEGER NOT NULL, owner INTEGER NOT NULL, place INTEGER) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX IF NOT EXISTS scaivault_replay_handled"
    " ON scaivault_replay (place) WHERE place IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS scaivault_replay_in_progress"
    " ON scaivault_replay (since) WHERE place IS NULL";

} // namespace

TEST_CASE("a file that cannot be opened, or is no database, is refused with SQLite's reason") {
    const scratch_directory directory;
    CHECK(error_of([&] { sqlite_replay_guard{directory.file("no such directory/guard.db")}; }) ==
          SQLITE_CANTOPEN);
    directory.write("text", std::string(4096, 'x'));
    CHECK(error_of([&] { sqlite_replay_guard{directory.file("text")}; }) == SQLITE_NOTADB);
    CHECK(error_of([&] { sqlite_replay_guard{":memory:"}; }) == SQLITE_ERROR); // a restart would not find it
}

TEST_CASE(
    "a guard whose file is gone, or another one, says so instead of claiming ids that others claim too") {
    const scratch_directory parent;
    const std::string directory = parent.file("guard");
    const std::string file = directory + "/guard.db";
    std::filesystem::create_directory(directory);
    sqlite_replay_guard guard(file);
    guard_promises::handle(guard, "evt_0");
    REQUIRE(guard.claim("evt_1") == claim_result::claimed);
    SECTION("the directory was deleted") {
        std::filesystem::remove_all(directory);
    }
    SECTION("the file was deleted") {
        std::filesystem::remove(file);
    }
    SECTION("another file was put in its place") {
        { const sqlite_replay_guard other(parent.file("other.db")); }
        std::filesystem::rename(parent.file("other.db"), file);
    }
    std::filesystem::create_directory(directory);
    const auto is_gone = [&] {
        const auto say = file + " was deleted or replaced";
        return error_of([&] { (void)guard.claim("evt_2"); }, say) == SQLITE_READONLY_DBMOVED &&
               error_of([&] { guard.commit("evt_1"); }, say) == SQLITE_READONLY_DBMOVED &&
               error_of([&] { guard.release("evt_1"); }, say) == SQLITE_READONLY_DBMOVED;
    };
    CHECK(is_gone());
    sqlite_replay_guard successor(file);
    CHECK(successor.claim("evt_2") == claim_result::claimed);
    CHECK(is_gone());
    successor.commit("evt_2");
    CHECK(successor.claim("evt_2") == claim_result::duplicate);
}

TEST_CASE("a guard without its write-ahead log, or its shared memory, says so too, and opens anew") {
    const scratch_directory directory;
    const std::string file = directory.file("guard.db");
    auto guard = std::make_unique<sqlite_replay_guard>(file);
    REQUIRE(guard->claim("evt_1") == claim_result::claimed);
    const std::string part = file + GENERATE("-wal", "-shm");
    std::filesystem::remove(part);
    const auto say = part + " was deleted or replaced";
    CHECK(error_of([&] { (void)guard->claim("evt_2"); }, say) == SQLITE_READONLY_DBMOVED);
    CHECK(error_of([&] { guard->commit("evt_1"); }, say) == SQLITE_READONLY_DBMOVED);
    CHECK(error_of([&] { guard->release("evt_1"); }, say) == SQLITE_READONLY_DBMOVED);
    guard.reset();
    guard = std::make_unique<sqlite_replay_guard>(file);
    guard_promises::handle(*guard, "evt_2");
    CHECK(guard->claim("evt_2") == claim_result::duplicate);
}

TEST_CASE("the file is found by its path, wherever the process goes and by whichever name") {
    const scratch_directory directory;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory.file(""));
    std::filesystem::create_directory("sub");
    std::filesystem::create_symlink(directory.file("sub/guard.db"), "link.db");
    sqlite_replay_guard guard("sub/guard.db");
    sqlite_replay_guard linked("link.db");
    std::filesystem::current_path(before);
    guard_promises::handle(guard, "evt_1");
    CHECK(linked.claim("evt_1") == claim_result::duplicate);
    std::filesystem::remove(directory.file("link.db"));
    CHECK(error_of([&] { (void)linked.claim("evt_2"); }) == SQLITE_READONLY_DBMOVED);
    CHECK(guard.claim("evt_2") == claim_result::claimed);
}

TEST_CASE("another program's database is refused with a sentence, and left as it is") {
    const scratch_directory directory;
    const std::string file = directory.file("theirs.db");
    const auto is_refused = [&](const std::string& sql, std::string_view why) {
        std::filesystem::remove(file);
        run_sql(file, sql.c_str());
        const auto contents = [&] {
            std::ifstream in(file, std::ios::binary);
            return std::string{std::istreambuf_iterator<char>(in), {}};
        };
        const std::string before = contents();
        const int code = error_of([&] { sqlite_replay_guard{file}; }, std::string(file).append(why));
        CHECK(contents() == before);
        return code == SQLITE_NOTADB;
    };
    CHECK(is_refused("CREATE TABLE notes (text)",
                     " is another program's database: it has tables that no guard"));
    CHECK(
        is_refused("CREATE TABLE scaivault_replay (id BLOB PRIMARY KEY, since INTEGER NOT NULL, owner INTEGER"
                   " NOT NULL, place INTEGER, note TEXT) WITHOUT ROWID",
                   " is another program's database: it has tables that no guard"));
    CHECK(is_refused(std::string(schema_0_1) + "; CREATE TABLE notes (text)",
                     " is another program's database: it has tables that no guard"));
    CHECK(is_refused(std::string(schema_0_1) + "; PRAGMA application_id = 1196444487",
                     " is another program's database: its application_id is 1196444487, not 1399019090"));
    CHECK(is_refused("PRAGMA application_id = 1196444487",
                     " is another program's database: its application_id is 1196444487, not 1399019090"));
    CHECK(is_refused("PRAGMA user_version = 7",
                     " is another program's database: its application_id is 0, not"));
}

TEST_CASE("a database says whose it is and of which version, and a later version's is refused") {
    const scratch_directory directory;
    const std::string file = directory.file("guard.db");
    {
        sqlite_replay_guard guard(file);
        guard_promises::handle(guard, "evt_1");
    }
    CHECK(number_from(file, "PRAGMA application_id") == 0x5363'5652); // "ScVR"
    CHECK(number_from(file, "PRAGMA user_version") == 1);
    run_sql(file, "ANALYZE"); // which an operator may do
    {
        sqlite_replay_guard guard(file);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
    }
    run_sql(file, "PRAGMA user_version = 2");
    CHECK(error_of([&] { sqlite_replay_guard{file}; },
                   "by a later version of this library: its user_version is 2") == SQLITE_NOTADB);
}

TEST_CASE("a database that version 0.1 made is taken over with what it knows") {
    const scratch_directory directory;
    const std::string file = directory.file("guard.db");
    run_sql(file, (std::string("PRAGMA journal_mode = WAL; ") + schema_0_1 +
                   "; INSERT INTO scaivault_replay VALUES (CAST('evt_1' AS BLOB), 1777000000000, 0, 1),"
                   " (CAST('evt_2' AS BLOB), 1777000000000, 77, NULL)")
                      .c_str());
    sqlite_replay_options options;
    options.clock = [] { return std::chrono::sys_seconds(std::chrono::seconds(1'777'000'001)); };
    for (int restarts = 0; restarts != 2; ++restarts) {
        sqlite_replay_guard guard(file, options);
        CHECK(guard.claim("evt_1") == claim_result::duplicate);
        CHECK(guard.claim("evt_2") == claim_result::in_progress);
        CHECK(guard.size() == 2);
    }
    CHECK(number_from(file, "PRAGMA application_id") == 0x5363'5652);
    CHECK(number_from(file, "PRAGMA user_version") == 1);
}

} // namespace sqlite_replay_file_test
