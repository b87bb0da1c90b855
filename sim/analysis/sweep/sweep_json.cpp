// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/sweep_table.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/main_figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr const char *sweepFormat = "cache-strategist/sweep";

std::string dumped(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json rowJson(const SweepRow &row, const std::vector<std::string> &paths)
{
    Json json { { "point", row.point }, { "values", Json::object() }, { "strategy", row.strategy } };
    for (std::size_t i = 0; i < paths.size(); ++i)
        json["values"][paths[i]] = row.values[i];
    if (!row.error.empty()) {
        json["error"] = row.error;
        return json;
    }
    json["fingerprint"] = row.fingerprint;
    json["figures"] = Json::object();
    for (const auto &figure : mainFigures()) {
        const auto found = row.figures.find(figure.field);
        if (found == row.figures.end())
            continue;
        json["figures"][figure.field] = found->second.value;
        if (std::isfinite(found->second.halfWidth))
            json["figures"][std::string(figure.field) + "_ci95"] = found->second.halfWidth;
    }
    return json;
}

SweepRow rowOf(const Json &json, const std::vector<std::string> &paths)
{
    SweepRow row;
    row.point = json.at("point").get<std::uint64_t>();
    row.strategy = json.at("strategy").get<std::string>();
    for (const auto &path : paths)
        row.values.push_back(json.at("values").at(path).get<std::string>());
    if (json.contains("error")) {
        row.error = json.at("error").get<std::string>();
        return row;
    }
    row.fingerprint = json.at("fingerprint").get<std::string>();
    const Json &figures = json.at("figures");
    for (const auto &figure : mainFigures()) {
        if (!figures.contains(figure.field))
            continue;
        Estimate &estimate = row.figures[figure.field];
        estimate.value = figures.at(figure.field).get<double>();
        if (const std::string width = std::string(figure.field) + "_ci95"; figures.contains(width))
            estimate.halfWidth = figures.at(width).get<double>();
    }
    return row;
}

SweepTable tableOf(const Json &json)
{
    SweepTable table;
    table.sweep = json.at("sweep").get<std::string>();
    table.scenario = json.at("scenario").get<std::string>();
    table.model = json.at("model").get<std::string>();
    table.seed = json.at("seed").get<std::uint64_t>();
    table.currency = json.at("currency").get<std::string>();
    table.paths = json.at("paths").get<std::vector<std::string>>();
    table.points = json.at("points").get<std::uint64_t>();
    table.latinHypercube = json.at("design").get<std::string>() == "latin_hypercube";
    if (json.contains("shard"))
        table.shard = SweepShard { json["shard"].at("index").get<std::uint64_t>(),
            json["shard"].at("of").get<std::uint64_t>() };
    for (const auto &row : json.at("rows"))
        table.rows.push_back(rowOf(row, table.paths));
    return table;
}

bool sameRow(const SweepRow &a, const SweepRow &b, const std::vector<std::string> &paths)
{
    return rowJson(a, paths) == rowJson(b, paths);
}

} // namespace

std::string sweepJson(const SweepTable &table)
{
    Json head { { "format", sweepFormat }, { "version", 1 }, { "sweep", table.sweep }, { "scenario", table.scenario },
        { "model", table.model }, { "seed", table.seed }, { "currency", table.currency }, { "paths", table.paths },
        { "points", table.points }, { "design", table.latinHypercube ? "latin_hypercube" : "grid" } };
    if (table.shard)
        head["shard"] = Json { { "index", table.shard->index }, { "of", table.shard->of } };
    std::string out = "{\n";
    for (const auto &[key, value] : head.items())
        out += "  " + dumped(key) + ": " + dumped(value) + ",\n";
    out += "  \"rows\": [";
    for (const auto &row : table.rows)
        out += (&row == &table.rows.front() ? "\n    " : ",\n    ") + dumped(rowJson(row, table.paths));
    return out + (table.rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

Result<SweepTable> readSweepJson(std::string_view text, const std::string &file)
{
    const Json json = Json::parse(text, nullptr, false);
    const auto is = [&json](const char *key, const Json &value) { return json.contains(key) && json[key] == value; };
    if (!json.is_object() || !is("format", sweepFormat))
        return fail(
            "is no result of a sweep", file, "parts are what \"cachestrat sweep --shard i/n --format json\" prints");
    if (!is("version", 1))
        return fail("is of another version of the format; this program reads version 1", file);
    try {
        return tableOf(json);
    } catch (const Json::exception &error) {
        return fail(std::string("is no whole result of a sweep: ") + error.what(), file);
    }
}

Result<MergedSweep> mergeSweeps(std::span<const SweepPart> parts)
{
    MergedSweep out;
    std::map<std::uint64_t, std::pair<const SweepPart *, std::vector<const SweepRow *>>> byPoint;
    for (const auto &part : parts) {
        const SweepTable &table = part.table, &first = parts.front().table;
        if (table.sweep != first.sweep || table.points != first.points || table.paths != first.paths)
            return fail("is a part of another sweep than " + parts.front().file, part.file,
                "all parts have the same scenario, fields, values, seed and version of the program");
        std::map<std::uint64_t, std::vector<const SweepRow *>> own;
        for (const auto &row : table.rows) {
            if (row.point >= table.points)
                return fail("has a point " + std::to_string(row.point) + " beyond the sweep's", part.file);
            own[row.point].push_back(&row);
        }
        for (auto &[point, rows] : own) {
            const auto [at, added] = byPoint.try_emplace(point, &part, rows);
            if (added)
                continue;
            const auto &there = at->second.second;
            if (!std::equal(rows.begin(), rows.end(), there.begin(), there.end(),
                    [&](const SweepRow *a, const SweepRow *b) { return sameRow(*a, *b, table.paths); }))
                return fail(
                    "says something else about point " + std::to_string(point) + " than " + at->second.first->file,
                    part.file);
            out.doubles.push_back(
                "point " + std::to_string(point) + " is in " + at->second.first->file + " and in " + part.file);
        }
    }
    if (parts.empty())
        return fail("there are no parts");
    out.table = parts.front().table;
    out.table.shard.reset();
    out.table.rows.clear();
    for (std::uint64_t point = 0; point < out.table.points; ++point) {
        const auto found = byPoint.find(point);
        if (found == byPoint.end())
            out.missing.push_back(point);
        else
            for (const SweepRow *row : found->second.second)
                out.table.rows.push_back(*row);
    }
    return out;
}

} // namespace cs
