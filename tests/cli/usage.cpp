// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>

using namespace cs::test;

TEST_CASE("--version and --help succeed on standard output")
{
    const auto version = cachestrat({ "--version" });
    CHECK(version.exitCode == 0);
    CHECK(version.out.starts_with("cachestrat "));
    CHECK(version.err.empty());
    const auto help = cachestrat({ "--help" });
    CHECK(help.exitCode == 0);
    for (const char *command :
        { "check", "simulate", "estimate", "advise", "replay", "import", "report", "presets", "new" }) {
        CAPTURE(command);
        CHECK(contains(help.out, command));
        const auto own = cachestrat({ command, "--help" });
        CHECK(own.exitCode == 0);
        CHECK_FALSE(own.out.empty());
    }
}

TEST_CASE("wrong usage is exit code 2 and says so on standard error")
{
    const Scratch scratch;
    const auto scenario = scratch.file("s.scenario.json", smallScenario());
    const std::vector<std::vector<std::string>> wrong {
        {},
        { "no-such-command" },
        { "simulate" },
        { "simulate", scenario, "--no-such-option" },
        { "estimate" },
        { "advise" },
        { "advise", scenario, "--format", "csv" },
        { "advise", scenario, "--duration", "-1h" },
        { "estimate", scenario, "--seed", "many" },
        { "estimate", scenario, "--duration", "-1h" },
        { "estimate", scenario, "--format", "xml" },
        { "simulate", scenario, "--format", "xml" },
        { "simulate", scenario, "--seed", "many" },
        { "simulate", scenario, "--seed", "-1" },
        { "simulate", scenario, "--seed", "18446744073709551616" },
        { "report", scenario, "-o", scratch.path("r.md"), "--seed", "-1" },
        { "replay", scenario, "--eviction", "lru", "--capacity", "10%", "--seed", "-1" },
        { "replay", scenario, "--eviction", "lru", "--capacity", "10%", "--warm-up", "-1" },
        { "simulate", scenario, "--duration", "soon" },
        { "simulate", scenario, "--duration", "-1h" },
        { "check" },
        { "replay" },
        { "import" },
        { "report" },
        { "new" },
        { "presets", "more" },
    };
    for (const auto &arguments : wrong) {
        std::string line;
        for (const auto &argument : arguments)
            line += argument + " ";
        CAPTURE(line);
        const auto result = cachestrat(arguments);
        CHECK(result.exitCode == 2);
        CHECK(result.out.empty());
        CHECK_FALSE(result.err.empty());
    }
}
