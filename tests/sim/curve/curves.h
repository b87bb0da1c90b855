// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/trace_curve.h"
#include "tests/sim/replay/streams.h"

namespace cs::test
{

inline OpenRequests openStream(const Stream &stream)
{
    return [&stream] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); };
}

inline TraceCurveOptions curveOptions(
    const std::vector<std::uint64_t> &capacities, CapacityUnit unit = CapacityUnit::entries)
{
    TraceCurveOptions options;
    options.capacities = optionsFor({}, capacities, unit).capacities;
    return options;
}

inline CapacityCurve curveOf(const OpenRequests &open, const TraceCurveOptions &options)
{
    const auto curve = traceCurve(open, options);
    REQUIRE_MESSAGE(curve, (curve ? "" : curve.error().text()));
    return *curve;
}

} // namespace cs::test
