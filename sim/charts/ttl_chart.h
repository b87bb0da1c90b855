// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/ttl_tradeoff.h"
#include "sim/charts/chart_spec.h"

namespace cs
{

/// Hit ratio, stale reads and violations of one data type against its TTL at one layer, the tolerance marked.
ChartSpec ttlChart(const TtlReport &report, const TtlTradeoff &tradeoff);

} // namespace cs
