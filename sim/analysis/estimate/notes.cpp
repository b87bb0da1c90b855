// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/notes.h"

#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Counted by a run only.
constexpr const char *neverEstimated[] = { "evictions", "expirations", "invalidations", "replaced", "bypassed",
    "refused", "flushed", "tag_removals", "tag_work_s", "view_overruns", "stale_on_error", "dropped_fills", "retries",
    "failed_refreshes", "cached_refreshes", "revalidated", "lost_writes", "writes_at_risk", "writes_at_risk_mean",
    "writes_at_risk_peak", "dirty_keys_mean", "db_queue_peak", "staleness_max_s" };

constexpr const char *latencyFields[]
    = { "latency_mean_s", "latency_p50_s", "latency_p90_s", "latency_p95_s", "latency_p99_s", "latency_p999_s" };

class Notes
{
public:
    explicit Notes(RunResult &result)
        : m_result(result)
    {
    }
    void add(std::string text)
    {
        if (std::find(m_result.notes.begin(), m_result.notes.end(), text) == m_result.notes.end())
            m_result.notes.push_back(std::move(text));
    }
    void addIf(bool applies, const std::string &text)
    {
        if (applies)
            add(text);
    }
    void leaveOut(const std::string &field)
    {
        auto &fields = m_result.notEstimated;
        if (std::find(fields.begin(), fields.end(), field) == fields.end())
            fields.push_back(field);
    }

private:
    RunResult &m_result;
};

std::string quoted(const std::string &name)
{
    return "\"" + name + "\"";
}

void workloadNotes(Notes &notes, const PlannedWorkload &workload)
{
    for (const PlannedType &type : workload.types) {
        const DataType &data = *type.type;
        notes.addIf(data.reads.bursts.has_value(),
            "Bursts of " + quoted(data.name)
                + " are not seen by the estimate: it takes the mean rate, so hits in bursts, "
                  "queues and peaks are too low");
        notes.addIf(data.reads.arrivals == Arrivals::even,
            "The estimate takes the evenly spaced reads of " + quoted(data.name) + " for Poisson");
        notes.addIf(!data.scans.empty(), "Scans of " + quoted(data.name) + " are not part of the estimate");
        notes.addIf(type.sharing > 1,
            quoted(data.name)
                + ": values share a key, so reads are answered with another value than asked for; how many "
                  "is not estimated, simulate it");
        notes.addIf(data.churn && data.churn->lifetime,
            "The estimate takes the keys of " + quoted(data.name)
                + " for as many that last, each replaced after its lifetime: only roughly right");
        if (type.sharing > 1)
            notes.leaveOut("wrong_reads");
    }
    notes.addIf(!workload.scenario->workload.pages.empty(),
        "Reads of pages are estimated as independent reads of the same rate");
    notes.addIf(!workload.scenario->timeline.empty(),
        "The timeline is not part of the estimate: it is of a steady state without events");
}

std::string standIn(Eviction eviction)
{
    switch (eviction) {
    case Eviction::lru:
    case Eviction::fifo:
    case Eviction::random:
        return {};
    case Eviction::redisRandom:
        return "random";
    case Eviction::redisVolatileTtl:
        return "fifo";
    case Eviction::lfu:
    case Eviction::redisLfu:
    case Eviction::wTinyLfu:
        return "an ideal lfu";
    case Eviction::gdsf:
    case Eviction::lhd:
        return "an ideal lfu, which knows no sizes";
    case Eviction::belady:
        return {};
    default:
        return "lru";
    }
}

/// Whether the nodes of a layer are full in any slot.
bool isFull(const DayFigures &day, std::size_t layer)
{
    for (const NetworkState &slot : day.slots)
        for (const double time : slot.characteristic[layer])
            if (time < forever)
                return true;
    return false;
}

