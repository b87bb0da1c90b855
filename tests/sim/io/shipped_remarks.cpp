// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_file.h"
#include "sim/model/remarks.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>
#include <filesystem>

using namespace cs;

TEST_CASE("the shipped scenarios say nothing that has no effect")
{
    for (const auto &file : std::filesystem::directory_iterator(test::sourcePath("scenarios"))) {
        const auto loaded = loadScenario(file.path().string());
        REQUIRE(loaded);
        CAPTURE(file.path().string());
        std::vector<Errors> all { remarksOnWorkload(loaded->scenario), remarksOnTimeline(loaded->scenario) };
        for (std::size_t i = 0; i < loaded->scenario.strategies.size(); ++i)
            all.push_back(remarksOnStrategy(loaded->scenario, i));
        for (const Errors &part : all)
            for (const Error &remark : part)
                FAIL_CHECK(remark.text());
    }
}
