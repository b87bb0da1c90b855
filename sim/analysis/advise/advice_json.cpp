// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/advice_writer.h"
#include "sim/io/scenario_file.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

/// JSON has no infinity: what nothing limits is null.
Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// To the last digit: 30, not 30.000000000000004.
double exact(Duration time)
{
    return static_cast<double>(time.ns) / 1e9;
}

Json criterionJson(const Criterion &one)
{
    return { { "name", one.name }, { "unit", one.unit }, { "value", number(one.value) },
        { "nothing_at", one.nothingAt }, { "threshold", one.threshold }, { "points", one.points },
        { "contribution", one.contribution } };
}

Json ruleJson(const LayerAdvice &at)
{
    const Rule &rule = at.rule;
    Json out { { "layer", at.layer }, { "kind", nameOf(at.kind) } };
    if (rule.ttl)
        out["ttl_s"] = exact(*rule.ttl);
    if (rule.refresh)
        out["refresh_s"] = exact(*rule.refresh);
    if (rule.staleWhileRevalidate)
        out["stale_while_revalidate_s"] = exact(*rule.staleWhileRevalidate);
    out["invalidation"] = nameOf(rule.invalidation);
    out["coalesce"] = rule.coalesce;
    if (rule.warm)
        out["warm_top_keys"] = rule.warm->top;
    return out;
}

Json typeJson(const TypeAdvice &type)
{
    Json criteria = Json::array(), layers = Json::array();
    for (const Criterion &one : type.cacheability.criteria)
        criteria.push_back(criterionJson(one));
    for (const LayerAdvice &at : type.layers)
        layers.push_back(ruleJson(at));
    return { { "name", type.cacheability.dataType }, { "score", type.cacheability.score },
        { "verdict", type.cacheability.verdict }, { "criteria", criteria }, { "cache", !type.layers.empty() },
        { "layers", layers }, { "reasons", type.reasons } };
}

Json runJson(const RunResult &run)
{
    Json out { { "strategy", run.strategy }, { "hit_ratio", run.totals.hitRatio() },
        { "latency_mean_s", run.totals.latency.meanSeconds() },
        { "latency_p99_s", run.totals.latency.quantileSeconds(0.99) },
        { "db_utilization", run.dbLimited ? Json(run.dbUtilization) : Json(nullptr) },
        { "db_queries_per_s", run.dbQueriesPerSecond }, { "stale_ratio", run.totals.staleRatio() },
        { "violation_ratio", run.totals.violationRatio() } };
    if (run.hasCost) {
        out["cost_per_month"] = run.costPerMonth;
        out["currency"] = run.currency;
    }
    return out;
}

Json claimJson(const Claim &claim)
{
    return { { "objective", claim.finding.objective }, { "target", claim.finding.target },
        { "simulated", claim.finding.value },
        { "estimated", claim.estimated ? number(*claim.estimated) : Json(nullptr) }, { "claimed", claim.claimed },
        { "text", claim.finding.text } };
}

} // namespace

std::string adviceJson(const Advice &advice)
{
    Json out { { "format", "cache-strategist/advice" }, { "version", 1 }, { "scenario", advice.scenario } };
    out["data_types"] = Json::array();
    for (const TypeAdvice &type : advice.types)
        out["data_types"].push_back(typeJson(type));
    out["findings"] = Json::array();
    for (const AdviceFinding &finding : advice.findings)
        out["findings"].push_back({ { "weight", nameOf(finding.weight) }, { "place", finding.place },
            { "text", finding.text }, { "hint", finding.hint } });
    Scenario alone;
    alone.strategies = { advice.strategy };
    const Json written = Json::parse(writeScenario(alone), nullptr, false);
    out["strategy"] = written.is_discarded() ? Json(nullptr) : written["strategies"][0];
    out["meets_all"] = advice.meetsAll;
    out["verdict"] = advice.verdict;
    out["objectives"] = Json::array();
    for (const Claim &claim : advice.claims)
        out["objectives"].push_back(claimJson(claim));
    out["simulated"] = Json::array();
    for (const RunResultPtr &run : advice.runs)
        out["simulated"].push_back(runJson(*run));
    out["estimated"] = advice.estimate ? runJson(*advice.estimate) : Json(nullptr);
    out["strategies_judged"] = advice.strategiesJudged;
    out["strategies_simulated"] = advice.strategiesSimulated;
    out["notes"] = advice.notes;
    return out.dump(2) + '\n';
}

} // namespace cs
