// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <sstream>

using namespace cs::test;

TEST_CASE("every preset that is listed makes a scenario that checks and says its source")
{
    const auto list = cachestrat({ "presets" });
    REQUIRE(list.exitCode == 0);
    const Scratch scratch;
    std::istringstream lines(list.out);
    std::string line;
    int presets = 0;
    while (std::getline(lines, line)) {
        if (line.starts_with(' '))
            continue;
        ++presets;
        CAPTURE(line);
        const auto path = scratch.path(line + ".scenario.json");
        const auto made = cachestrat({ "new", line, "-o", path });
        CHECK(made.exitCode == 0);
        CHECK(made.out.empty());
        const auto checked = cachestrat({ "check", path });
        CHECK(checked.exitCode == 0);
        CHECK(contains(checked.out, "2 strategies: \"No cache\", \"Redis\""));
        CHECK_FALSE(contains(checked.out, "not simulated"));
        CHECK(contains(cachestrat({ "new", line }).out, "Source: "));
    }
    CHECK(presets >= 12);
}

TEST_CASE("a preset's name that is almost right is told")
{
    const auto wrong = cachestrat({ "new", "ycsb_b" });
    CHECK(wrong.exitCode == 1);
    CHECK(wrong.out.empty());
    CHECK(contains(wrong.err, "ycsb-b"));
}
