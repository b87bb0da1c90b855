// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cs
{

/// Whole contents of a regular file. Errors name the path: missing, a directory, unreadable, larger than `maxBytes`.
Result<std::string> readFile(const std::string &path, std::uint64_t maxBytes);

/// Writes beside and renames, so that a reader sees the old file or the new one and a failure (full disk, no
/// permission) leaves the old one as it was. Keeps the permissions of an existing file and follows a symbolic link.
Result<void> writeFile(const std::string &path, std::string_view bytes);

} // namespace cs
