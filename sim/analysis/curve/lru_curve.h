// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/marks.h"
#include "sim/analysis/curve/trace_curve.h"

namespace cs
{

/// LRU by entries, nothing expires: exact, from one pass over the stream.
Result<CapacityCurve> exactLruCurve(
    const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress);

/// LRU by entries or bytes from samples of the keys, all in one pass over the stream.
Result<CapacityCurve> sampledLruCurve(
    const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress);

/// The capacities that are asked for, or the grid; ascending, each once.
std::vector<std::uint64_t> curveCapacities(const TraceCurveOptions &options, std::uint64_t whole);

} // namespace cs
