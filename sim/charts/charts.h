// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/results/run_result.h"

#include <span>
#include <string>
#include <vector>

namespace cs
{

/// A chart of one run or of several runs side by side. To add one: a file with its build function and a line in
/// charts.cpp.
struct ChartBuilder {
    const char *id;
    const char *title;
    bool comparesRuns; ///< false: one chart per run
    ChartSpec (*build)(std::span<const RunResultPtr> runs); ///< with comparesRuns false: exactly one run
};
std::span<const ChartBuilder> chartBuilders();

/// Every chart of these runs, in the order of the registry.
std::vector<ChartSpec> buildCharts(std::span<const RunResultPtr> runs);

struct SvgOptions {
    int width = 760, height = 380; ///< px
    bool dark = false;
    std::string fontFamily = "Noto Sans, DejaVu Sans, sans-serif";
};
/// A complete SVG document with title and description for screen readers; user text is escaped.
std::string chartSvg(const ChartSpec &spec, const SvgOptions &options = {});
/// One row per x value, one column per series; units in the header.
std::string chartCsv(const ChartSpec &spec);

/// "#rrggbb" of palette colour `index`; readable on its background.
std::string paletteColour(int index, bool dark);

} // namespace cs
