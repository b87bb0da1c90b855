// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/network.h"

#include "sim/analysis/estimate/layer_solver.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// One pass over the layers with what is known of fetch times, and back from the origin with what they are then.
class Network
{
public:
    Network(const PlannedWorkload &workload, const PlannedStrategy &strategy,
        const std::vector<std::pair<double, double>> &factors, const NetworkState *before)
        : m_workload(workload)
        , m_strategy(strategy)
    {
        if (before)
            m_state = *before;
        m_state.types.resize(workload.types.size());
        m_state.characteristic.resize(strategy.planned.size());
        for (std::size_t t = 0; t < workload.types.size(); ++t)
            setUp(t, factors[t], before != nullptr);
        for (const PlannedLayer &layer : strategy.planned)
            for (const auto &rule : layer.rules)
                m_countsAge = m_countsAge || (rule && rule->figures.countsAge);
    }

    NetworkState solve()
    {
        constexpr int mostPasses = 8;
        for (int pass = 0; pass < mostPasses; ++pass) {
            forward();
            askOrigin();
            const double moved = backward();
            if (moved < 2e-5 && (pass >= 3 || !m_countsAge))
                break;
        }
        return std::move(m_state);
    }

    bool staysBehind(double fetch)
    {
        for (TypeFlow &flow : m_state.types)
            for (KeyAtPlace &cell : flow.cells)
                cell.fetch = fetch;
        forward();
        askOrigin();
        return m_state.database.overloaded;
    }

private:
    void setUp(std::size_t t, std::pair<double, double> factors, bool known)
    {
        const PlannedType &type = m_workload.types[t];
        TypeFlow &flow = m_state.types[t];
        flow.reads = type.reads * factors.first;
        flow.writes = type.writes * factors.second;
        const std::size_t places = m_strategy.paths[t].size(), buckets = type.buckets.size();
        flow.cells.resize(buckets * places);
        for (auto *values : { &flow.originReads, &flow.originRefreshes, &flow.originFresh, &flow.checks })
            values->assign(buckets, 0);
        if (known)
            return;
        for (std::size_t b = 0; b < buckets; ++b) {
            double fetch = type.buckets[b].absent ? type.checkTime.mean() : type.app.mean() + type.dbTime.mean();
            for (std::size_t p = places; p-- > 0;) {
                fetch += m_strategy.planned[m_strategy.paths[t][p]].missLatency.mean();
                flow.cells[b * places + p].fetch = fetch;
            }
        }
    }

    void forward()
    {
        std::vector<std::vector<KeyFlow>> flows(m_workload.types.size());
        for (std::size_t t = 0; t < flows.size(); ++t) {
            const PlannedType &type = m_workload.types[t];
            flows[t].resize(type.buckets.size());
            for (std::size_t b = 0; b < flows[t].size(); ++b) {
                KeyFlow &flow = flows[t][b];
                flow.apart.rate = type.buckets[b].readShare * m_state.types[t].reads;
                flow.writes = type.buckets[b].writeShare * m_state.types[t].writes + type.changes;
                if (type.buckets[b].absent)
                    flow.writes = 0;
                flow.joint = flow.apart;
            }
        }
        for (std::size_t l = 0; l < m_strategy.planned.size(); ++l)
            LayerSolver(m_workload, m_strategy, l, flows, m_state).solve();
        for (std::size_t t = 0; t < flows.size(); ++t)
            for (std::size_t b = 0; b < flows[t].size(); ++b) {
                const KeyFlow &flow = flows[t][b];
                const double leaders = flow.apart.total();
                m_state.types[t].originReads[b] = leaders * flow.counted + flow.repeats;
                m_state.types[t].originRefreshes[b] = leaders * (1 - flow.counted);
                m_state.types[t].checks[b] = flow.checks;
            }
    }

    /// What the database and the app are asked for.
    void askOrigin()
    {
        std::vector<LawShare> db, app;
        double rate = 0, appRate = 0;
        m_state.dbQueries = m_state.dbVariance = 0;
        const auto ask = [&](double times, const WeightedLaw &law, double queries) {
            if (times <= 0)
                return;
            db.push_back({ times, &law });
            rate += times;
            m_state.dbQueries += times * queries;
            m_state.dbVariance += times * queries * queries;
        };
        const auto work = [&](double times, const WeightedLaw &law) {
            if (times > 0 && !law.isZero()) {
                app.push_back({ times, &law });
                appRate += times;
            }
        };
        for (std::size_t t = 0; t < m_workload.types.size(); ++t) {
            const PlannedType &type = m_workload.types[t];
            double whole = 0, checks = 0;
            for (std::size_t b = 0; b < type.buckets.size(); ++b) {
                const TypeFlow &flow = m_state.types[t];
                const double all = (flow.originReads[b] + flow.originRefreshes[b]) * type.buckets[b].keys;
                const double only = type.buckets[b].absent ? 1 : flow.checks[b];
                checks += all * only;
                whole += all * (1 - only);
            }
            const double queries = type.type->missCost.dbQueries;
            ask(whole, type.dbTime, queries);
            ask(checks, type.checkTime, 1);
            work(whole, type.app);
            const auto &path = m_strategy.paths[t];
            if (!path.empty() && m_strategy.planned[path.back()].isView) {
                const Rule &rule = *m_strategy.planned[path.back()].rules[t]->rule;
                ask(1 / rule.refresh->seconds(), type.dbTime, queries);
            }
            for (std::size_t p = 0; p < path.size(); ++p)
                if (m_strategy.planned[path[p]].insideApp)
                    work(hitsAt(t, p), m_workload.hitTime);
        }
        const Origin &origin = m_workload.scenario->origin;
        const auto number = [](const auto &value) { return value ? static_cast<double>(*value) : forever; };
        m_state.database = queueFigures(
            rate, mixtureOf(db), number(origin.database.connections), number(origin.database.queueLimit));
        if (origin.app)
            m_state.app = queueFigures(appRate, mixtureOf(app),
                static_cast<double>(origin.app->servers) * static_cast<double>(origin.app->cores), forever);
    }

