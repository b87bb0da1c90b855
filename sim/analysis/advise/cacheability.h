// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/facts.h"

namespace cs
{

/// One criterion of a score. It gives nothing at `nothingAt` and all its points at `threshold`, in between by the
/// logarithm of the value (shares and yes-or-no by the value itself).
struct Criterion {
    std::string name; ///< "read_write_ratio"
    std::string label; ///< "Reads per write"
    std::string unit; ///< of the three figures: "1", "s", "1/s", "B"
    double value = 0; ///< infinite where nothing limits it
    double nothingAt = 0;
    double threshold = 0;
    double points = 0; ///< at most
    double contribution = 0; ///< 0..points
    std::string valueText, thresholdText;
};

/// How well a data type suits a cache: the sum of its criteria, 0..100.
struct Cacheability {
    std::string dataType;
    double score = 0;
    std::vector<Criterion> criteria;
    std::string verdict; ///< "suits a cache well", ...
};

Cacheability cacheabilityOf(const TypeFacts &facts);

/// Share of the reads that a cache without limit of room could serve if it kept values for a day and lost them to
/// writes: how often the same keys come again.
double reuseOf(const TypeFacts &facts);

} // namespace cs
