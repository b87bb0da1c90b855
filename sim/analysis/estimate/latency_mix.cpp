// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/latency_mix.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// The wait in a queue over the slots of the day, each as often as it is asked.
WeightedLaw waitOf(const DayFigures &day, QueueFigures NetworkState::*queue, const std::vector<double> &asked)
{
    std::vector<WeightedLaw> waits;
    std::vector<LawShare> parts;
    waits.reserve(day.slots.size());
    for (std::size_t i = 0; i < day.slots.size(); ++i) {
        const QueueFigures &figures = day.slots[i].*queue;
        waits.push_back(
            WeightedLaw::sometimesExponential(figures.waits, figures.waits > 0 ? figures.wait / figures.waits : 0));
        parts.push_back({ asked[i] * day.weights[i], &waits.back() });
    }
    if (std::all_of(waits.begin(), waits.end(), [](const auto &wait) { return wait.isZero(); }))
        return WeightedLaw::constant(0);
    return mixtureOf(parts);
}

/// Origin reads of a type by slot.
std::vector<double> originReads(const PlannedWorkload &workload, const DayFigures &day, std::size_t t)
{
    std::vector<double> out;
    for (const NetworkState &slot : day.slots) {
        double sum = 1e-30;
        for (std::size_t b = 0; b < workload.types[t].buckets.size(); ++b)
            sum += slot.types[t].originReads[b] * workload.types[t].buckets[b].keys;
        out.push_back(sum);
    }
    return out;
}

/// The origin's answer: app, then database; a read that only checks, or is for nothing, needs less.
WeightedLaw originLaw(const PlannedWorkload &workload, const DayFigures &day, std::size_t t)
{
    const PlannedType &type = workload.types[t];
    const std::vector<double> asked = originReads(workload, day, t);
    const WeightedLaw dbWait = waitOf(day, &NetworkState::database, asked);
    double checks = 0, whole = 0;
    for (std::size_t b = 0; b < type.buckets.size(); ++b) {
        const TypeFlow &flow = day.mean.types[t];
        const double reads = flow.originReads[b] * type.buckets[b].keys;
        const double only = type.buckets[b].absent ? 1 : flow.checks[b];
        checks += reads * only;
        whole += reads * (1 - only);
    }
    const WeightedLaw full = sumOf(sumOf(waitOf(day, &NetworkState::app, asked), type.app), sumOf(dbWait, type.dbTime));
    if (checks <= 0)
        return full;
    const WeightedLaw check = sumOf(dbWait, type.checkTime);
    return mixtureOf({ { whole, &full }, { checks, &check } });
}

} // namespace

TypeLatencies latenciesOf(const PlannedWorkload &workload, const PlannedStrategy &strategy, const DayFigures &day,
    std::size_t t, const std::vector<KeyAtPlace> &rates)
{
    const auto &path = strategy.paths[t];
    TypeLatencies out;
    out.hits.resize(path.size());
    out.joined.resize(path.size());
    WeightedLaw fetch = originLaw(workload, day, t); // from leaving a place until the value is back
    WeightedLaw appWait;
    if (day.mean.app.load > 0)
        appWait = waitOf(day, &NetworkState::app, originReads(workload, day, t));
    // From the origin outward: what a fetch takes that starts at a place, and one who joins it.
    for (std::size_t p = path.size(); p-- > 0;) {
        const PlannedLayer &layer = strategy.planned[path[p]];
        fetch = sumOf(layer.missLatency, fetch);
        if (rates[p].joined > 0)
            out.joined[p] = residualOf(fetch);
        out.hits[p] = layer.latency;
        if (layer.insideApp && !workload.hitTime.isZero())
            out.hits[p] = sumOf(layer.latency, sumOf(appWait, workload.hitTime));
        if (p > 0)
            fetch = mixtureOf({ { rates[p].hits + 1e-30, &out.hits[p] }, { rates[p].joined, &out.joined[p] },
                { rates[p].misses, &fetch } });
    }
    // From the client inward: the layers asked in vain.
    WeightedLaw passed;
    for (std::size_t p = 0; p < path.size(); ++p) {
        if (rates[p].hits > 0)
            out.hits[p] = sumOf(passed, out.hits[p]);
        if (rates[p].joined > 0)
            out.joined[p] = sumOf(passed, out.joined[p]);
        if (rates[p].misses > 0)
            passed = sumOf(passed, strategy.planned[path[p]].missLatency);
    }
    out.origin = sumOf(passed, originLaw(workload, day, t));
    return out;
}

void addTo(Histogram &histogram, const WeightedLaw &law, std::uint64_t count)
{
    constexpr int spread = 8;
    const auto &points = law.points;
    double reached = 0;
    std::uint64_t added = 0;
    const auto add = [&](double value, double weight) {
        reached += weight;
        const auto until = std::min(count, static_cast<std::uint64_t>(reached * static_cast<double>(count) + 0.5));
        histogram.add(static_cast<std::int64_t>(std::min(value, 9e9) * 1e9 + 0.5), until - added);
        added = until;
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        // Neighbours that stand for a continuous law are joined up; a jump stays one.
        const double value = points[i].value;
        const auto half = [&](std::size_t other) {
            const double gap = points[other].value - value;
            return std::fabs(gap) < 0.5 * value ? gap / 2 : 0;
        };
        const double low = i > 0 ? half(i - 1) : 0, high = i + 1 < points.size() ? half(i + 1) : 0;
        if (low == 0 || high == 0) {
            add(value, points[i].weight);
            continue;
        }
        // Even on either side, so that the mean stays: the nearer side gets more.
        const double above = -low / (high - low);
        for (int j = 0; j < spread / 2; ++j)
            add(value + low * (1 - (j + 0.5) * 2 / spread), points[i].weight * (1 - above) * 2 / spread);
        for (int j = 0; j < spread / 2; ++j)
            add(value + high * (j + 0.5) * 2 / spread, points[i].weight * above * 2 / spread);
    }
    if (added < count && !points.empty())
        histogram.add(static_cast<std::int64_t>(std::min(points.back().value, 9e9) * 1e9 + 0.5), count - added);
}

} // namespace cs
