// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/events.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

bool isGrowthOf(const TimelineEvent &event, const DataType &type)
{
    return event.event == EventKind::growth && event.dataType == type.name && event.factor;
}

/// Of the event alone at a time.
double growthAt(const TimelineEvent &event, Duration time)
{
    if (time < event.at)
        return 1;
    const Duration length = event.duration.value_or(Duration {});
    const double part = length.ns <= 0
        ? 1
        : std::min(1.0, static_cast<double>((time - event.at).ns) / static_cast<double>(length.ns));
    return 1 + (*event.factor - 1) * part;
}

/// The sum of rank^-exponent over ranks 1..n, beyond a hundred thousand by Euler and Maclaurin.
double zipfSum(double n, double exponent)
{
    const double exact = std::min(n, 1e5);
    double sum = 0;
    for (double rank = exact; rank >= 1; --rank)
        sum += std::pow(rank, -exponent);
    if (n <= exact)
        return sum;
    const auto integral
        = [exponent](double x) { return exponent == 1 ? std::log(x) : std::pow(x, 1 - exponent) / (1 - exponent); };
    return sum + integral(n) - integral(exact) + (std::pow(n, -exponent) - std::pow(exact, -exponent)) / 2;
}

} // namespace

std::vector<GrowthStep> growthSteps(const DataType &type, const std::vector<TimelineEvent> &timeline)
{
    std::vector<Duration> times;
    for (const TimelineEvent &event : timeline) {
        if (!isGrowthOf(event, type))
            continue;
        const std::int64_t length = event.duration.value_or(Duration {}).ns;
        constexpr std::int64_t steps = 100;
        for (std::int64_t i = length > 0 ? 1 : steps; i <= steps; ++i)
            times.push_back(event.at + Duration { length / steps * i + length % steps * i / steps });
    }
    std::sort(times.begin(), times.end());
    std::vector<GrowthStep> out;
    for (const Duration time : times) {
        double keys = static_cast<double>(type.keys);
        for (const TimelineEvent &event : timeline)
            if (isGrowthOf(event, type))
                keys *= growthAt(event, time);
        const auto whole = static_cast<std::uint64_t>(std::max(1.0, keys + 0.5));
        if (out.empty() || out.back().keys != whole)
            out.push_back({ SimTime {} + time, whole });
    }
    return out;
}

std::uint64_t keysWithGrowth(const DataType &type, const std::vector<TimelineEvent> &timeline)
{
    std::uint64_t most = type.keys;
    for (const GrowthStep &step : growthSteps(type, timeline))
        most = std::max(most, step.keys);
    return most;
}

double readShare(const DataType &type, std::uint64_t rank)
{
    const Popularity &law = type.popularity;
    const auto keys = static_cast<double>(type.keys);
    const auto at = static_cast<double>(rank);
    if (rank >= type.keys)
        return 0;
    switch (law.law) {
    case PopularityLaw::uniform:
        return 1 / keys;
    case PopularityLaw::zipf:
        return std::pow(at + 1, -law.exponent) / zipfSum(keys, law.exponent);
    case PopularityLaw::hotspot: {
        const double hot = std::max(1.0, std::ceil(law.keysShare * keys));
        if (hot >= keys)
            return 1 / keys;
        return at < hot ? law.readsShare / hot : (1 - law.readsShare) / (keys - hot);
    }
    case PopularityLaw::exponential: {
        if (law.rate == 0)
            return 1 / keys;
        const double step = law.rate / keys;
        return (std::exp(-step * at) - std::exp(-step * (at + 1))) / -std::expm1(-law.rate);
    }
    case PopularityLaw::table: {
        double sum = 0;
        for (const double weight : law.weights)
            sum += weight;
        return rank < law.weights.size() && sum > 0 ? law.weights[rank] / sum : 0;
    }
    }
    return 0;
}

double flashReads(const DataType &type, const std::vector<TimelineEvent> &timeline, double seconds)
{
    double reads = 0;
    for (const TimelineEvent &event : timeline) {
        if (event.event != EventKind::flashCrowd || event.dataType != type.name || !event.factor)
            continue;
        const double left = std::max(0.0, seconds - event.at.seconds());
        const double length = event.duration ? std::min(left, event.duration->seconds()) : left;
        reads += type.reads.rate * (*event.factor - 1) * length * (event.key ? readShare(type, *event.key) : 1);
    }
    return reads;
}

} // namespace cs
