// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/ttl_text.h"

#include "sim/core/quantity.h"
#include "sim/engine/exact_seconds.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

std::string timeText(Duration time)
{
    return displayQuantity(time.seconds(), Unit::time);
}

std::string shareText(double share, double halfWidth)
{
    return std::isfinite(halfWidth) ? intervalText(share, halfWidth, Unit::share) : figureText(share, Unit::share);
}

TextTable tableOf(const TtlTradeoff &tradeoff)
{
    TextTable table;
    table.header = { "TTL", "Layer hit ratio", "All layers", "DB queries/s", "Stale reads", "Violations", "" };
    table.leftAligned = { 6 };
    bool told = !tradeoff.tolerance;
    for (const TtlPoint &point : tradeoff.points) {
        std::string remark;
        if (!told && point.ttl > *tradeoff.tolerance) {
            told = true;
            remark = "above the tolerance of " + timeText(*tradeoff.tolerance);
        }
        if (tradeoff.ttl == point.ttl)
            remark += std::string(remark.empty() ? "" : "; ") + "as it is";
        table.rows.push_back({ timeText(point.ttl), figureText(point.layerHitRatio, Unit::share),
            figureText(point.hitRatio, Unit::share), displayQuantity(point.dbQueriesPerSecond, Unit::number),
            shareText(point.staleRatio, point.staleHalfWidth),
            shareText(point.violationRatio, point.violationHalfWidth), remark });
    }
    return table;
}

std::string headOf(const TtlTradeoff &tradeoff)
{
    return oneLine(tradeoff.dataType) + " at " + oneLine(tradeoff.layer) + " (TTL "
        + (tradeoff.ttl ? timeText(*tradeoff.ttl) : "none") + ", tolerance "
        + (tradeoff.tolerance ? timeText(*tradeoff.tolerance) : "none") + ")";
}

std::string verdict(const TtlReport &report, const TtlTradeoff &tradeoff, const char *what,
    const std::optional<Duration> &longest, bool never)
{
    const std::string limit = figureText(report.limit, Unit::share);
    if (never)
        return std::string(what) + " stay within " + limit + " at all these TTLs";
    if (!longest)
        return std::string(what) + " are above " + limit + " already at " + timeText(tradeoff.points.front().ttl);
    return std::string(what) + " stay within " + limit + " up to a TTL of " + timeText(*longest);
}

Json timeJson(const std::optional<Duration> &time)
{
    return time ? Json(time->seconds()) : Json(nullptr);
}

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json pointJson(const TtlPoint &point)
{
    return { { "ttl_s", exactSeconds(point.ttl) }, { "layer_hit_ratio", point.layerHitRatio },
        { "hit_ratio", point.hitRatio }, { "db_queries_per_s", point.dbQueriesPerSecond },
        { "stale_reads", point.staleReads }, { "stale_ratio", point.staleRatio },
        { "stale_ratio_ci95", number(point.staleHalfWidth) }, { "violations", point.violations },
        { "violation_ratio", point.violationRatio }, { "violation_ratio_ci95", number(point.violationHalfWidth) } };
}

} // namespace

std::vector<std::string> ttlVerdicts(const TtlReport &report, const TtlTradeoff &tradeoff)
{
    std::vector<std::string> out;
    if (tradeoff.tolerance)
        out.push_back(
            verdict(report, tradeoff, "Violations", tradeoff.longestForViolations, tradeoff.violationsNeverExceed));
    out.push_back(
        verdict(report, tradeoff, "Stale reads", tradeoff.longestForStaleReads, tradeoff.staleReadsNeverExceed));
    return out;
}

std::string ttlTable(const TtlReport &report)
{
    std::string out
        = oneLine(report.scenario) + ", strategy \"" + oneLine(report.strategy) + "\": simulated with every TTL\n";
    for (const TtlTradeoff &tradeoff : report.tradeoffs) {
        out += "\n" + headOf(tradeoff) + "\n\n" + tableOf(tradeoff).aligned() + "\n";
        for (const std::string &line : ttlVerdicts(report, tradeoff))
            out += line + "\n";
    }
    return out;
}

std::string ttlMarkdown(const TtlReport &report)
{
    std::string out = "# " + markdownEscaped(report.scenario + ": " + report.strategy) + "\n";
    for (const TtlTradeoff &tradeoff : report.tradeoffs) {
        out += "\n## " + markdownEscaped(headOf(tradeoff)) + "\n\n" + tableOf(tradeoff).markdown() + "\n";
        for (const std::string &line : ttlVerdicts(report, tradeoff))
            out += "- " + markdownEscaped(line) + "\n";
    }
    return out;
}

std::string ttlCsv(const TtlReport &report)
{
    const auto text = [](double value) { return std::isfinite(value) ? formatNumber(value) : std::string(); };
    std::string out = "layer,data_type,ttl_s,layer_hit_ratio,hit_ratio,db_queries_per_s,stale_reads,stale_ratio,"
                      "stale_ratio_ci95,violations,violation_ratio,violation_ratio_ci95\n";
    for (const TtlTradeoff &tradeoff : report.tradeoffs)
        for (const TtlPoint &point : tradeoff.points) {
            out += csvField(tradeoff.layer) + ',' + csvField(tradeoff.dataType) + ',' + text(point.ttl.seconds()) + ',';
            out += text(point.layerHitRatio) + ',' + text(point.hitRatio) + ',' + text(point.dbQueriesPerSecond) + ',';
            out += std::to_string(point.staleReads) + ',' + text(point.staleRatio) + ',' + text(point.staleHalfWidth);
            out += ',' + std::to_string(point.violations) + ',' + text(point.violationRatio) + ',';
            out += text(point.violationHalfWidth) + '\n';
        }
    return out;
}

std::string ttlJson(const TtlReport &report)
{
    Json root;
    root["format"] = "cache-strategist/ttl";
    root["version"] = 1;
    root["scenario"] = report.scenario;
    root["strategy"] = report.strategy;
    root["limit"] = report.limit;
    Json list = Json::array();
    for (const TtlTradeoff &tradeoff : report.tradeoffs) {
        Json entry;
        entry["layer"] = tradeoff.layer;
        entry["data_type"] = tradeoff.dataType;
        entry["ttl_s"] = timeJson(tradeoff.ttl);
        entry["staleness_tolerance_s"] = timeJson(tradeoff.tolerance);
        entry["longest_ttl_for_violations_s"] = timeJson(tradeoff.longestForViolations);
        entry["violations_never_exceed"] = tradeoff.violationsNeverExceed;
        entry["longest_ttl_for_stale_reads_s"] = timeJson(tradeoff.longestForStaleReads);
        entry["stale_reads_never_exceed"] = tradeoff.staleReadsNeverExceed;
        Json points = Json::array();
        for (const TtlPoint &point : tradeoff.points)
            points.push_back(pointJson(point));
        entry["points"] = std::move(points);
        list.push_back(std::move(entry));
    }
    root["tradeoffs"] = std::move(list);
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace cs
