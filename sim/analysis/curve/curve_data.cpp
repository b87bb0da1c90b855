// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/curve_text.h"
#include "sim/core/quantity.h"
#include "sim/results/escape.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

std::string_view unitName(const CapacityCurve &curve)
{
    return curve.unit == CapacityUnit::bytes ? "bytes" : "entries";
}

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json markJson(const std::optional<CurveMark> &mark)
{
    if (!mark)
        return nullptr;
    return { { "capacity", mark->capacity }, { "hit_ratio", mark->hitRatio } };
}

bool hasIntervals(const CapacityCurve &curve)
{
    for (const CurveLine &line : curve.lines)
        for (const CurvePoint &point : line.points)
            if (std::isfinite(point.hitRatioHalfWidth))
                return true;
    return false;
}

Json pointJson(const CapacityCurve &curve, const CurvePoint &point, bool intervals)
{
    Json out;
    out["capacity"] = point.capacity;
    out["hit_ratio"] = point.hitRatio;
    out["byte_hit_ratio"] = point.byteHitRatio ? Json(*point.byteHitRatio) : Json(nullptr);
    if (intervals) {
        out["hit_ratio_ci95"] = number(point.hitRatioHalfWidth);
        out["byte_hit_ratio_ci95"] = number(point.byteHitRatioHalfWidth);
    }
    if (point.strategyHitRatio)
        out["strategy_hit_ratio"] = *point.strategyHitRatio;
    if (point.dbQueriesPerSecond)
        out["db_queries_per_s"] = *point.dbQueriesPerSecond;
    if (!point.typeHitRatios.empty()) {
        Json types = Json::array();
        for (std::size_t i = 0; i < point.typeHitRatios.size() && i < curve.types.size(); ++i)
            types.push_back({ { "name", curve.types[i] }, { "hit_ratio", point.typeHitRatios[i] } });
        out["data_types"] = std::move(types);
    }
    return out;
}

} // namespace

std::string curveJson(const CapacityCurve &curve)
{
    Json root;
    root["format"] = "cache-strategist/curve";
    root["version"] = 1;
    if (curve.layer.empty()) {
        root["trace"] = curve.subject;
    } else {
        root["scenario"] = curve.subject;
        root["strategy"] = curve.strategy;
        root["layer"] = curve.layer;
        root["nodes"] = curve.nodes;
    }
    root["requests"] = curve.requests;
    if (curve.layer.empty()) {
        root["objects"] = curve.objects;
        root["object_bytes"] = curve.objectBytes;
    }
    root["capacity_unit"] = unitName(curve);
    root["working_set"] = curve.workingSet;
    if (curve.sample < 1) {
        root["sample"] = curve.sample;
        root["samples"] = curve.samples;
    }
    const bool intervals = hasIntervals(curve);
    Json curves = Json::array();
    for (const CurveLine &line : curve.lines) {
        Json entry;
        entry["eviction"] = nameOf(line.eviction);
        entry["method"] = nameOf(line.method);
        entry["knee"] = markJson(line.knee);
        entry["enough"] = markJson(line.enough);
        Json points = Json::array();
        for (const CurvePoint &point : line.points)
            points.push_back(pointJson(curve, point, intervals));
        entry["points"] = std::move(points);
        curves.push_back(std::move(entry));
    }
    root["curves"] = std::move(curves);
    root["notes"] = curve.notes;
    // A file name may be any bytes.
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string curveCsv(const CapacityCurve &curve)
{
    const auto text = [](double value) { return std::isfinite(value) ? formatNumber(value) : std::string(); };
    const auto optional
        = [](const std::optional<double> &value) { return value ? formatNumber(*value) : std::string(); };
    const bool intervals = hasIntervals(curve), scenario = !curve.layer.empty();
    std::string out = "eviction,method,capacity,capacity_unit,hit_ratio,byte_hit_ratio";
    out += intervals ? ",hit_ratio_ci95,byte_hit_ratio_ci95" : "";
    out += scenario ? ",strategy_hit_ratio,db_queries_per_s" : "";
    for (const std::string &type : curve.types)
        out += ',' + csvField("hit_ratio " + type);
    out += '\n';
    for (const CurveLine &line : curve.lines)
        for (const CurvePoint &point : line.points) {
            out += std::string(nameOf(line.eviction)) + ',' + std::string(nameOf(line.method)) + ',';
            out += std::to_string(point.capacity) + ',' + std::string(unitName(curve)) + ',';
            out += formatNumber(point.hitRatio) + ',' + optional(point.byteHitRatio);
            if (intervals)
                out += ',' + text(point.hitRatioHalfWidth) + ',' + text(point.byteHitRatioHalfWidth);
            if (scenario)
                out += ',' + optional(point.strategyHitRatio) + ',' + optional(point.dbQueriesPerSecond);
            for (const double ratio : point.typeHitRatios)
                out += ',' + formatNumber(ratio);
            out += '\n';
        }
    return out;
}

} // namespace cs
