// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/day.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double day = 86400;

/// Length of what repeats: the longest wave, or the week.
double periodOf(const PlannedWorkload &workload)
{
    double period = 0;
    for (const PlannedType &type : workload.types) {
        const Reads &reads = type.type->reads;
        if (reads.diurnal && reads.diurnal->peakToTrough > 1)
            period = std::max(period, reads.diurnal->period.seconds());
        if (!reads.weekly.empty())
            period = std::max(period, 7 * day);
    }
    return period;
}

void addScaled(KeyAtPlace &to, const KeyAtPlace &from, double weight)
{
    for (const auto member : { &KeyAtPlace::reads, &KeyAtPlace::hits, &KeyAtPlace::misses, &KeyAtPlace::joined,
             &KeyAtPlace::refreshes, &KeyAtPlace::staleServed, &KeyAtPlace::freshHits, &KeyAtPlace::entries,
             &KeyAtPlace::stores, &KeyAtPlace::fetch, &KeyAtPlace::fetchedFresh, &KeyAtPlace::life,
             &KeyAtPlace::idleLife, &KeyAtPlace::starts })
        to.*member += weight * from.*member;
}

void addScaled(TypeFlow &to, const TypeFlow &from, double weight)
{
    to.reads += weight * from.reads;
    to.writes += weight * from.writes;
    to.cells.resize(from.cells.size());
    for (std::size_t i = 0; i < from.cells.size(); ++i)
        addScaled(to.cells[i], from.cells[i], weight);
    for (const auto member :
        { &TypeFlow::originReads, &TypeFlow::originRefreshes, &TypeFlow::originFresh, &TypeFlow::checks }) {
        (to.*member).resize((from.*member).size());
        for (std::size_t i = 0; i < (from.*member).size(); ++i)
            (to.*member)[i] += weight * (from.*member)[i];
    }
}

NetworkState meanOf(const std::vector<NetworkState> &slots, const std::vector<double> &weights)
{
    NetworkState mean;
    mean.types.resize(slots.front().types.size());
    mean.characteristic = slots.front().characteristic;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const double weight = weights[i];
        for (std::size_t t = 0; t < mean.types.size(); ++t)
            addScaled(mean.types[t], slots[i].types[t], weight);
        for (const auto queue : { &NetworkState::database, &NetworkState::app }) {
            const QueueFigures &from = slots[i].*queue;
            QueueFigures &to = mean.*queue;
            to.load += weight * from.load;
            to.utilisation += weight * from.utilisation;
            to.lost += weight * from.lost;
            to.overloaded = to.overloaded || from.overloaded;
        }
        mean.dbQueries += weight * slots[i].dbQueries;
        mean.dbVariance += weight * slots[i].dbVariance;
    }
    return mean;
}

} // namespace

std::vector<DaySlot> daySlots(const PlannedWorkload &workload)
{
    const double period = periodOf(workload), span = workload.end - workload.start;
    const double covered = period > 0 && span >= period ? period : span;
    const bool weekly = period > day * 1.5;
    const double wanted = period <= 0 ? 1 : weekly ? 42 : 12;
    const auto slots
        = static_cast<std::size_t>(period <= 0 ? 1 : std::clamp(std::ceil(wanted * covered / period), 2.0, wanted));
    std::vector<DaySlot> out(slots);
    for (std::size_t i = 0; i < slots; ++i) {
        out[i].weight = 1 / static_cast<double>(slots);
        const double at = workload.start + (static_cast<double>(i) + 0.5) * covered / static_cast<double>(slots);
        for (const PlannedType &type : workload.types) {
            const double factor = type.profile.isFlat() ? 1 : type.profile.at(at);
            out[i].factors.emplace_back(factor, type.writesFollowReads ? factor : 1);
        }
    }
    return out;
}

namespace
{

bool hasStampedes(const PlannedStrategy &strategy)
{
    for (const PlannedLayer &layer : strategy.planned)
        for (const auto &rule : layer.rules)
            if (rule && !rule->figures.coalesce && !layer.isView)
                return true;
    return false;
}

} // namespace

DayFigures solveDay(const PlannedWorkload &workload, const PlannedStrategy &strategy)
{
    DayFigures out;
    for (const DaySlot &slot : daySlots(workload)) {
        out.slots.push_back(
            solveNetwork(workload, strategy, slot.factors, out.slots.empty() ? nullptr : &out.slots.back()));
        out.weights.push_back(slot.weight);
    }
    out.mean = meanOf(out.slots, out.weights);
    const Database &database = workload.scenario->origin.database;
    if (!database.connections || out.mean.database.overloaded || !hasStampedes(strategy))
        return out;
    const double longest = std::min(30.0, database.timeout ? database.timeout->seconds() : 30.0);
    std::size_t busiest = 0;
    for (std::size_t i = 1; i < out.slots.size(); ++i)
        if (out.slots[i].database.load > out.slots[busiest].database.load)
            busiest = i;
    out.canStayBehind = staysBehind(workload, strategy, daySlots(workload)[busiest].factors, longest);
    return out;
}

} // namespace cs
