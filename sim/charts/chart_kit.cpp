// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_kit.h"

#include "sim/results/figure_text.h"
#include "sim/results/result_tables.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

struct Scale {
    const char *name;
    double size; ///< SI value of one
    double from; ///< used for values from here on
};
constexpr Scale timeSpans[]
    = { { "ms", 1e-3, 0 }, { "s", 1, 1 }, { "min", 60, 180 }, { "h", 3600, 10800 }, { "d", 86400, 4 * 86400 } };
constexpr Scale latencies[] = { { "\u00b5s", 1e-6, 0 }, { "ms", 1e-3, 1e-3 }, { "s", 1, 10 } };
constexpr Scale sizes[]
    = { { "B", 1, 0 }, { "kB", 1e3, 1e3 }, { "MB", 1e6, 1e6 }, { "GB", 1e9, 1e9 }, { "TB", 1e12, 1e12 } };
constexpr Scale shares[] = { { "%", 0.01, 0 } };
constexpr Scale rates[] = { { "1/s", 1, 0 } };
constexpr Scale entries[] = { { "entries", 1, 0 } };

template <std::size_t N>
const Scale &suited(const Scale (&scales)[N], double largest)
{
    const Scale *best = scales;
    for (const auto &scale : scales)
        if (largest >= scale.from)
            best = &scale;
    return *best;
}

ChartAxis axis(const std::string &what, Unit unit, const Scale &scale)
{
    ChartAxis result;
    result.title = what + " (" + scale.name + ")";
    result.unit = unit;
    result.displayFactor = 1 / scale.size;
    return result;
}

constexpr int baselineColour = 8;
constexpr int plainColours = 8; ///< palette entries before the grey one

int kindColour(LayerKind kind)
{
    switch (kind) {
    case LayerKind::redis:
        return 0;
    case LayerKind::cdn:
        return 1;
    case LayerKind::inProcess:
        return 2;
    case LayerKind::browser:
        return 3;
    case LayerKind::memcached:
        return 4;
    case LayerKind::materializedView:
        return 5;
    }
    return 0;
}

} // namespace

ChartAxis timeAxis(double spanSeconds)
{
    ChartAxis result = axis("Time", Unit::time, suited(timeSpans, spanSeconds));
    result.max = spanSeconds;
    return result;
}

ChartAxis valueAxis(const std::string &what, Unit unit, double largest)
{
    switch (unit) {
    case Unit::time:
        return axis(what, unit, suited(latencies, largest));
    case Unit::bytes:
        return axis(what, unit, suited(sizes, largest));
    case Unit::share:
        return axis(what, unit, shares[0]);
    case Unit::rate:
        return axis(what, unit, rates[0]);
    case Unit::entries:
        return axis(what, unit, entries[0]);
    case Unit::number:
        break;
    }
    ChartAxis plain;
    plain.title = what;
    return plain;
}

std::vector<int> layerColours(const RunResult &run)
{
    std::vector<int> colours;
    for (const auto &layer : run.layers) {
        int colour = kindColour(layer.kind);
        for (int tries = 0; tries < plainColours
             && (std::find(colours.begin(), colours.end(), colour) != colours.end() || colour == delayedHitColour);
             ++tries)
            colour = (colour + 1) % plainColours;
        colours.push_back(colour);
    }
    return colours;
}

ChartSeries runSeries(std::span<const RunResultPtr> runs, std::size_t index)
{
    ChartSeries series;
    series.name = runs[index]->strategy;
    const bool baseline = runs.size() > 1 && index == 0;
    const int place = static_cast<int>(index) - (runs.size() > 1 ? 1 : 0);
    series.colour = baseline ? baselineColour : place % plainColours;
    series.dashed = baseline || (place / plainColours) % 2 == 1;
    return series;
}

std::vector<std::size_t> thinned(std::span<const double> values, std::size_t limit)
{
    std::vector<std::size_t> kept;
    const std::size_t buckets = std::max<std::size_t>(limit / 2, 1);
    if (values.size() <= limit) {
        for (std::size_t i = 0; i < values.size(); ++i)
            kept.push_back(i);
        return kept;
    }
    kept.push_back(0);
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        const std::size_t from = values.size() * bucket / buckets;
        const std::size_t to = values.size() * (bucket + 1) / buckets;
        const auto [low, high] = std::minmax_element(
            values.begin() + static_cast<std::ptrdiff_t>(from), values.begin() + static_cast<std::ptrdiff_t>(to));
        kept.push_back(static_cast<std::size_t>(std::min(low, high) - values.begin()));
        kept.push_back(static_cast<std::size_t>(std::max(low, high) - values.begin()));
    }
    kept.push_back(values.size() - 1);
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    return kept;
}

void thin(ChartSeries &series, std::size_t limit)
{
    const auto kept = thinned(series.y, limit);
    ChartSeries result = series;
    result.x.clear();
    result.y.clear();
    for (const auto i : kept) {
        result.x.push_back(series.x[i]);
        result.y.push_back(series.y[i]);
    }
    series = std::move(result);
}

std::vector<double> intervalMiddles(const Series &series)
{
    std::vector<double> times = series.timeSeconds;
    for (auto &time : times)
        time += series.interval.seconds() / 2;
    return times;
}

std::vector<double> intervalEnds(const Series &series)
{
    std::vector<double> times = series.timeSeconds;
    for (auto &time : times)
        time += series.interval.seconds();
    return times;
}

double largestOf(const ChartSpec &spec)
{
    double largest = 0;
    for (const auto &series : spec.series)
        for (const double y : series.y)
            largest = std::max(largest, y);
    return largest;
}

double spanOf(std::span<const RunResultPtr> runs)
{
    double span = 0;
    for (const auto &run : runs)
        span = std::max(span, run->durationSeconds);
    return span;
}

double commonWarmUp(std::span<const RunResultPtr> runs)
{
    if (runs.empty())
        return 0;
    const double first = runs.front()->warmUpSeconds;
    const bool same
        = std::all_of(runs.begin(), runs.end(), [first](const auto &run) { return run->warmUpSeconds == first; });
    return same ? first : 0;
}

void addEventMarks(ChartSpec &spec, std::span<const RunResultPtr> runs)
{
    constexpr std::size_t mostTold = 8;
    if (runs.empty())
        return;
    for (std::size_t e = 0; e < runs.front()->events.size(); ++e) {
        const EventResult &event = runs.front()->events[e];
        const bool applies = std::any_of(runs.begin(), runs.end(),
            [e](const RunResultPtr &run) { return e < run->events.size() && run->events[e].applies; });
        if (!applies)
            continue;
        if (spec.marks.empty() || spec.marks.back().x != event.atSeconds)
            spec.marks.push_back({ event.atSeconds, eventText(event) });
        else
            spec.marks.back().label += ", " + eventText(event);
    }
    for (std::size_t i = 0; i < spec.marks.size() && i < mostTold; ++i)
        spec.altText
            += (i == 0 ? " Events: " : ", ") + spec.marks[i].label + " at " + figureText(spec.marks[i].x, Unit::time);
    if (spec.marks.size() > mostTold)
        spec.altText += " and " + std::to_string(spec.marks.size() - mostTold) + " more";
    spec.altText += spec.marks.empty() ? "" : ".";
}

} // namespace cs