    double hitsAt(std::size_t t, std::size_t place) const
    {
        const std::size_t places = m_strategy.paths[t].size();
        double hits = 0;
        for (std::size_t b = 0; b < m_workload.types[t].buckets.size(); ++b)
            hits += m_state.types[t].cells[b * places + place].hits * m_workload.types[t].buckets[b].keys;
        return hits;
    }

    /// Fetch times and freshness from the origin outward. Returns by how much the fetch times moved: what share of the
    /// reads that concerns.
    double backward()
    {
        double moved = 0, reads = 0;
        // A queue that grows without bound has no mean; what would be built on it is left out.
        const double wait = m_state.app.wait + m_state.database.wait;
        for (std::size_t t = 0; t < m_workload.types.size(); ++t) {
            const PlannedType &type = m_workload.types[t];
            TypeFlow &flow = m_state.types[t];
            const auto &path = m_strategy.paths[t];
            reads += flow.reads;
            const double app = type.app.mean(), db = type.dbTime.mean(), check = type.checkTime.mean();
            for (std::size_t b = 0; b < type.buckets.size(); ++b) {
                const RankBucket &bucket = type.buckets[b];
                const double only = bucket.absent ? 1 : flow.checks[b];
                const double service = only * check + (1 - only) * db;
                const double writes = bucket.absent ? 0 : bucket.writeShare * flow.writes + type.changes;
                double fetch = wait + (1 - only) * app + service;
                double fresh = std::exp(-writes * service);
                flow.originFresh[b] = fresh;
                for (std::size_t p = path.size(); p-- > 0;) {
                    KeyAtPlace &cell = flow.cells[b * path.size() + p];
                    const PlannedLayer &layer = m_strategy.planned[path[p]];
                    const double before = cell.fetch;
                    cell.fetch = fetch + layer.missLatency.mean();
                    const double each = bucket.readShare * flow.reads;
                    moved += bucket.keys * cell.misses
                        * std::min(1.0, std::fabs(cell.fetch - before) * each / (1 + each * cell.fetch));
                    cell.fetchedFresh = layer.rules[t]->figures.cleanFill ? std::max(fresh, 1.0) : fresh;
                    if (layer.rules[t]->figures.refreshing && writes > 0) {
                        // The next write puts right what came too late.
                        const double nodes = layer.sharded ? 1 : static_cast<double>(layer.how.nodes);
                        const double wrong = std::min(cell.perStore, cell.reads / nodes / writes);
                        cell.freshHits = std::max(
                            0.0, cell.freshHits - (1 - cell.fetchedFresh) * std::min(cell.hits, cell.starts * wrong));
                    } else if (!layer.isView) {
                        cell.freshHits *= cell.fetchedFresh;
                    }
                    const double hit = cell.reads > 0 ? cell.hits / cell.reads : 0;
                    fetch = hit * layer.latency.mean() + (1 - hit) * cell.fetch;
                    fresh = cell.reads > 0 ? (cell.freshHits + (cell.reads - cell.hits) * fresh) / cell.reads : fresh;
                }
            }
        }
        return reads > 0 ? moved / reads : 0;
    }

    const PlannedWorkload &m_workload;
    const PlannedStrategy &m_strategy;
    NetworkState m_state;
    bool m_countsAge = false; ///< a TTL depends on what the next layer has
};

} // namespace

NetworkState solveNetwork(const PlannedWorkload &workload, const PlannedStrategy &strategy,
    const std::vector<std::pair<double, double>> &factors, const NetworkState *before)
{
    return Network(workload, strategy, factors, before).solve();
}

bool staysBehind(const PlannedWorkload &workload, const PlannedStrategy &strategy,
    const std::vector<std::pair<double, double>> &factors, double fetch)
{
    return Network(workload, strategy, factors, nullptr).staysBehind(fetch);
}

} // namespace cs
