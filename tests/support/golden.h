// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/paths.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>
#include <string>

namespace cs::test
{

/// Compares with tests/golden/<name>; with CS_UPDATE_GOLDEN set it writes the file anew instead. Look at the difference
/// before it is committed.
inline void checkGolden(const std::string &name, const std::string &text)
{
    const std::string path = sourcePath("tests/golden/" + name);
    if (std::getenv("CS_UPDATE_GOLDEN")) {
        std::ofstream out(path, std::ios::binary);
        out << text;
        REQUIRE(out.good());
        return;
    }
    std::ifstream in(path, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), "missing " << path << ", run with CS_UPDATE_GOLDEN=1");
    std::stringstream expected;
    expected << in.rdbuf();
    if (expected.str() == text) {
        CHECK(true);
        return;
    }
    std::size_t at = 0;
    while (at < text.size() && at < expected.str().size() && text[at] == expected.str()[at])
        ++at;
    const std::size_t from = at < 80 ? 0 : at - 80;
    FAIL(name << " differs at byte " << at << "\n--- expected: " << expected.str().substr(from, 200)
              << "\n--- found: " << text.substr(from, 200));
}

} // namespace cs::test
