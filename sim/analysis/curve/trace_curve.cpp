// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/trace_curve.h"

#include "sim/analysis/curve/lru_curve.h"
#include "sim/core/quantity.h"
#include "sim/replay/sampled.h"

#include <algorithm>
#include <cmath>

namespace cs
{

std::vector<ReplayCapacity> shareGrid(std::uint64_t points, int decades)
{
    std::vector<ReplayCapacity> grid;
    for (std::uint64_t i = 0; i < points; ++i) {
        const double back = points == 1 ? 0 : 1 - static_cast<double>(i) / static_cast<double>(points - 1);
        const double share = i + 1 == points ? 1 : std::pow(10, -decades * back);
        grid.push_back({ formatNumber(share), share, 0 });
    }
    return grid;
}

std::vector<std::uint64_t> curveCapacities(const TraceCurveOptions &options, std::uint64_t whole)
{
    const auto list = options.capacities.list.empty() ? shareGrid(options.points) : options.capacities.list;
    std::vector<std::uint64_t> out;
    for (const ReplayCapacity &capacity : list)
        out.push_back(resolveCapacity(capacity, whole));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

namespace
{

bool expires(const TraceCurveOptions &options)
{
    return options.ttl || options.recordedTtls;
}

ReplayOptions replayOptions(const TraceCurveOptions &options, std::vector<Eviction> evictions)
{
    ReplayOptions out;
    out.evictions = std::move(evictions);
    out.capacities = options.capacities;
    if (out.capacities.list.empty())
        out.capacities.list = shareGrid(options.points);
    out.ttl = options.ttl;
    out.recordedTtls = options.recordedTtls;
    out.seed = options.seed;
    out.keyBytes = options.keyBytes;
    out.threads = options.threads;
    return out;
}

CurvePoint pointOf(const ReplayResult &result)
{
    CurvePoint point;
    point.capacity = result.capacity;
    point.hitRatio = result.hitRatio;
    point.hitRatioHalfWidth = result.hitRatioHalfWidth;
    point.byteHitRatio = result.byteHitRatio;
    point.byteHitRatioHalfWidth = result.byteHitRatioHalfWidth;
    return point;
}

/// Caches of every capacity, each played; scaled down with a sample.
Result<CapacityCurve> playedCurve(const OpenRequests &open, const TraceCurveOptions &options,
    const std::vector<Eviction> &evictions, std::stop_token stop, const ReplayProgress &progress)
{
    const ReplayOptions asked = replayOptions(options, evictions);
    const auto report = options.sample < 1 ? replaySampled(open, asked, options.sample, stop, progress)
                                           : replay(open, asked, stop, progress);
    if (!report)
        return tl::unexpected(report.error());
    CapacityCurve curve;
    curve.requests = report->requests;
    curve.objects = report->objects;
    curve.objectBytes = report->objectBytes;
    curve.unit = report->unit;
    curve.workingSet = curve.unit == CapacityUnit::bytes ? report->objectBytes : report->objects;
    for (const Eviction eviction : evictions) {
        CurveLine line;
        line.eviction = eviction;
        line.method = options.sample < 1 ? CurveMethod::miniature : CurveMethod::replay;
        for (const ReplayResult &result : report->results)
            if (result.eviction == eviction)
                line.points.push_back(pointOf(result));
        const auto byCapacity = [](const CurvePoint &a, const CurvePoint &b) { return a.capacity < b.capacity; };
        std::stable_sort(line.points.begin(), line.points.end(), byCapacity);
        const auto same = [](const CurvePoint &a, const CurvePoint &b) { return a.capacity == b.capacity; };
        line.points.erase(std::unique(line.points.begin(), line.points.end(), same), line.points.end());
        curve.lines.push_back(std::move(line));
    }
    return curve;
}

/// Too few sampled objects fit in: the grid does without, what was asked for is told.
void dropCoarsePoints(CapacityCurve &curve, const TraceCurveOptions &options)
{
    const double whole = static_cast<double>(curve.workingSet), objects = static_cast<double>(curve.objects);
    const auto isCoarse = [&](const CurvePoint &point) {
        return static_cast<double>(point.capacity) / whole * objects * options.sample < fewestSampledObjects;
    };
    std::size_t coarse = 0;
    for (CurveLine &line : curve.lines) {
        if (options.capacities.list.empty())
            std::erase_if(line.points, isCoarse);
        coarse += static_cast<std::size_t>(std::count_if(line.points.begin(), line.points.end(), isCoarse));
    }
    if (coarse > 0)
        curve.notes.push_back("The smallest capacities hold fewer than " + formatNumber(fewestSampledObjects)
            + " sampled objects: their estimates say little, and the interval does not cover it");
}

void addMarks(CapacityCurve &curve)
{
    bool ends = false;
    for (CurveLine &line : curve.lines) {
        // The one from every depth has them already, and finer.
        if (line.method == CurveMethod::stack)
            continue;
        if (line.points.size() >= fewestPointsToMark && line.points.back().capacity >= curve.workingSet)
            markCurve(line, shapeOf(line), curve.workingSet);
        else
            ends = true;
    }
    if (ends)
        curve.notes.push_back("The capacities asked for are few or end before the working set, so no knee is marked");
}

} // namespace

Result<CapacityCurve> traceCurve(
    const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    const bool sampled = options.sample < 1;
    const bool bytes = options.capacities.unit == CapacityUnit::bytes;
    std::vector<Eviction> played;
    bool stack = false;
    for (const Eviction eviction : options.evictions)
        if (eviction == Eviction::lru && !expires(options) && (sampled || !bytes))
            stack = true;
        else
            played.push_back(eviction);
    const double parts = (stack ? 1 : 0) + (played.empty() ? 0 : 1);
    const auto part = [&](int which) -> ReplayProgress {
        return [&, which](double fraction) {
            if (progress)
                progress((which + fraction) / parts);
        };
    };
    CapacityCurve curve;
    std::vector<CurveLine> lines;
    if (stack) {
        auto one
            = sampled ? sampledLruCurve(open, options, stop, part(0)) : exactLruCurve(open, options, stop, part(0));
        if (!one)
            return one;
        curve = std::move(*one);
        lines = std::move(curve.lines);
    }
    if (!played.empty()) {
        TraceCurveOptions asked = options;
        if (stack) {
            // The same capacities for all.
            asked.capacities.list.clear();
            for (const CurvePoint &point : lines.front().points)
                asked.capacities.list.push_back({ std::to_string(point.capacity), std::nullopt, point.capacity });
        }
        auto others = playedCurve(open, asked, played, stop, part(stack ? 1 : 0));
        if (!others)
            return others;
        std::move(others->lines.begin(), others->lines.end(), std::back_inserter(lines));
        if (!stack)
            curve = std::move(*others);
    }
    curve.lines.clear();
    for (const Eviction eviction : options.evictions)
        for (CurveLine &line : lines)
            if (line.eviction == eviction)
                curve.lines.push_back(line);
    if (sampled) {
        curve.sample = options.sample;
        curve.samples = samplesOfReplay;
        dropCoarsePoints(curve, options);
    }
    addMarks(curve);
    return curve;
}

Result<CapacityCurve> traceCurve(
    const TraceSource &trace, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    auto curve = traceCurve([&trace] { return openRequests(trace); }, options, std::move(stop), progress);
    if (!curve && curve.error().place.empty())
        curve.error().place = trace.file;
    if (curve)
        curve->subject = trace.file;
    return curve;
}

} // namespace cs
