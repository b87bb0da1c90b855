// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace cs::test
{

inline std::string sourcePath(const std::string &relative)
{
    return std::string(CS_SOURCE_DIR) + "/" + relative;
}

/// Data of other projects, never committed: `$CS_REAL_DATA`, or the folder shared/data beside the checkout.
/// Empty when it is not there; the test then prints "SKIPPED: ..." and returns.
inline std::string realDataPath(const std::string &relative)
{
    const char *folder = std::getenv("CS_REAL_DATA");
    const std::string base = folder ? folder : std::string(CS_SOURCE_DIR) + "/../shared/data";
    const std::string path = base + "/" + relative;
    return std::filesystem::exists(path) ? path : std::string();
}

} // namespace cs::test
