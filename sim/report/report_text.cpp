// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report_text.h"

#include "sim/results/figure_text.h"

#include <cmath>

namespace cs
{

namespace
{

std::string perHour(double perSecond)
{
    const double value = perSecond * 3600;
    return value >= 100 ? groupedNumber(value, 0) : displayQuantity(value, Unit::number);
}

std::string lognormalText(const Law &law, Unit unit)
{
    if (law.form == LognormalForm::p50p99)
        return "lognormal, p50 " + figureText(law.p50, unit) + ", p99 " + figureText(law.p99, unit);
    return "lognormal, mean " + figureText(law.mean, unit) + ", cv " + formatNumber(law.cv);
}

} // namespace

std::string durationText(Duration duration)
{
    return figureText(static_cast<double>(duration.ns) / 1e9, Unit::time);
}

std::string lawText(const Law &law, Unit unit)
{
    if (!law.perKey.empty())
        return "given per key, " + figureText(law.expected(), unit) + " on average";
    switch (law.kind) {
    case LawKind::constant:
        return figureText(law.value, unit);
    case LawKind::exponential:
        return "exponential, mean " + figureText(law.mean, unit);
    case LawKind::lognormal:
        return lognormalText(law, unit);
    case LawKind::uniform:
        return "uniform, " + figureText(law.min, unit) + " to " + figureText(law.max, unit);
    case LawKind::gpd:
        return "generalised Pareto, mean " + figureText(law.expected(), unit);
    case LawKind::gev:
        return "generalised extreme value, mean " + figureText(law.expected(), unit);
    case LawKind::mixture:
        return "a mixture of " + std::to_string(law.parts.size()) + " laws, mean " + figureText(law.expected(), unit);
    case LawKind::table:
        return "from a table, mean " + figureText(law.expected(), unit);
    }
    return "?";
}

std::string popularityText(const Popularity &popularity)
{
    switch (popularity.law) {
    case PopularityLaw::zipf:
        return "Zipf, exponent " + formatNumber(popularity.exponent);
    case PopularityLaw::uniform:
        return "uniform";
    case PopularityLaw::hotspot:
        return formatQuantity(popularity.keysShare, Unit::share) + " of the keys take "
            + formatQuantity(popularity.readsShare, Unit::share) + " of the reads";
    case PopularityLaw::exponential:
        return "exponential, rate " + formatNumber(popularity.rate);
    case PopularityLaw::table:
        return "from a table";
    }
    return "?";
}

std::string readsText(const Reads &reads)
{
    std::string text = perHour(reads.rate) + " reads/h";
    if (reads.diurnal && reads.diurnal->peakToTrough > 1) {
        // A sinusoid around the mean: trough = 2 mean / (1 + ratio).
        const double trough = 2 * reads.rate / (1 + reads.diurnal->peakToTrough);
        text += " on average, between " + perHour(trough) + " and " + perHour(trough * reads.diurnal->peakToTrough)
            + " over the day (peak at " + durationText(reads.diurnal->peakAt) + ")";
    }
    return text + (reads.arrivals == Arrivals::even ? ", evenly spaced" : "");
}

std::string readWriteRatioText(const DataType &type)
{
    const double perRead = type.writes.perRead    ? *type.writes.perRead
        : type.writes.rate && type.reads.rate > 0 ? *type.writes.rate / type.reads.rate
                                                  : 0;
    if (perRead <= 0)
        return type.writes.rate && *type.writes.rate > 0 ? "writes only" : "no writes";
    return perRead <= 1 ? displayQuantity(1 / perRead, Unit::number, 4) + " : 1"
                        : "1 : " + displayQuantity(perRead, Unit::number, 4);
}

std::string capacityText(const Capacity &capacity)
{
    switch (capacity.unit) {
    case CapacityUnit::none:
        return "without limit";
    case CapacityUnit::bytes:
        return figureText(static_cast<double>(capacity.amount), Unit::bytes);
    case CapacityUnit::entries:
        return displayCount(capacity.amount) + (capacity.amount == 1 ? " entry" : " entries");
    }
    return "?";
}

std::string ttlText(const Rule &rule)
{
    std::string text = rule.ttl ? durationText(*rule.ttl) : "none";
    if (rule.jitter > 0)
        text += " \u00b1 " + formatQuantity(rule.jitter, Unit::share);
    if (rule.idleTtl)
        text += ", idle " + durationText(*rule.idleTtl);
    return text;
}

std::string invalidationText(const Rule &rule)
{
    std::string text(nameOf(rule.invalidation));
    for (auto &c : text)
        c = c == '_' ? ' ' : c;
    if (rule.invalidation == Invalidation::ttl)
        return "by TTL alone";
    const bool delayed = rule.propagation != Law();
    return delayed ? text + ", effective after " + lawText(rule.propagation, Unit::time) : text;
}

std::string warmingText(const Rule &rule)
{
    return rule.warm && rule.warm->top > 0 ? "top " + displayCount(rule.warm->top) : "none";
}

std::string meanText(const Histogram &latency)
{
    return latency.count() ? figureText(latency.meanSeconds(), Unit::time) : "-";
}

std::string quantileText(const Histogram &latency, double q)
{
    return latency.count() ? figureText(latency.quantileSeconds(q), Unit::time) : "-";
}

} // namespace cs
