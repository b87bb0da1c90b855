// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/report_text.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/text_table.h"

#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

std::string_view unitName(const ReplayReport &report)
{
    return report.unit == CapacityUnit::bytes ? "bytes" : "entries";
}

std::string percent(double ratio)
{
    return formatFixed(ratio * 100, 2) + " %";
}

} // namespace

std::string replayJson(const ReplayReport &report, const std::string &trace)
{
    using Json = nlohmann::ordered_json;
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
        results.push_back(std::move(entry));
    }
    Json root;
    root["format"] = "cache-strategist/replay";
    root["version"] = 1;
    root["trace"] = trace;
    root["requests"] = report.requests;
    root["objects"] = report.objects;
    root["request_bytes"] = report.requestBytes;
    root["results"] = std::move(results);
    // A file name may be any bytes.
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string replayCsv(const ReplayReport &report)
{
    std::string out = "eviction,capacity,capacity_unit,hits,misses,hit_ratio,byte_hit_ratio\n";
    for (const auto &result : report.results) {
        out += std::string(nameOf(result.eviction)) + ',' + std::to_string(result.capacity) + ',';
        out += std::string(unitName(report)) + ',' + std::to_string(result.hits) + ',' + std::to_string(result.misses);
        out += ',' + formatNumber(result.hitRatio) + ',';
        out += (result.byteHitRatio ? formatNumber(*result.byteHitRatio) : std::string()) + '\n';
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
    out += "\n\n";
    TextTable table;
    table.header = { "Eviction", "Asked", "Capacity (" + std::string(unitName(report)) + ")", "Hits", "Misses",
        "Hit ratio", "Byte hit ratio" };
    for (const auto &result : report.results)
        table.rows.push_back({ std::string(nameOf(result.eviction)), result.asked, displayCount(result.capacity),
            displayCount(result.hits), displayCount(result.misses), percent(result.hitRatio),
            result.byteHitRatio ? percent(*result.byteHitRatio) : "no sizes" });
    return out + table.aligned();
}

} // namespace cs
