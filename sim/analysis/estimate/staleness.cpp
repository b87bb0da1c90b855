// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/staleness.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// How old entries are when they are hit: a density that falls like exp(-fall t) up to `most`.
struct HitAges {
    double most = forever, fall = 0;

    double mass() const { return discounted(most, fall); }
    double mean() const
    {
        if (fall <= 1e-12 * (most < forever ? 1 / most : 1))
            return most / 2;
        const double end = most == forever ? 0 : most * std::exp(-fall * most);
        return 1 / fall - end / -std::expm1(-fall * (most == forever ? 1e300 : most));
    }
    /// Share of the hits whose value was outdated more than `since` ago, if it had been `age` old when it was stored
    /// and is written at a rate of `writes`.
    double staler(double since, double age, double writes) const
    {
        const double from = std::max(0.0, since - age);
        if (from >= most)
            return 0;
        const double all = std::exp(-fall * from) * discounted(most - from, fall);
        const double untouched = std::exp(-writes * (age + from - since)) * std::exp(-fall * from)
            * discounted(most - from, fall + writes);
        return std::max(0.0, all - untouched) / mass();
    }
};

/// Nothing is older than `oldest`, the time that the caches have been running.
HitAges hitAges(const KeyAtPlace &cell, double nodes, double oldest)
{
    HitAges out;
    out.most = std::min(cell.life, oldest);
    const double rate = cell.reads / nodes,
                 perStore = cell.starts + cell.refreshes > 0 ? cell.hits / (cell.starts + cell.refreshes) : forever;
    if (rate <= 0 || perStore == forever)
        return out;
    // (1 - e^-y) / y = perStore / (rate life)
    const double wanted = perStore / (rate * out.most);
    if (wanted >= 0.999)
        return out;
    double y = wanted > 0.5 ? 2 * (1 - wanted) : 1 / wanted;
    for (int i = 0; i < 20; ++i) {
        const double value = -std::expm1(-y) / y - wanted;
        const double slope = (std::exp(-y) * (1 + y) - 1) / (y * y);
        y = std::max(1e-6, y - value / slope);
    }
    out.fall = y / out.most;
    return out;
}

/// How old a value is as a place stores it.
struct StoredAge {
    double age, weight;
};

struct Place {
    const PlannedWorkload &workload;
    const PlannedStrategy &strategy;
    const NetworkState &state;
    std::size_t type;

    const KeyAtPlace &cell(std::size_t bucket, std::size_t place) const
    {
        return state.types[type].cells[bucket * strategy.paths[type].size() + place];
    }
    const PlannedLayer &layer(std::size_t place) const { return strategy.planned[strategy.paths[type][place]]; }
    double nodes(std::size_t place) const
    {
        return layer(place).sharded ? 1 : static_cast<double>(layer(place).how.nodes);
    }
    double writes(std::size_t bucket) const
    {
        const RankBucket &one = workload.types[type].buckets[bucket];
        return one.absent ? 0 : one.writeShare * state.types[type].writes + workload.types[type].changes;
    }
    std::vector<StoredAge> storedAges(std::size_t bucket, std::size_t place) const
    {
        if (place + 1 >= strategy.paths[type].size())
            return { { 0, 1 } };
        const KeyAtPlace &behind = cell(bucket, place + 1);
        const RuleFigures &rule = layer(place + 1).rules[type]->figures;
        const double hit = behind.reads > 0 ? behind.hits / behind.reads : 0;
        std::vector<StoredAge> out;
        for (const StoredAge &inner : storedAges(bucket, place + 1)) {
            out.push_back({ inner.age, inner.weight * (1 - hit) });
            if (hit <= 0)
                continue;
            if (rule.refreshing || (rule.delivered >= 1 && rule.delay <= 0)) {
                out.push_back({ 0, inner.weight * hit }); // never outdated
                continue;
            }
            constexpr int parts = 5;
            const HitAges ages = hitAges(behind, nodes(place + 1), workload.end);
            const double most = std::min(ages.most, 2 * ages.mean());
            for (int i = 0; i < parts; ++i)
                out.push_back({ inner.age + (i + 0.5) / parts * most, inner.weight * hit / parts });
        }
        return out;
    }
    /// Share of the place's stale hits that are staler than `since`.
    double tail(std::size_t bucket, std::size_t place, double since, const HitAges &ages,
        const std::vector<StoredAge> &stored) const
    {
        const PlannedLayer &where = layer(place);
        const double rate = writes(bucket);
        if (where.isView) {
            const double build = workload.types[type].dbTime.mean();
            const HitAges cycle { cell(bucket, place).life, 0 };
            const double all = cycle.staler(0, build, rate);
            return all > 0 ? cycle.staler(since, build, rate) / all : 0;
        }
        const RuleFigures &rule = where.rules[type]->figures;
        double most = 0, all = 0;
        for (const StoredAge &one : stored) {
            most += one.weight * ages.staler(since, one.age, rate);
            all += one.weight * ages.staler(0, one.age, rate);
        }
        const double plain = all > 0 ? std::min(1.0, most / all) : 0;
        if (rule.refreshing || rule.delivered >= 1) // until the news arrive
            return rule.delay > 0 ? std::max(0.0, 1 - since / rule.delay) : plain;
        return plain;
    }
};

} // namespace

