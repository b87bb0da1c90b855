// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/version.h"
#include "sim/report/sections.h"
#include "sim/results/figure_text.h"

#include <cstdio>

namespace cs
{

namespace
{

std::string hexText(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

std::string precisionText(const RunResult &run)
{
    if (!run.precision)
        return {};
    return std::string(" The simulations went on until the hit ratio of every strategy was known to ± ")
        + figureText(*run.precision, Unit::share, 2)
        + (run.precisionReached ? "." : " or the most that were allowed were done; that precision was not reached.");
}

} // namespace

Sections methodSection(const ReportInput &input)
{
    ReportTable table;
    table.header
        = { "Strategy", "Seed", "Replications", "Simulated", "Warm-up cut off", "Requests measured", "Fingerprint" };
    table.rightAligned = { false, true, true, true, true, true, false };
    for (const auto &run : input.runs)
        table.rows.push_back({ run->strategy, std::to_string(run->seed), std::to_string(run->replications),
            figureText(run->durationSeconds, Unit::time),
            figureText(run->warmUpSeconds, Unit::time) + (run->warmUpAutomatic ? ", automatic" : ""),
            displayCount(run->requests), hexText(run->fingerprint) });
    ReportSection section { 1, "Method", {} };
    section.blocks.emplace_back(ReportText { std::string("Discrete-event simulation by Cache Strategist ") + version
        + ". The same scenario, strategy and seed give the same figures on any machine; "
          "the fingerprint tells whether two runs were the same." });
    section.blocks.emplace_back(std::move(table));
    if (input.after.replications > 1)
        section.blocks.emplace_back(ReportText { "Every strategy was simulated "
            + std::to_string(input.after.replications)
            + " times, on the same seeds as the others and independently of one another. Counts are the mean of one "
              "simulation; ratios and percentiles are of all of them together. ± is the half width of the 95 % "
              "interval "
              "(Student's t over the simulations, for ratios by the ratio estimator; for differences over pairs of "
              "simulations with the same seed). No interval stands where fewer than 100 events are behind a figure."
            + precisionText(input.after) });
    section.blocks.emplace_back(
        ReportText { "An automatic warm-up ends where MSER-5 puts it on the series of hit ratios; what "
                     "happened before is in no figure. Percentiles are off by at most 0.8 %." });
    return only(std::move(section));
}

} // namespace cs
