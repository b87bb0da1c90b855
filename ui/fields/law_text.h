// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/quantity.h"
#include "sim/model/law.h"

#include <string>

namespace cs::ui
{

/// One line for a law, as a cell or a form holds it: "180ms", "lognormal mean 180ms cv 1", "lognormal p50 1ms p99 4ms",
/// "exponential mean 1ms", "uniform min 1ms max 3ms", "gpd location 0s scale 1ms shape 0.3",
/// "table 1ms, 2ms weights 1, 3", "per_key 1 kB, 2 kB". parseLaw reads what formatLaw writes, and "180ms cv 1" as
/// lognormal.
std::string formatLaw(const Law &law, Unit unit);
Result<Law> parseLaw(const std::string &text, Unit unit);

/// Short form for a table cell: "180ms, cv 1".
std::string shortLaw(const Law &law, Unit unit);

/// A law of another kind with the same mean, as far as that is possible.
Law convertedLaw(const Law &law, LawKind kind, LognormalForm form = LognormalForm::meanCv);

} // namespace cs::ui