StaleFigures staleFigures(const PlannedWorkload &workload, const PlannedStrategy &strategy, const NetworkState &state,
    std::size_t type, std::size_t place)
{
    constexpr int count = 20;
    const Place where { workload, strategy, state, type };
    StaleFigures out;
    const auto &buckets = workload.types[type].buckets;
    const auto &tolerance = workload.types[type].type->stalenessTolerance;
    double longest = 0;
    for (std::size_t b = 0; b < buckets.size(); ++b) {
        const KeyAtPlace &cell = where.cell(b, place);
        out.stale += buckets[b].keys * cell.staleHits();
        const HitAges ages = hitAges(cell, where.nodes(place), workload.end);
        longest = std::max(longest, std::min(ages.most, 8 * ages.mean()));
    }
    for (std::size_t inner = place + 1; inner < strategy.paths[type].size(); ++inner) {
        const double life = where.cell(0, inner).life;
        longest += life < forever ? life : workload.running;
    }
    const RuleFigures &rule = where.layer(place).rules[type]->figures;
    if ((rule.refreshing || rule.delivered >= 1) && rule.delay > 0)
        longest = rule.delay;
    longest = std::min(longest, workload.end);
    for (int i = 0; i < count; ++i)
        out.thresholds.push_back(longest * std::pow(1e-3, 1 - (i + 1.0) / count));
    out.tail.assign(count, 0);
    for (std::size_t b = 0; b < buckets.size(); ++b) {
        const KeyAtPlace &cell = where.cell(b, place);
        const HitAges ages = hitAges(cell, where.nodes(place), workload.end);
        const std::vector<StoredAge> stored = where.storedAges(b, place);
        double age = where.layer(place).isView ? workload.types[type].dbTime.mean() : 0;
        for (const StoredAge &one : stored)
            age += one.weight * one.age;
        out.ageSum += buckets[b].keys * cell.hits * (age + std::min(ages.mean(), workload.running));
        const double stale = buckets[b].keys * cell.staleHits();
        if (stale <= out.stale * 1e-4)
            continue;
        if (tolerance)
            out.violations += stale * where.tail(b, place, tolerance->seconds(), ages, stored);
        for (int i = 0; i < count; ++i)
            out.tail[static_cast<std::size_t>(i)]
                += stale / out.stale * where.tail(b, place, out.thresholds[static_cast<std::size_t>(i)], ages, stored);
    }
    return out;
}

void addStaleness(Histogram &histogram, const StaleFigures &figures, std::uint64_t count)
{
    WeightedLaw law;
    law.points.clear();
    double above = 1, from = 0;
    for (std::size_t i = 0; i < figures.thresholds.size(); ++i) {
        const double next = std::min(above, figures.tail[i]), to = figures.thresholds[i];
        law.points.push_back({ (from + to) / 2, above - next });
        above = next;
        from = to;
    }
    if (above > 0)
        law.points.push_back({ from, above });
    double reached = 0;
    std::uint64_t added = 0;
    for (const auto &point : law.points) {
        reached += point.weight;
        const auto until = std::min(count, static_cast<std::uint64_t>(reached * static_cast<double>(count) + 0.5));
        histogram.add(static_cast<std::int64_t>(point.value * 1e9), until - added);
        added = until;
    }
}

} // namespace cs
