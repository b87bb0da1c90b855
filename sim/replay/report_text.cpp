// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/report_text.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

std::string_view unitName(const ReplayReport &report)
{
    return report.unit == CapacityUnit::bytes ? "bytes" : "entries";
}

using Json = nlohmann::ordered_json;

std::string percent(double ratio, double halfWidth)
{
    return std::isfinite(halfWidth) ? intervalText(ratio, halfWidth, Unit::share) : formatFixed(ratio * 100, 2) + " %";
}

} // namespace

std::string replayJson(const ReplayReport &report, const std::string &trace)
{
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    Json results = Json::array();
    for (const auto &result : report.results) {
        Json entry;
        entry["eviction"] = nameOf(result.eviction);
        entry["capacity"] = result.capacity;
        entry["capacity_unit"] = unitName(report);
        entry["hits"] = result.hits;
        entry["misses"] = result.misses;
        entry["hit_ratio"] = result.hitRatio;
        entry["byte_hit_ratio"] = result.byteHitRatio ? Json(*result.byteHitRatio) : Json(nullptr);
        if (report.sample < 1) {
            entry["hit_ratio_ci95"] = number(result.hitRatioHalfWidth);
            entry["byte_hit_ratio_ci95"] = number(result.byteHitRatioHalfWidth);
        }
        results.push_back(std::move(entry));
    }
    Json root;
    root["format"] = "cache-strategist/replay";
    root["version"] = 1;
    root["trace"] = trace;
    root["requests"] = report.requests;
    root["objects"] = report.objects;
    root["request_bytes"] = report.requestBytes;
    if (report.sample < 1) {
        root["sample"] = report.sample;
        root["samples"] = report.samples;
    }
    root["results"] = std::move(results);
    // A file name may be any bytes.
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string replayCsv(const ReplayReport &report)
{
    const bool sampled = report.sample < 1;
    const auto number = [](double value) { return std::isfinite(value) ? formatNumber(value) : std::string(); };
    std::string out = "eviction,capacity,capacity_unit,hits,misses,hit_ratio,byte_hit_ratio";
    out += sampled ? ",hit_ratio_ci95,byte_hit_ratio_ci95\n" : "\n";
    for (const auto &result : report.results) {
        out += std::string(nameOf(result.eviction)) + ',' + std::to_string(result.capacity) + ',';
        out += std::string(unitName(report)) + ',' + std::to_string(result.hits) + ',' + std::to_string(result.misses);
        out += ',' + formatNumber(result.hitRatio) + ',';
        out += result.byteHitRatio ? formatNumber(*result.byteHitRatio) : std::string();
        if (sampled)
            out += ',' + number(result.hitRatioHalfWidth) + ',' + number(result.byteHitRatioHalfWidth);
        out += '\n';
    }
    return out;
}

std::string replayTable(const ReplayReport &report, const std::string &trace)
{
    std::string out = oneLine(trace) + ": " + displayCount(report.requests) + " requests for "
        + displayCount(report.objects) + " objects";
    if (report.requestBytes > 0)
        out += ", " + displayQuantity(static_cast<double>(report.requestBytes), Unit::bytes) + " requested, "
            + displayQuantity(static_cast<double>(report.objectBytes), Unit::bytes) + " of objects";
    if (report.writes + report.removes > 0)
        out += "; " + displayCount(report.writes) + " writes, " + displayCount(report.removes) + " removes";
    if (report.sample < 1)
        out += "\nEstimated from " + displayCount(report.samples) + " samples of "
            + displayQuantity(report.sample, Unit::share) + " of the objects in caches of "
            + displayQuantity(report.sample, Unit::share) + " of the size; ± is the half width of the 95 % interval";
    out += "\n\n";
    TextTable table;
    table.header = { "Eviction", "Asked", "Capacity (" + std::string(unitName(report)) + ")", "Hits", "Misses",
        "Hit ratio", "Byte hit ratio" };
    for (const auto &result : report.results)
        table.rows.push_back({ std::string(nameOf(result.eviction)), result.asked, displayCount(result.capacity),
            displayCount(result.hits), displayCount(result.misses), percent(result.hitRatio, result.hitRatioHalfWidth),
            result.byteHitRatio ? percent(*result.byteHitRatio, result.byteHitRatioHalfWidth) : "no sizes" });
    return out + table.aligned();
}

} // namespace cs
