// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include "sim/core/quantity.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

/// Names may hold any bytes; a file holds UTF-8.
std::string validUtf8(const std::string &text)
{
    std::string out;
    for (std::size_t pos = 0; pos < text.size();)
        appendUtf8(out, nextCodePoint(text, pos));
    return out;
}

Json number(const FieldValue &value)
{
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        return *count;
    if (const auto *real = std::get_if<double>(&value); real && std::isfinite(*real))
        return *real;
    return nullptr;
}

void addFields(Json &to, const FigureRow &row)
{
    for (const auto &field : resultFields()) {
        if (!field.appliesTo(row) || !row.run->tells(field.name))
            continue;
        if (row.run->estimates.empty()) {
            to[field.name] = number(field.value(row));
            continue;
        }
        const Estimate estimate = estimateOf(field, row);
        to[field.name] = number(estimate.value);
        to[std::string(field.name) + "_ci95"] = number(estimate.halfWidth);
    }
}

/// A count of a merged result is of all replications together; what is told is the mean of one.
Json perReplication(std::uint64_t count, const RunResult &run)
{
    if (run.replications <= 1)
        return count;
    return static_cast<double>(count) / static_cast<double>(run.replications);
}

Json layerJson(const RunResult &run, const LayerResult &layer)
{
    Json json { { "name", validUtf8(layer.name) }, { "kind", nameOf(layer.kind) }, { "nodes", layer.nodes } };
    const bool limited = layer.capacityUnit != CapacityUnit::none;
    json["capacity_per_node"] = limited ? Json(layer.capacityPerNode) : Json(nullptr);
    json["capacity_unit"] = !limited ? "none" : layer.capacityUnit == CapacityUnit::bytes ? "bytes" : "entries";
    addFields(json, layerRow(run, layer));
    if (!layer.hottestNodes.empty()) {
        json["hottest_node_share"] = layer.hottestNodeShare();
        json["node_reads"] = Json::array();
        for (const auto &node : layer.hottestNodes)
            json["node_reads"].push_back(Json { { "node", node.node }, { "reads", perReplication(node.reads, run) } });
        json["other_nodes"] = layer.otherNodes;
        json["other_nodes_reads"] = perReplication(layer.otherNodesReads, run);
    }
    json["data_types"] = Json::array();
    for (const auto &type : layer.dataTypes) {
        Json entry { { "name", validUtf8(type.name) } };
        addFields(entry, layerDataTypeRow(run, layer, type));
        json["data_types"].push_back(std::move(entry));
    }
    return json;
}

Json seriesJson(const Series &series)
{
    Json json { { "interval_s", static_cast<double>(series.interval.ns) / 1e9 }, { "time_s", series.timeSeconds },
        { "reads", series.reads }, { "coalesced", series.coalesced }, { "origin_reads", series.originReads },
        { "failed", series.failed }, { "refreshes", series.refreshes }, { "retries", series.retries },
        { "latency_mean_s", series.latencyMeanSeconds }, { "db_queries_per_s", series.dbQueriesPerSecond },
        { "db_queue_length", series.dbQueueLength } };
    if (!series.writesAtRisk.empty())
        json["writes_at_risk"] = series.writesAtRisk;
    json["layers"] = Json::array();
    for (const auto &layer : series.layers)
        json["layers"].push_back(Json { { "name", validUtf8(layer.name) }, { "reads", layer.reads },
            { "hits", layer.hits }, { "entries", layer.entries }, { "bytes", layer.bytes } });
    json["data_types"] = Json::array();
    for (const auto &type : series.dataTypes)
        json["data_types"].push_back(
            Json { { "name", validUtf8(type.name) }, { "reads", type.reads }, { "hits", type.hits } });
    return json;
}

