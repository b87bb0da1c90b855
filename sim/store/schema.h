// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/store/sqlite.h"

#include <span>

namespace cs
{

/// Tells a run library from databases of other programs ("CStr").
inline constexpr std::int64_t libraryApplication = 0x43537472;

/// Steps from one version of the schema to the next; step i makes version i + 1. A step that was released is never
/// edited: what changes later is a step of its own.
std::span<const char *const> librarySteps();

/// Brings a library to the newest version, in one transaction; a database that is none, or is of a newer program, is an
/// error and stays untouched.
Result<void> migrate(SqliteDatabase &database, std::span<const char *const> steps = librarySteps());

} // namespace cs
