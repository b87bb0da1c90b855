// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/cacheability.h"

#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cs
{

namespace
{

enum class Scale { logarithmic, linear };

double part(double value, double nothingAt, double threshold, Scale scale)
{
    if (std::isinf(value))
        return threshold > nothingAt ? 1 : 0;
    if (scale == Scale::linear)
        return std::clamp((value - nothingAt) / (threshold - nothingAt), 0.0, 1.0);
    if (value <= 0)
        return threshold > nothingAt ? 0 : 1;
    return std::clamp(std::log(value / nothingAt) / std::log(threshold / nothingAt), 0.0, 1.0);
}

std::string text(double value, Unit unit)
{
    if (std::isinf(value))
        return "no limit";
    return unit == Unit::number ? groupedNumber(value, value < 10 ? 1 : 0) : figureText(value, unit);
}

struct Scoring {
    Cacheability &out;

    void add(const char *name, const char *label, Unit unit, double value, double nothingAt, double threshold,
        double points, Scale scale = Scale::logarithmic)
    {
        Criterion one { name, label, "1", value, nothingAt, threshold, points,
            points * part(value, nothingAt, threshold, scale), text(value, unit), {} };
        if (unit == Unit::time)
            one.unit = "s";
        else if (unit == Unit::rate)
            one.unit = "1/s";
        else if (unit == Unit::bytes)
            one.unit = "B";
        one.thresholdText = (threshold > nothingAt ? "at least " : "at most ") + text(threshold, unit);
        add(std::move(one));
    }
    void add(Criterion one)
    {
        out.score += one.contribution;
        out.criteria.push_back(std::move(one));
    }
};

} // namespace

double reuseOf(const TypeFacts &facts)
{
    constexpr double perDay = 1.0 / 86'400;
    double out = 0;
    for (const RankBucket &bucket : facts.buckets) {
        const double reads = facts.readsOf(bucket);
        if (reads > 0)
            out += bucket.keys * bucket.readShare * reads / (reads + facts.writesOf(bucket) + perDay);
    }
    return out;
}

Cacheability cacheabilityOf(const TypeFacts &facts)
{
    Cacheability out;
    out.dataType = facts.name();
    Scoring scoring { out };
    const double perWrite = facts.writes > 0 ? facts.reads / facts.writes : std::numeric_limits<double>::infinity();
    scoring.add("read_write_ratio", "Reads per write", Unit::number, facts.reads > 0 ? perWrite : 0, 1, 100, 20);
    scoring.add("miss_cost", "Cost of a miss", Unit::time, facts.missSeconds, 1e-3, 0.1, 20);
    scoring.add("request_rate", "Reads", Unit::rate, facts.reads, 0.01, 10, 10);
    scoring.add(
        "reuse", "Reads of a key that was read within a day", Unit::share, reuseOf(facts), 0, 0.9, 15, Scale::linear);
    const bool same = facts.type->deterministic;
    scoring.add({ "deterministic", "Same answer for the same key", "1", same ? 1.0 : 0.0, 0, 1, 10, same ? 10.0 : 0.0,
        same ? "yes" : "no", "yes" });
    scoring.add("staleness_tolerance", "Tolerated age", Unit::time, facts.tolerance, 1, 3600, 10);
    const bool shared = !facts.personal;
    scoring.add({ "sharing", "One value serves many users", "1", shared ? 1.0 : 0.0, 0, 1, 5, shared ? 5.0 : 2.0,
        shared ? "yes" : "no, personal (2 points)", "yes" });
    scoring.add("value_size", "Value size", Unit::bytes, facts.valueBytes, 10e6, 10e3, 10);
    out.verdict = out.score >= 70 ? "suits a cache well"
        : out.score >= 45         ? "is worth caching where it is cheap"
                                  : "gains little from a cache";
    return out;
}

} // namespace cs
