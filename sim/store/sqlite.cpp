// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/sqlite.h"

#include <climits>
#include <sqlite3.h>

namespace cs
{

// ---------------------------------------------------------------- statements

void SqliteStatement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

void SqliteStatement::note(int code)
{
    if (code != SQLITE_OK && m_bindError == SQLITE_OK)
        m_bindError = code;
}

SqliteStatement &SqliteStatement::bind(std::int64_t value)
{
    note(sqlite3_bind_int64(m_statement.get(), next(), value));
    return *this;
}

SqliteStatement &SqliteStatement::bind(double value)
{
    note(sqlite3_bind_double(m_statement.get(), next(), value));
    return *this;
}

SqliteStatement &SqliteStatement::bind(std::string_view text)
{
    note(sqlite3_bind_text64(m_statement.get(), next(), text.empty() ? "" : text.data(),
        static_cast<sqlite3_uint64>(text.size()), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

SqliteStatement &SqliteStatement::bindBytes(std::string_view bytes)
{
    note(sqlite3_bind_blob64(m_statement.get(), next(), bytes.empty() ? "" : bytes.data(),
        static_cast<sqlite3_uint64>(bytes.size()), SQLITE_TRANSIENT));
    return *this;
}

SqliteStatement &SqliteStatement::bindNull()
{
    note(sqlite3_bind_null(m_statement.get(), next()));
    return *this;
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_bound = 0;
    m_bindError = SQLITE_OK;
}

Result<bool> SqliteStatement::step()
{
    if (m_bindError != SQLITE_OK) {
        const auto failed = m_database->error(m_bindError);
        reset();
        return failed;
    }
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    const auto failed = m_database->error(code);
    reset();
    return failed;
}

Result<void> SqliteStatement::run()
{
    for (;;) {
        const auto row = step();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return {};
    }
}

std::int64_t SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double SqliteStatement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string SqliteStatement::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)))
                : std::string();
}

std::string SqliteStatement::bytes(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement.get(), column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)))
                 : std::string();
}

bool SqliteStatement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

// ---------------------------------------------------------------- database

void SqliteDatabase::Closer::operator()(sqlite3 *handle) const
{
    sqlite3_close_v2(handle);
}

tl::unexpected<Error> SqliteDatabase::error(int code)
{
    const int kind = code & 0xFF;
    m_damaged = m_damaged || kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
    m_busy = kind == SQLITE_BUSY || kind == SQLITE_LOCKED;
    std::string message = sqlite3_errstr(code);
    if (m_handle && (sqlite3_errcode(m_handle.get()) & 0xFF) == kind)
        message = sqlite3_errmsg(m_handle.get());
    return fail(message, m_path);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string &path, Mode mode, int busyMilliseconds)
{
    auto database = std::make_unique<SqliteDatabase>();
    database->m_path = path;
    const int flags = mode == Mode::read ? SQLITE_OPEN_READONLY
        : mode == Mode::write            ? SQLITE_OPEN_READWRITE
                                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    database->m_handle.reset(handle);
    if (code != SQLITE_OK)
        return database->error(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busyMilliseconds);
    return database;
}

Result<void> SqliteDatabase::execute(const std::string &statements)
{
    const int code = sqlite3_exec(m_handle.get(), statements.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view statement)
{
    sqlite3_stmt *prepared = nullptr;
    const int code
        = sqlite3_prepare_v2(m_handle.get(), statement.data(), static_cast<int>(statement.size()), &prepared, nullptr);
    if (code != SQLITE_OK)
        return error(code);
    return SqliteStatement(*this, prepared);
}

Result<std::int64_t> SqliteDatabase::integer(std::string_view query)
{
    auto statement = prepare(query);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail("gives no row: " + std::string(query), m_path);
    return statement->integer(0);
}

Result<std::string> SqliteDatabase::text(std::string_view query)
{
    auto statement = prepare(query);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail("gives no row: " + std::string(query), m_path);
    return statement->text(0);
}

std::int64_t SqliteDatabase::changes() const
{
    return sqlite3_changes(m_handle.get());
}

// ---------------------------------------------------------------- transactions

SqliteTransaction::SqliteTransaction(SqliteDatabase &database)
    : m_database(database)
    , m_begun(database.execute("BEGIN IMMEDIATE"))
    , m_open(m_begun.has_value())
{
}

SqliteTransaction::~SqliteTransaction()
{
    // What cannot be undone now is undone by SQLite when the connection ends.
    if (m_open)
        (void)m_database.execute("ROLLBACK");
}

Result<void> SqliteTransaction::commit()
{
    auto done = m_database.execute("COMMIT");
    m_open = !done.has_value();
    return done;
}

} // namespace cs
