// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/curve.h"

namespace cs
{

std::string curveTable(const CapacityCurve &curve);
std::string curveMarkdown(const CapacityCurve &curve);
std::string curveCsv(const CapacityCurve &curve);
/// {"format": "cache-strategist/curve", "version": 1, ...}
std::string curveJson(const CapacityCurve &curve);

/// What the curve is of and how it was found; a sentence for each mark of each line.
std::vector<std::string> curveHead(const CapacityCurve &curve);
std::vector<std::string> curveMarks(const CapacityCurve &curve);
/// "12,345 entries", "1.24 GB".
std::string capacityText(const CapacityCurve &curve, std::uint64_t capacity);

} // namespace cs