void evictionNotes(Notes &notes, const PlannedLayer &layer, bool full)
{
    const std::string name = quoted(layer.layer->name);
    const std::string eviction(nameOf(layer.how.eviction));
    if (layer.how.eviction == Eviction::belady && full) {
        notes.add(
            name + ": belady looks ahead on the very stream of requests; its hits are not estimated, simulate it");
        for (const char *field : { "hits", "misses", "hit_ratio", "byte_hit_ratio", "coalesced", "origin_reads",
                 "fills", "db_queries", "db_queries_per_s", "db_queries_per_s_peak", "db_utilization",
                 "app_utilization", "stale_reads", "stale_ratio", "violations", "violation_ratio", "staleness_mean_s",
                 "staleness_p99_s", "content_age_mean_s", "egress_bytes", "cost_per_month", "stale_served", "refreshes",
                 "origin_refreshes" })
            notes.leaveOut(field);
        for (const char *field : latencyFields)
            notes.leaveOut(field);
        return;
    }
    const std::string like = standIn(layer.how.eviction);
    notes.addIf(full && !like.empty(), name + ": eviction " + eviction + " is estimated as " + like);
    notes.addIf(full && layer.sharded && layer.how.nodes > 1,
        name + ": keys are taken to spread evenly over the nodes; a hot shard is not seen");
}

void ruleNotes(Notes &notes, const PlannedWorkload &workload, const PlannedLayer &layer)
{
    for (std::size_t t = 0; t < workload.types.size(); ++t) {
        if (!layer.rules[t])
            continue;
        const Rule &rule = *layer.rules[t]->rule;
        const std::string where = quoted(layer.layer->name) + ", " + quoted(workload.types[t].type->name) + ": ";
        notes.addIf(rule.earlyRefresh.has_value(), where + "early refreshes are only roughly estimated");
        notes.addIf(rule.invalidation == Invalidation::tags,
            where + "purges by tag are estimated as independent removals of single keys");
        notes.addIf(rule.invalidation == Invalidation::writeBehind,
            where + "what a loss of a node would cost is not estimated");
        notes.addIf(rule.staleIfError.has_value(), where + "stale-if-error is not part of the estimate");
        notes.addIf(rule.warm.has_value(), where + "warming is not part of the estimate: it is of a steady state");
    }
}

void originNotes(Notes &notes, const PlannedWorkload &workload, const DayFigures &day)
{
    const auto any = [&day](QueueFigures NetworkState::*queue) {
        return std::any_of(
            day.slots.begin(), day.slots.end(), [queue](const NetworkState &slot) { return (slot.*queue).overloaded; });
    };
    bool overloaded = false;
    for (const auto &[queue, name] : { std::pair(&NetworkState::database, "The database is"),
             std::pair(&NetworkState::app, "The app servers are") }) {
        if (!any(queue))
            continue;
        overloaded = true;
        double most = 0;
        for (const NetworkState &slot : day.slots)
            most = std::max(most, (slot.*queue).load);
        notes.add(std::string(name) + " overloaded" + (day.slots.size() > 1 ? " at the busiest time" : "")
            + ": work for " + groupedNumber(most, 1)
            + " servers comes in, more than there are. Queues grow without bound, so "
            + "latencies and failed reads are not estimated");
    }
    if (overloaded) {
        for (const char *field : latencyFields)
            notes.leaveOut(field);
        notes.leaveOut("failed");
    }
    const Database &database = workload.scenario->origin.database;
    notes.addIf(!overloaded && day.canStayBehind,
        "The estimate is of a database that keeps up. Once far behind (after a cold start, say) it could stay "
        "overloaded, since fetches that are not coalesced multiply while they take long: simulate it, or coalesce");
    notes.addIf(!overloaded && day.mean.database.load > 0 && database.connections.has_value(),
        "Waits at the database are of M/G/c by Allen and Cunneen's approximation, with Poisson arrivals");
}

} // namespace

void addEstimateNotes(
    RunResult &result, const PlannedWorkload &workload, const PlannedStrategy &strategy, const DayFigures &day)
{
    Notes notes(result);
    notes.add("Instant estimate, nothing was simulated: what is expected in a steady state");
    for (const char *field : neverEstimated)
        notes.leaveOut(field);
    workloadNotes(notes, workload);
    for (std::size_t l = 0; l < strategy.planned.size(); ++l) {
        evictionNotes(notes, strategy.planned[l], isFull(day, l));
        ruleNotes(notes, workload, strategy.planned[l]);
    }
    originNotes(notes, workload, day);
}

} // namespace cs
