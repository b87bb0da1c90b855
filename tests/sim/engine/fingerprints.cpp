// SPDX-License-Identifier: GPL-3.0-or-later
// The course of every shipped scenario, strategy by strategy, as one number: equal on every machine and build type.
#include "sim/io/scenario_file.h"
#include "tests/support/golden.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <filesystem>

using namespace cs;

TEST_CASE("Shipped scenarios take the course on record")
{
    std::vector<std::string> files;
    for (const auto &entry : std::filesystem::directory_iterator(test::sourcePath("scenarios")))
        if (entry.path().string().ends_with(".scenario.json"))
            files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    REQUIRE_FALSE(files.empty());
    std::string text;
    for (const auto &path : files) {
        const auto file = loadScenario(path);
        REQUIRE(file);
        Scenario scenario = file->scenario;
        // A few hours show every mechanism; whole days would only take longer.
        scenario.run.duration = std::min(scenario.run.duration, test::seconds(4 * 3600));
        scenario.run.warmUp = Duration { 0 };
        std::erase_if(scenario.timeline, [&](const TimelineEvent &event) { return event.at >= scenario.run.duration; });
        for (std::size_t i = 0; i < scenario.strategies.size(); ++i) {
            const auto result = test::run(scenario, i);
            text += std::filesystem::path(path).filename().string() + ", " + result->strategy + ": "
                + std::to_string(result->requests) + " requests, " + std::to_string(result->totals.hits) + " hits, "
                + std::to_string(result->fingerprint) + "\n";
        }
    }
    test::checkGolden("fingerprints.txt", text);
}
