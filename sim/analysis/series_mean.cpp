// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/series_mean.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::vector<double> Series::*ofRun[]
    = { &Series::reads, &Series::coalesced, &Series::originReads, &Series::failed, &Series::refreshes, &Series::retries,
          &Series::dbQueriesPerSecond, &Series::dbQueueLength, &Series::writesAtRisk };
constexpr std::vector<double> LayerSeries::*ofLayer[]
    = { &LayerSeries::reads, &LayerSeries::hits, &LayerSeries::entries, &LayerSeries::bytes };
constexpr std::vector<double> TypeSeries::*ofType[] = { &TypeSeries::reads, &TypeSeries::hits };

double at(const std::vector<double> &values, std::size_t i)
{
    return i < values.size() ? values[i] : 0;
}

void add(std::vector<double> &to, const std::vector<double> &from)
{
    to.resize(std::max(to.size(), from.size()));
    for (std::size_t i = 0; i < from.size(); ++i)
        to[i] += from[i];
}

template <class Part, class Members>
void addParts(std::vector<Part> &to, const std::vector<Part> &from, const Members &members)
{
    for (std::size_t i = 0; i < to.size() && i < from.size(); ++i)
        for (const auto member : members)
            add(to[i].*member, from[i].*member);
}

template <class Members, class Part>
void divide(Part &part, const Members &members, double by)
{
    for (const auto member : members)
        for (double &value : part.*member)
            value /= by;
}

} // namespace

void addSeries(Series &sum, const Series &series)
{
    if (series.timeSeconds.size() > sum.timeSeconds.size())
        sum.timeSeconds = series.timeSeconds;
    sum.latencyMeanSeconds.resize(sum.timeSeconds.size());
    for (std::size_t i = 0; i < sum.latencyMeanSeconds.size(); ++i) {
        const double before = at(sum.reads, i) - at(sum.failed, i), now = at(series.reads, i) - at(series.failed, i);
        const double both = before + now;
        if (both > 0)
            sum.latencyMeanSeconds[i]
                = (sum.latencyMeanSeconds[i] * before + at(series.latencyMeanSeconds, i) * now) / both;
    }
    for (const auto member : ofRun)
        add(sum.*member, series.*member);
    addParts(sum.layers, series.layers, ofLayer);
    addParts(sum.dataTypes, series.dataTypes, ofType);
}

void divideSeries(Series &sum, std::uint64_t replications)
{
    const double by = static_cast<double>(replications);
    divide(sum, ofRun, by);
    for (auto &layer : sum.layers)
        divide(layer, ofLayer, by);
    for (auto &type : sum.dataTypes)
        divide(type, ofType, by);
}

} // namespace cs
