// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace cs
{

class SqliteDatabase;

/// A prepared statement. Values are bound in order, then run() or step(); afterwards it can be used again.
class SqliteStatement
{
public:
    SqliteStatement &bind(std::int64_t value);
    SqliteStatement &bind(double value);
    SqliteStatement &bind(std::string_view text);
    SqliteStatement &bindBytes(std::string_view bytes);
    SqliteStatement &bindNull();

    /// True while there is a row; afterwards the statement is ready for the next use.
    Result<bool> step();
    /// Steps to the end.
    Result<void> run();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string bytes(int column) const;
    bool isNull(int column) const;

private:
    friend class SqliteDatabase;
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    SqliteStatement(SqliteDatabase &database, sqlite3_stmt *statement)
        : m_database(&database)
        , m_statement(statement)
    {
    }
    void reset();
    int next() { return ++m_bound; }
    void note(int code);

    SqliteDatabase *m_database;
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    int m_bound = 0;
    int m_bindError = 0;
};

/// An open SQLite database, used by one thread at a time. Errors name its path. Outlives its statements.
class SqliteDatabase
{
public:
    enum class Mode { read, write, create };

    static Result<std::unique_ptr<SqliteDatabase>> open(const std::string &path, Mode mode, int busyMilliseconds);

    Result<void> execute(const std::string &statements);
    Result<SqliteStatement> prepare(std::string_view statement);
    /// The first column of the first row; an error when there is none.
    Result<std::int64_t> integer(std::string_view query);
    Result<std::string> text(std::string_view query);

    /// One statement with its values to the end.
    template <class... Values>
    Result<void> run(std::string_view statement, const Values &...values)
    {
        return each(
            statement, [](const SqliteStatement &) {}, values...);
    }
    /// Calls `take(statement)` for each row of a query.
    template <class Take, class... Values>
    Result<void> each(std::string_view query, Take take, const Values &...values)
    {
        auto statement = prepare(query);
        if (!statement)
            return tl::unexpected(statement.error());
        (statement->bind(values), ...);
        for (;;) {
            const auto row = statement->step();
            if (!row)
                return tl::unexpected(row.error());
            if (!*row)
                return {};
            take(*statement);
        }
    }

    const std::string &path() const { return m_path; }
    /// True once SQLite found the file to be no database or to contradict itself.
    bool isDamaged() const { return m_damaged; }
    bool isBusy() const { return m_busy; } ///< the last error was that another program held the file
    std::int64_t changes() const;

private:
    friend class SqliteStatement;
    friend class SqliteTransaction;
    struct Closer {
        void operator()(sqlite3 *handle) const;
    };
    tl::unexpected<Error> error(int code);

    std::string m_path;
    std::unique_ptr<sqlite3, Closer> m_handle;
    bool m_damaged = false, m_busy = false;
};

/// Everything or nothing: what was not committed when this goes away is undone. Takes the write lock at once, so that
/// what it reads stays true until it writes.
class SqliteTransaction
{
public:
    explicit SqliteTransaction(SqliteDatabase &database);
    ~SqliteTransaction();
    SqliteTransaction(const SqliteTransaction &) = delete;
    SqliteTransaction &operator=(const SqliteTransaction &) = delete;

    const Result<void> &begun() const { return m_begun; }
    Result<void> commit();

private:
    SqliteDatabase &m_database;
    Result<void> m_begun;
    bool m_open = false;
};

} // namespace cs
