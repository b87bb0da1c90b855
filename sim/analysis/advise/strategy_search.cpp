// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/strategy_search.h"

#include "sim/analysis/advise/layer_curve.h"
#include "sim/engine/simulation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace cs
{

namespace
{

/// What an outdated answer may cost in seconds of origin work: the steps of the search.
constexpr double staleCosts[] = { 0, 1e-3, 4e-3, 0.016, 0.064, 0.256, 1, 4, 16, 64, 256 };
constexpr double finest = 1.02; // of two sizes of memory that are told apart
constexpr double unused = 1e-3; // of all it could save, what more memory must bring

double smallestNode(LayerKind kind)
{
    return kind == LayerKind::redis || kind == LayerKind::memcached ? 4e6 : 1e6;
}

double memoryOf(const Strategy &strategy, const Scenario &scenario)
{
    double out = 0;
    for (const Layer &layer : strategy.layers)
        if (layer.capacity.unit == CapacityUnit::bytes)
            out += static_cast<double>(layer.capacity.amount) * static_cast<double>(resolved(layer, scenario).nodes);
    return out;
}

double overshoot(const Finding &finding)
{
    constexpr double unjudged = 1e9;
    if (finding.met)
        return 0;
    if (finding.objective == "hit_ratio")
        return std::max(1e-9, finding.target - finding.value);
    if (finding.target <= 0 || finding.value <= finding.target)
        return finding.value > 0 ? unjudged * (1 + finding.value) : unjudged;
    return finding.value / finding.target - 1;
}

bool hasPerformance(const Objectives &objectives)
{
    return objectives.latencyP99 || objectives.latencyMean || objectives.hitRatio || objectives.dbUtilization
        || objectives.failedReads;
}

} // namespace

double worstExcess(const RunResult &run, std::string *objective)
{
    double worst = 0;
    for (const Finding &finding : run.findings)
        if (const double over = overshoot(finding); over > worst) {
            worst = over;
            if (objective)
                *objective = finding.objective;
        }
    return worst;
}

StrategySearch::StrategySearch(const Scenario &scenario, StrategyJudge judge, std::string name)
    : m_scenario(scenario)
    , m_judge(std::move(judge))
    , m_name(std::move(name))
    , m_facts(factsOf(scenario))
    , m_palette(paletteOf(scenario))
{
    m_scenario.strategies = { Strategy {} };
    for (const auto &[key, price] : scenario.prices.items)
        for (const PaletteLayer &layer : m_palette)
            m_priced = m_priced || (price > 0 && key.starts_with(std::string(nameOf(layer.layer.kind)) + "_"));
    for (const auto &[key, price] : scenario.prices.items)
        m_priced = m_priced || (price > 0 && key == "origin_egress_gb");
    for (const PaletteLayer &layer : m_palette)
        m_priced = m_priced || layer.layer.price.value_or(0) > 0;
}

/// Without prices every layer that suits is free.
std::vector<std::set<LayerKind>> StrategySearch::kindSets() const
{
    std::vector<LayerKind> kinds;
    std::set<LayerKind> all;
    for (const PaletteLayer &layer : m_palette)
        all.insert(layer.layer.kind);
    std::set<LayerKind> used;
    for (const TypeFacts &one : m_facts)
        for (const LayerAdvice &at : adviseType(one, m_palette, { all, 0 }).layers)
            used.insert(at.kind);
    std::vector<std::set<LayerKind>> out { all };
    if (!m_priced || !(hasPerformance(m_scenario.objectives) || m_scenario.objectives.costPerMonth))
        return out;
    kinds.assign(all.begin(), all.end());
    for (std::size_t bits = 0; bits + 1 < (std::size_t(1) << kinds.size()); ++bits) {
        std::set<LayerKind> some;
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (bits >> i & 1)
                some.insert(kinds[i]);
        out.push_back(some);
    }
    return out;
}

double StrategySearch::priceOf(const Layer &layer) const
{
    const ResolvedLayer how = resolved(layer, m_scenario);
    for (const auto &[key, price] : m_scenario.prices.items)
        if (key == std::string(nameOf(layer.kind)) + "_gb_month")
            return price * static_cast<double>(how.nodes);
    return m_priced ? 0 : static_cast<double>(how.nodes);
}

std::vector<SizePoint> StrategySearch::curveOf(const Family &family, const Layer &layer) const
{
    std::vector<TypeInLayer> types;
    for (std::size_t i = 0; i < m_facts.size(); ++i)
        for (const LayerAdvice &at : family.types[i].layers)
            if (at.kind == layer.kind)
                types.push_back({ &m_facts[i], at.rule.ttl ? at.rule.ttl->seconds() : 86'400 });
    return savedWork(*find(m_palette, layer.kind), types, smallestNode(layer.kind));
}

StrategySearch::Family StrategySearch::familyOf(const RuleChoice &choice) const
{
    Family out;
    out.choice = choice;
    for (const TypeFacts &one : m_facts)
        out.types.push_back(adviseType(one, m_palette, choice));
    out.strategy = strategyOf(out.types, m_palette, m_name);
    std::vector<std::vector<SizePoint>> hulls;
    std::vector<double> prices;
    double all = 0, least = 0;
    for (const Layer &layer : out.strategy.layers) {
        const bool view = layer.kind == LayerKind::materializedView;
        hulls.push_back(view ? std::vector<SizePoint> { { 0, 0 } } : concaveHull(curveOf(out, layer)));
        prices.push_back(priceOf(layer));
        all += hulls.back().back().value;
        least += hulls.back().front().value;
    }
    out.sizes = greedySplit(hulls, prices, finest);
    // What comes after nearly everything is saved buys nothing.
    const auto valueAt = [&hulls](const std::vector<double> &sizes) {
        double value = 0;
        for (std::size_t i = 0; i < hulls.size(); ++i) {
            const auto above = std::find_if(
                hulls[i].begin(), hulls[i].end(), [&](const SizePoint &p) { return p.size >= sizes[i]; });
            value += above == hulls[i].end() ? hulls[i].back().value : above->value;
        }
        return value;
    };
    while (out.sizes.size() > 1 && valueAt(out.sizes[out.sizes.size() - 2]) >= all - unused * (all - least))
        out.sizes.pop_back();
    return out;
}

Result<Candidate> StrategySearch::at(const Family &family, std::size_t step)
{
    constexpr double megabyte = 1e6;
    Candidate out;
    out.types = family.types;
    out.strategy = family.strategy;
    for (std::size_t i = 0; i < out.strategy.layers.size(); ++i) {
        Layer &layer = out.strategy.layers[i];
        if (layer.kind == LayerKind::materializedView)
            layer.capacity = Capacity {};
        else
            layer.capacity = { CapacityUnit::bytes,
                static_cast<std::uint64_t>(
                    std::max(1.0, std::ceil(family.sizes[step][i] / megabyte - 1e-9)) * megabyte) };
        for (auto &[type, rule] : layer.rules) // no more than half of what fits
            if (rule && rule->warm)
                for (const TypeFacts &one : m_facts)
                    if (one.name() == type)
                        rule->warm->top = std::clamp<std::uint64_t>(
                            static_cast<std::uint64_t>(
                                static_cast<double>(layer.capacity.amount) / 2 / (one.entryBytes + 100)),
                            1, rule->warm->top);
    }
    m_scenario.strategies = { out.strategy };
    ++m_judged;
    auto judged = m_judge(m_scenario, 0);
    if (!judged)
        return tl::unexpected(judged.error());
    out.judged = std::move(*judged);
    out.memory = memoryOf(out.strategy, m_scenario);
    out.excess = worstExcess(*out.judged);
    return out;
}

/// More memory never makes it worse, so the least that does is found by halving.
Result<void> StrategySearch::search(const Family &family, std::vector<Candidate> &out)
{
    std::size_t low = 0, high = family.sizes.size() - 1;
    auto best = at(family, high);
    if (!best)
        return tl::unexpected(best.error());
    // Too dear is not too little.
    const auto enough = [](const Candidate &candidate) {
        return std::all_of(candidate.judged->findings.begin(), candidate.judged->findings.end(),
            [](const Finding &finding) { return finding.met || finding.objective == "cost_per_month"; });
    };
    out.push_back(*best);
    const bool judgedByMemory = m_priced && hasPerformance(m_scenario.objectives);
    if (!judgedByMemory && !(m_priced && m_scenario.objectives.costPerMonth && !best->feasible()))
        return {};
    if (judgedByMemory && !enough(*best))
        return {};
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        auto one = at(family, middle);
        if (!one)
            return tl::unexpected(one.error());
        if (judgedByMemory ? enough(*one) : !one->feasible()) {
            high = middle;
            if (judgedByMemory)
                out.push_back(std::move(*one));
        } else {
            low = middle + 1;
            if (!judgedByMemory)
                out.push_back(std::move(*one));
        }
    }
    return {};
}

Result<std::vector<Candidate>> StrategySearch::ranked(std::stop_token stop, const std::function<void(double)> &progress)
{
    std::vector<Candidate> out;
    const auto sets = kindSets();
    std::set<std::string> seen;
    double done = 0;
    for (const auto &kinds : sets)
        for (const double staleCost : staleCosts) {
            if (stop.stop_requested())
                return fail(cancelledMessage);
            progress(done++ / static_cast<double>(sets.size() * std::size(staleCosts)));
            const Family family = familyOf({ kinds, staleCost });
            std::string rules; // families that come to the same rules are one
            for (const Layer &layer : family.strategy.layers) {
                rules += layer.name + '\n';
                for (const auto &[type, rule] : layer.rules)
                    rules += type + ' ' + std::to_string(rule->ttl.value_or(Duration {}).ns) + ' '
                        + std::to_string(rule->refresh.value_or(Duration {}).ns) + '\n';
            }
            if (!seen.insert(rules).second)
                continue;
            if (const auto searched = search(family, out); !searched)
                return tl::unexpected(searched.error());
        }
    const bool byCost = m_priced && hasPerformance(m_scenario.objectives);
    const auto rank = [&](const Candidate &one) {
        return std::make_tuple(one.excess, byCost ? one.judged->costPerMonth : 0.0,
            byCost || m_priced ? one.judged->totals.latency.meanSeconds() : 0.0);
    };
    std::stable_sort(out.begin(), out.end(), [&](const Candidate &a, const Candidate &b) { return rank(a) < rank(b); });
    return out;
}

} // namespace cs
