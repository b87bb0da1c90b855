// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/layer_solver.h"

#include <algorithm>
#include <cmath>

namespace cs
{

LayerSolver::LayerSolver(const PlannedWorkload &workload, const PlannedStrategy &strategy, std::size_t layer,
    std::vector<std::vector<KeyFlow>> &flows, NetworkState &state)
    : m_workload(workload)
    , m_strategy(strategy)
    , m_layer(layer)
    , m_plan(strategy.planned[layer])
    , m_flows(flows)
    , m_state(state)
    , m_keysAtNode(m_plan.sharded ? 1 / static_cast<double>(m_plan.how.nodes) : 1)
{
}

std::size_t LayerSolver::placeOf(std::size_t type) const
{
    const auto &path = m_strategy.paths[type];
    return static_cast<std::size_t>(std::find(path.begin(), path.end(), m_layer) - path.begin());
}

/// What comes from the next layer is as old as it is there; the TTL has so much less to run. The mean is what counts.
double LayerSolver::restOfTtl(std::size_t type, std::size_t bucket, double ttl) const
{
    const auto &path = m_strategy.paths[type];
    const std::size_t next = placeOf(type) + 1;
    if (next >= path.size())
        return ttl;
    const KeyAtPlace &behind = m_state.types[type].cells[bucket * path.size() + next];
    const RuleFigures &rule = m_strategy.planned[path[next]].rules[type]->figures;
    const double hit = behind.reads > 0 ? behind.hits / behind.reads : 0;
    const double oldest = std::min(rule.ttl + rule.window, m_workload.running);
    const double left = oldest >= ttl ? ttl * ttl / (2 * oldest) : ttl - oldest / 2;
    return (1 - hit) * ttl + hit * left;
}

RuleFigures LayerSolver::ruleOf(std::size_t type, std::size_t bucketNumber) const
{
    const RankBucket &bucket = m_workload.types[type].buckets[bucketNumber];
    const PlannedRule &planned = *m_plan.rules[type];
    RuleFigures rule = planned.figures;
    rule.allocating = rule.refreshing && m_plan.sharded;
    if (rule.countsAge && rule.ttl < forever)
        rule.ttl = restOfTtl(type, bucketNumber, rule.ttl);
    if (bucket.absent) {
        rule.ttl = planned.negativeTtl;
        rule.idleTtl = forever;
        rule.window = rule.earlyRefresh = 0;
        rule.refreshing = rule.allocating = false;
    }
    return rule;
}

StageInput LayerSolver::inputOf(std::size_t t, std::size_t b, const NodeClass &node) const
{
    const KeyFlow &flow = m_flows[t][b];
    const PlannedType &type = m_workload.types[t];
    const PlannedRule &rule = *m_plan.rules[t];
    StageInput in;
    const bool joint = flow.removed && rule.figures.delivered > 0;
    in.stream = joint ? flow.joint : flow.apart;
    const double share = m_plan.sharded ? 1 : node.share;
    if (in.stream.isPoisson())
        in.stream.rate *= share;
    else if (share < 1 && m_plan.byClient && flow.byClient && in.stream.sources * share >= 1)
        in.stream.sources *= share;
    else
        in.stream.share *= share;
    in.writes = flow.writes;
    in.removals = type.buckets[b].absent ? 0 : rule.removals + type.replaced;
    in.idle = m_workload.running;
    if (joint) {
        const double gone = in.writes * rule.figures.delivered;
        in.stream.emptied = gone * discounted(std::min(rule.figures.ttl, 1e15), gone);
    }
    in.fetch = m_state.types[t].cells[b * m_strategy.paths[t].size() + placeOf(t)].fetch;
    in.firstBack = firstBackOf(t, b, static_cast<std::size_t>(&node - m_plan.classes.data()), in);
    return in;
}

/// Asked for again and again while the characteristic time is searched.
double LayerSolver::firstBackOf(std::size_t t, std::size_t b, std::size_t nodeClass, const StageInput &in) const
{
    // Where a layer behind coalesces, all fetches are back at once.
    const auto &path = m_strategy.paths[t];
    bool together = m_plan.rules[t]->figures.coalesce;
    for (std::size_t p = placeOf(t) + 1; p < path.size(); ++p)
        together = together || m_strategy.planned[path[p]].rules[t]->figures.coalesce;
    if (together)
        return in.fetch;
    m_firstBack.resize(m_plan.classes.size() * m_flows.size());
    std::vector<double> &known = m_firstBack[nodeClass * m_flows.size() + t];
    const PlannedType &type = m_workload.types[t];
    known.resize(type.buckets.size(), -1);
    if (known[b] < 0)
        known[b] = firstBack(type.buckets[b].absent ? type.checkTime : type.origin, in.fetch, in.stream.total());
    return known[b];
}

void LayerSolver::limit(StageInput &in, const Line &line) const
{
    if (!line.binding)
        return;
    switch (m_plan.model) {
    case EvictionModel::idle:
        in.idle = std::min(in.idle, line.time);
        break;
    case EvictionModel::age:
        in.age = line.time;
        break;
    case EvictionModel::random:
        in.removals += 1 / line.time;
        break;
    case EvictionModel::popular: {
        const double rate = in.stream.total();
        in.resident = rate > line.rate * (1 + 1e-9) ? 1 : rate < line.rate * (1 - 1e-9) ? 0 : line.part;
        break;
    }
    case EvictionModel::none:
        break;
    }
}

double LayerSolver::bytesOf(std::size_t type, const RankBucket &bucket) const
{
    if (m_plan.layer->capacity.unit == CapacityUnit::entries)
        return 1;
    const PlannedRule &rule = *m_plan.rules[type];
    return bucket.absent ? rule.absentBytes : rule.entryBytes;
}

/// Share of the time for which a node holds the key, expired or not.
static double heldShare(const StageInput &in, const RuleFigures &rule, bool lazy, EvictionModel model)
{
    if (!lazy || model == EvictionModel::popular)
        return stageOutcome(in, rule).held;
    if (rule.ttl <= 0)
        return 0;
    const double removed = in.removals + (rule.refreshing ? 0 : in.writes * rule.delivered);
    if (rule.allocating && in.stream.isPoisson()) {
        StageInput both = in;
        both.stream.rate += in.writes;
        return both.stream.recent(in.idle, removed);
    }
    const double rate = in.stream.total();
    if (in.age < forever)
        return rate * in.age / (1 + rate * in.age);
    return in.stream.recent(in.idle, removed);
}

double LayerSolver::heldBytes(const NodeClass &node, const Line &line) const
{
    double bytes = 0;
    for (std::size_t t = 0; t < m_flows.size(); ++t) {
        if (!m_plan.rules[t] || placeOf(t) == m_strategy.paths[t].size())
            continue;
        const auto &buckets = m_workload.types[t].buckets;
        for (std::size_t b = 0; b < buckets.size(); ++b) {
            StageInput in = inputOf(t, b, node);
            limit(in, line);
            bytes += buckets[b].keys * m_keysAtNode * bytesOf(t, buckets[b])
                * heldShare(in, ruleOf(t, b), m_plan.lazy, m_plan.model);
        }
    }
    return bytes;
}

/// An entry is evicted whole: on average this much of the room stays free.
double LayerSolver::slack() const
{
    if (m_plan.layer->capacity.unit != CapacityUnit::bytes)
        return 0;
    double first = 0, second = 0;
    for (std::size_t t = 0; t < m_flows.size(); ++t)
        if (m_plan.rules[t]) {
            const double weight = m_state.types[t].reads;
            first += weight * m_plan.rules[t]->entryBytes;
            second += weight * m_plan.rules[t]->entryBytesSquared;
        }
    return first > 0 ? second / first / 2 : 0;
}

LayerSolver::Line LayerSolver::popularLine(const NodeClass &node, double capacity) const
{
    struct Candidate {
        double rate, bytes;
    };
    std::vector<Candidate> candidates;
    for (std::size_t t = 0; t < m_flows.size(); ++t)
        if (m_plan.rules[t])
            for (std::size_t b = 0; b < m_flows[t].size(); ++b) {
                const RankBucket &bucket = m_workload.types[t].buckets[b];
                candidates.push_back(
                    { inputOf(t, b, node).stream.total(), bucket.keys * m_keysAtNode * bytesOf(t, bucket) });
            }
    std::sort(candidates.begin(), candidates.end(), [](const auto &x, const auto &y) { return x.rate > y.rate; });
    Line line;
    line.binding = true;
    line.time = 0;
    for (const Candidate &candidate : candidates) {
        line.rate = candidate.rate;
        if (candidate.bytes > capacity) {
            line.part = std::max(0.0, capacity / candidate.bytes);
            return line;
        }
        capacity -= candidate.bytes;
    }
    return {};
}

/// The characteristic time at which the node is just full: by a secant on a logarithmic scale, kept in brackets.
LayerSolver::Line LayerSolver::lineFor(const NodeClass &node, double hint) const
{
    Line line;
    if (m_plan.model == EvictionModel::none)
        return line;
    const double capacity = std::max(0.0, m_plan.capacity - slack());
    const bool known = hint > 0 && hint < forever && m_plan.model != EvictionModel::popular;
    if (!known && heldBytes(node, line) <= m_plan.capacity)
        return line;
    if (m_plan.model == EvictionModel::popular)
        return popularLine(node, capacity);
    line.binding = true;
    const auto excess = [&](double logTime) {
        line.time = std::exp(logTime);
        return std::log(std::max(heldBytes(node, line), 1e-300) / std::max(capacity, 1e-300));
    };
    double x = std::log(known ? hint : m_workload.running / 2);
    double low = -45, high = 60, lowValue = 0, highValue = 0;
    bool hasLow = false, hasHigh = false;
    for (int i = 0; i < 80; ++i) {
        const double value = excess(x);
        if (std::fabs(value) < 1e-6 || high - low < 1e-9)
            break;
        if (known && i == 0 && value < 0 && heldBytes(node, {}) <= m_plan.capacity)
            return {}; // it was full before, but is not any more
        (value < 0 ? low : high) = x;
        (value < 0 ? lowValue : highValue) = value;
        (value < 0 ? hasLow : hasHigh) = true;
        if (hasLow && hasHigh && i % 3 != 2)
            x = low + (high - low) * std::clamp(-lowValue / (highValue - lowValue), 0.02, 0.98);
        else if (hasLow && hasHigh)
            x = (low + high) / 2;
        else
            x = value < 0 ? std::min(high, x - value * 1.5 + 0.1) : std::max(low, x - value * 1.5 - 0.1);
    }
    return line;
}

/// No entry is older than the cache has been running.
void LayerSolver::boundAge(const KeyAtPlace &cell, StageOutcome &sum, double writes, const RuleFigures &rule) const
{
    if (!rule.ignoresWrites || writes <= 0 || cell.life < m_workload.start)
        return;
    const double span = m_workload.end - m_workload.start;
    const double untouched = std::exp(-writes * m_workload.start) * discounted(span, writes) / span;
    sum.freshHits = std::max(sum.freshHits, sum.hits * untouched);
}

/// Readers' counts at the layer, and what goes on inward besides the leaders.
void LayerSolver::countAt(KeyAtPlace &cell, KeyFlow &flow, const RuleFigures &rule, const StageOutcome &sum) const
{
    // Reads that repeat a fetch of the layer in front: they come while that is under way, which takes longer where
    // this layer misses, too.
    const double short_ = sum.hits * m_plan.latency.mean(), long_ = sum.starts * cell.fetch;
    const double missing = short_ + long_ > 0 ? long_ / (short_ + long_) : 1;
    const double late = flow.repeats * missing, early = flow.repeats - late;
    const double joined = sum.joined * flow.counted + late;
    const double hits = sum.hits * flow.counted + early;
    cell.hits = hits;
    cell.joined = rule.coalesce ? joined : 0;
    cell.starts = sum.starts * flow.counted;
    cell.misses = cell.starts + (rule.coalesce ? 0 : joined);
    cell.reads = cell.hits + cell.joined + cell.misses;
    cell.refreshes = sum.refreshes;
    cell.staleServed = sum.staleServed * flow.counted;
    cell.freshHits = sum.hits > 0 ? sum.freshHits * hits / sum.hits : hits;
    cell.stores = cell.misses + sum.refreshes;
    flow.repeats = rule.coalesce ? 0 : joined;
    const double leaders = sum.starts + sum.refreshes;
    flow.counted = leaders > 0 ? sum.starts * flow.counted / leaders : 1;
}

void LayerSolver::passView(std::size_t t, std::size_t b)
{
    KeyFlow &flow = m_flows[t][b];
    KeyAtPlace &cell = m_state.types[t].cells[b * m_strategy.paths[t].size() + placeOf(t)];
    const double all = flow.apart.total() * flow.counted + flow.repeats;
    const double period = m_plan.rules[t]->rule->refresh->seconds();
    const double rebuild = m_workload.types[t].dbTime.mean();
    cell = {};
    cell.reads = cell.hits = all;
    cell.life = period;
    cell.freshHits = all * std::exp(-flow.writes * rebuild) * discounted(1, flow.writes * period);
    flow = {};
    flow.apart.rate = flow.joint.rate = 0;
}

/// The age of what the next layer has counts against this layer's TTL, and that layer keeps it at least as long: all
/// copies end together.
bool LayerSolver::passWithAge(std::size_t t, std::size_t b)
{
    const auto &path = m_strategy.paths[t];
    const std::size_t place = placeOf(t);
    KeyFlow &flow = m_flows[t][b];
    RuleFigures rule = ruleOf(t, b);
    rule.ttl = m_plan.rules[t]->figures.ttl;
    if (!rule.countsAge || m_workload.types[t].buckets[b].absent || place + 1 >= path.size() || !flow.apart.isPoisson()
        || m_lines.size() != 1
        || (m_lines.front().binding && (m_plan.model != EvictionModel::idle || m_lines.front().time < rule.ttl))
        || rule.ttl == forever || rule.window > 0 || rule.idleTtl < forever)
        return false;
    const PlannedLayer &next = m_strategy.planned[path[place + 1]];
    const RuleFigures &behind = next.rules[t]->figures;
    if (behind.ttl < rule.ttl || behind.ttl == forever || (!next.sharded && next.how.nodes > 1)
        || (rule.delivered > 0) != (behind.delivered > 0))
        return false;
    const double rate = flow.apart.total(), nodes = m_plan.sharded ? 1 : static_cast<double>(m_plan.how.nodes);
    const double removed = flow.writes * rule.delivered + m_workload.types[t].replaced;
    const double each = rate / nodes;
    const double young = discounted(rule.ttl, removed), whole = discounted(behind.ttl, removed);
    // Reads per cycle that pass the layer: the first at every node, and all that find the value too old for it.
    const double others = (nodes - 1) * each / (each + removed) * -std::expm1(-(each + removed) * rule.ttl);
    const double passing = others + rate * (whole - young);
    const double cycles = rate / (1 + rate * whole);
    StageOutcome sum;
    sum.starts = cycles * (1 + passing);
    sum.hits = std::max(0.0, rate - sum.starts);
    const double fresh = discounted(rule.ttl, std::max(removed, flow.writes)) / young;
    sum.freshHits = sum.hits * (flow.writes > 0 ? fresh : 1);
    KeyAtPlace &cell = m_state.types[t].cells[b * path.size() + place];
    countAt(cell, flow, rule, sum);
    cell.life = rule.ttl;
    cell.idleLife = m_workload.running;
    cell.perStore = sum.hits / sum.starts;
    cell.entries = nodes * std::min(1.0, sum.hits / rate);
    flow.oddsNext = behind.window > 0 ? -1 : passing; // with refreshes there the next layer's cycle is another
    flow.apart.kind = KeyStream::Kind::poisson;
    flow.apart.rate = sum.starts;
    flow.joint = flow.apart;
    return true;
}

/// One kind of node, as often as the layer has it.
void LayerSolver::addNodes(
    std::size_t t, std::size_t b, std::size_t nodeClass, const RuleFigures &rule, AllNodes &all) const
{
    const KeyFlow &flow = m_flows[t][b];
    const double count = m_plan.sharded ? 1 : m_plan.classes[nodeClass].count;
    StageInput in = inputOf(t, b, m_plan.classes[nodeClass]);
    limit(in, m_lines[nodeClass]);
    KeyStream untouched = in.stream;
    if (flow.removed && rule.delivered <= 0 && !rule.refreshing && !flow.joint.isPoisson()) {
        // What is outdated here was removed in front: the fetches that the removal causes are served the old value.
        untouched.restarts = flow.joint.restarts;
        in.untouched = &untouched;
    }
    StageOutcome out = stageOutcome(in, rule);
    if (flow.oddsNext >= 0) {
        const double rate = in.stream.total();
        out.hits = rate * shareOfOdds(flow.oddsNext);
        out.starts = rate - out.hits;
        out.joined = 0;
        out.freshHits = in.writes > 0 && rule.delivered < 1 && rule.ttl < forever
            ? out.hits * discounted(rule.ttl, in.writes) / rule.ttl
            : out.hits;
    }
    for (const auto member : { &StageOutcome::hits, &StageOutcome::starts, &StageOutcome::joined,
             &StageOutcome::refreshes, &StageOutcome::staleServed, &StageOutcome::freshHits })
        all.sum.*member += count * (out.*member);
    all.sum.byIdle = all.sum.byIdle || out.byIdle;
    const double fetches = count * (out.starts + out.refreshes);
    all.holds += fetches * (out.gapHold + in.fetch);
    all.asked += fetches * in.stream.total();
    all.fetches += fetches;
    if (in.idle == m_workload.running && !m_lines[nodeClass].binding)
        in.idle = m_workload.end; // what is held is told as of the end
    all.held += count * (in.resident <= 0 ? 0 : heldShare(in, rule, m_plan.lazy, m_plan.model));
    all.nodes += count;
    all.age = in.age;
    all.idle = in.idle;
}

/// The flow that goes on inward.
void LayerSolver::leave(std::size_t t, std::size_t b, const RuleFigures &rule, const AllNodes &all)
{
    KeyFlow &flow = m_flows[t][b];
    const double byWrites = flow.writes * rule.delivered;
    flow.oddsNext = -1;
    flow.removed = byWrites > 0;
    flow.byClient = m_plan.byClient;
    KeyStream next;
    next.sources = all.nodes;
    next.rate = all.fetches / all.nodes;
    flow.apart = flow.joint = next;
    if (all.fetches <= 0)
        return;
    double removals
        = m_workload.types[t].buckets[b].absent ? 0 : m_plan.rules[t]->removals + m_workload.types[t].replaced;
    if (m_plan.model == EvictionModel::random && m_lines.front().binding)
        removals += 1 / m_lines.front().time;
    const double hold = all.holds / all.fetches;
    if (hold <= 0 || (hold > 1e14 && removals + byWrites <= 0))
        return;
    next.hold = std::min(hold, 1e14);
    next.asked = all.asked / all.fetches;
    next.kind = all.sum.byIdle ? KeyStream::Kind::filtered : KeyStream::Kind::afterHold;
    const double rest = 1 / next.rate - hold;
    if (removals + byWrites <= 0)
        next.hazard = all.sum.byIdle ? next.rate : rest > 0 ? 1 / rest : next.asked;
    else
        next.hazard = all.sum.byIdle ? next.asked * std::exp(-std::min(700.0, next.asked * hold)) : next.asked;
    if (all.sum.byIdle)
        next.hazard = std::min(next.hazard, std::exp(-1) / next.hold);
    next.restarts = removals;
    flow.joint = next;
    next.restarts = removals + byWrites;
    next.together = byWrites > removals;
    // The fetches that follow a removal, of all.
    next.emptied = next.together ? std::min(1.0, byWrites * std::min(1.0, all.held / all.nodes) / next.rate) : 0;
    flow.apart = next;
}

void LayerSolver::pass(std::size_t t, std::size_t b)
{
    if (m_plan.isView)
        return passView(t, b);
    if (passWithAge(t, b))
        return;
    const RuleFigures rule = ruleOf(t, b);
    KeyFlow &flow = m_flows[t][b];
    KeyAtPlace &cell = m_state.types[t].cells[b * m_strategy.paths[t].size() + placeOf(t)];
    AllNodes all;
    for (std::size_t c = 0; c < m_plan.classes.size(); ++c)
        addNodes(t, b, c, rule, all);
    cell.life = std::min(rule.ttl, all.age);
    cell.idleLife = std::min(all.idle, rule.idleTtl);
    cell.perStore = all.sum.starts > 0 ? all.sum.hits / all.sum.starts : forever;
    cell.entries = all.held;
    boundAge(cell, all.sum, flow.writes, rule);
    countAt(cell, flow, rule, all.sum);
    if (rule.allocating && flow.writes > 0)
        cell.stores += flow.writes;
    flow.checks = 0;
    if (m_plan.rules[t]->rule->revalidate && rule.ttl < forever && all.fetches > 0) {
        const double rate = all.asked / all.fetches;
        const double kept = -std::expm1(-rate * std::min(cell.idleLife, m_workload.running));
        flow.checks = kept * std::exp(-flow.writes * rule.ttl) * rate / (rate + flow.writes);
    }
    leave(t, b, rule, all);
}

void LayerSolver::solve()
{
    auto &times = m_state.characteristic[m_layer];
    times.resize(m_plan.classes.size(), 0);
    m_lines.clear();
    for (std::size_t c = 0; c < m_plan.classes.size(); ++c) {
        m_lines.push_back(m_plan.isView ? Line {} : lineFor(m_plan.classes[c], times[c]));
        times[c] = m_lines[c].binding ? m_lines[c].time : forever;
    }
    for (std::size_t t = 0; t < m_flows.size(); ++t) {
        if (!m_plan.rules[t] || placeOf(t) == m_strategy.paths[t].size())
            continue;
        for (std::size_t b = 0; b < m_flows[t].size(); ++b)
            pass(t, b);
    }
}

} // namespace cs
