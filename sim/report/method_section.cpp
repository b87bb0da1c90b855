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

} // namespace

Sections methodSection(const ReportInput &input)
{
    ReportTable table;
    table.header = { "Strategy", "Seed", "Simulated", "Warm-up cut off", "Requests measured", "Fingerprint" };
    table.rightAligned = { false, true, true, true, true, false };
    for (const auto &run : input.runs)
        table.rows.push_back({ run->strategy, std::to_string(run->seed), figureText(run->durationSeconds, Unit::time),
            figureText(run->warmUpSeconds, Unit::time) + (run->warmUpAutomatic ? ", automatic" : ""),
            displayCount(run->requests), hexText(run->fingerprint) });
    ReportSection section { 1, "Method", {} };
    section.blocks.emplace_back(ReportText { std::string("Discrete-event simulation by Cache Strategist ") + version
        + ". The same scenario, strategy and seed give the same figures on any machine; "
          "the fingerprint tells whether two runs were the same." });
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(
        ReportText { "An automatic warm-up ends where MSER-5 puts it on the series of hit ratios; what "
                     "happened before is in no figure. Percentiles are off by at most 0.8 %." });
    return only(std::move(section));
}

} // namespace cs