Json eventJson(const RunResult &run, const EventResult &event)
{
    const auto level = [&event](double value) { return event.hasLevel ? Json(value) : Json(nullptr); };
    return { { "event", event.event }, { "subject", validUtf8(event.subject) }, { "at_s", event.atSeconds },
        { "until_s", event.untilSeconds }, { "applies", event.applies },
        { "hit_ratio_before", level(event.hitRatioBefore) }, { "hit_ratio_low", level(event.hitRatioLow) },
        { "recovered", event.hasLevel ? Json(event.recovered) : Json(nullptr) },
        { "recovery_s", event.recovered ? Json(event.recoverySeconds) : Json(nullptr) },
        { "watched_s", event.watchedSeconds }, { "db_queries_per_s_peak", event.dbQueriesPerSecondPeak },
        { "db_queue_peak", event.dbQueuePeak }, { "reads", perReplication(event.reads, run) },
        { "failed", perReplication(event.failed, run) }, { "lost_writes", perReplication(event.lostWrites, run) },
        { "latency_p99_s", event.answered ? Json(event.latencyP99Seconds) : Json(nullptr) } };
}

std::string hexText(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

Json runJson(const RunResult &run)
{
    Json json { { "strategy", validUtf8(run.strategy) }, { "seed", run.seed }, { "replications", run.replications },
        { "warm_up_s", run.warmUpSeconds }, { "warm_up_automatic", run.warmUpAutomatic },
        { "duration_s", run.durationSeconds }, { "requests", perReplication(run.requests, run) },
        { "fingerprint", hexText(run.fingerprint) } };
    if (run.sampling) {
        json["sample"] = run.sampling->share;
        json["samples"] = run.sampling->samples;
    }
    if (run.estimated)
        json["estimated"] = true;
    if (run.precision) {
        json["precision"] = *run.precision;
        json["precision_reached"] = run.precisionReached;
    }
    if (run.hasCost)
        json["currency"] = validUtf8(run.currency);
    addFields(json["totals"] = Json::object(), totalsRow(run));
    json["data_types"] = Json::array();
    for (const auto &type : run.dataTypes) {
        Json entry { { "name", validUtf8(type.name) } };
        addFields(entry, dataTypeRow(run, type));
        json["data_types"].push_back(std::move(entry));
    }
    json["layers"] = Json::array();
    for (const auto &layer : run.layers)
        json["layers"].push_back(layerJson(run, layer));
    json["series"] = seriesJson(run.series);
    if (!run.events.empty()) {
        json["events"] = Json::array();
        for (const auto &event : run.events)
            json["events"].push_back(eventJson(run, event));
    }
    json["findings"] = Json::array();
    for (const auto &finding : run.findings)
        json["findings"].push_back(Json { { "objective", finding.objective }, { "met", finding.met },
            { "target", finding.target }, { "value", finding.value }, { "text", validUtf8(finding.text) } });
    json["notes"] = Json::array();
    for (const auto &note : run.notes)
        json["notes"].push_back(validUtf8(note));
    return json;
}

/// Indented like a person would: lists of numbers stay on one line. Numbers by shortest round-trip.
void print(std::string &out, const Json &json, std::size_t depth)
{
    if (json.is_number_float()) {
        out += std::isfinite(json.get<double>()) ? formatNumber(json.get<double>()) : "null";
        return;
    }
    if (!json.is_structured() || json.empty()) {
        out += json.dump(-1, ' ', false, Json::error_handler_t::replace);
        return;
    }
    const bool flat = json.is_array() && !json.front().is_structured() && !json.front().is_string();
    const std::string indent = flat ? "" : "\n" + std::string(2 * (depth + 1), ' ');
    out += json.is_array() ? '[' : '{';
    bool first = true;
    for (const auto &item : json.items()) {
        out += first ? "" : flat ? ", " : ",";
        out += indent;
        first = false;
        if (json.is_object())
            out += Json(item.key()).dump() + ": ";
        print(out, item.value(), depth + 1);
    }
    out += flat ? "" : "\n" + std::string(2 * depth, ' ');
    out += json.is_array() ? ']' : '}';
}

} // namespace

std::string resultJson(std::span<const RunResultPtr> runs)
{
    Json json { { "format", "cache-strategist/result" }, { "version", 1 },
        { "scenario", runs.empty() ? std::string() : validUtf8(runs.front()->scenario) }, { "runs", Json::array() } };
    for (const auto &run : runs)
        json["runs"].push_back(runJson(*run));
    std::string out;
    print(out, json, 0);
    return out + '\n';
}

} // namespace cs
