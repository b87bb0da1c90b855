// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/store/sqlite.h"

#include <optional>

namespace cs
{

/// Where runs are kept when nobody says: $CACHESTRAT_LIBRARY, else cache-strategist/runs.sqlite in $XDG_DATA_HOME or
/// ~/.local/share. Nothing when the first is "none", or when there is no home.
std::optional<std::string> defaultLibraryPath();

enum class OpenLibrary { existing, orNew };

struct OpenedLibrary {
    std::unique_ptr<SqliteDatabase> database;
    /// What was wrong with the file that stood there before: it was damaged and is now under the name that this says.
    std::optional<Error> setAside;
};

/// Opens the database of a run library: write-ahead log, foreign keys, newest schema, checked. A damaged file keeps all
/// its bytes under another name beside, and a new library takes its place. What is no library is refused, untouched.
Result<OpenedLibrary> openLibraryFile(const std::string &path, OpenLibrary how);

/// Renames a file that was found damaged, unless another program has done so; returns what to tell.
Error setAsideDamaged(const std::string &path);

} // namespace cs
