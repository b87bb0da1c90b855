// SPDX-License-Identifier: GPL-3.0-or-later
// The errors that docs/estimate.md states are measured again.
#include "tests/sim/estimate/error_grid.h"
#include "tests/support/paths.h"

#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace cs::test;

namespace
{

/// The figures of the line that begins with the output's name.
std::vector<double> published(const std::string &page, const std::string &name)
{
    std::vector<double> out;
    const auto at = page.find("| " + name + " |");
    if (at == std::string::npos)
        return out;
    std::istringstream cells(page.substr(at, page.find('\n', at) - at));
    std::string cell;
    for (int i = 0; std::getline(cells, cell, '|'); ++i)
        if (i >= 2)
            out.push_back(std::stod(cell));
    return out;
}

} // namespace

TEST_CASE("The published errors of the estimate are what they are over 200 scenarios")
{
    std::vector<GridErrors> errors;
    for (std::uint64_t number = 1; number <= 200; ++number)
        errors.push_back(measureErrors(number));
    const auto measured = summary(errors);
    const std::string table = gridTable(measured);
    std::printf("%s", table.c_str());
    std::ifstream file(sourcePath("docs/estimate.md"));
    std::stringstream page;
    page << file.rdbuf();
    for (std::size_t o = 0; o < gridOutputs.size(); ++o) {
        const auto figures = published(page.str(), gridOutputs[o].name);
        INFO("docs/estimate.md must have these lines:\n", table);
        REQUIRE(figures.size() == 4);
        const double now[] = { measured[o].median, measured[o].ninetieth, measured[o].worst, measured[o].medianNoise };
        for (std::size_t i = 0; i < 4; ++i) {
            CAPTURE(gridOutputs[o].name);
            CAPTURE(i);
            // To the last digit shown, and what another rounding of logarithms may do to single draws.
            CHECK(std::fabs(100 * now[i] - figures[i]) <= 0.0051 + 0.1 * figures[i]);
        }
    }
}
