// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_scenario.h"

#include "sim/core/quantity.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace cs
{

namespace
{

constexpr double assumedDatabaseSeconds = 0.010;

/// "access.log.gz" -> "access".
std::string baseName(const std::string &path)
{
    std::string name = std::filesystem::path(path).filename().string();
    for (const std::string_view ending :
        { ".gz", ".zst", ".log", ".txt", ".csv", ".json", ".jsonl", ".bin", ".trace", ".keys" })
        if (name.size() > ending.size() && name.ends_with(ending))
            name.resize(name.size() - ending.size());
    for (char &c : name)
        if (static_cast<unsigned char>(c) < 0x20)
            c = '?';
    return name;
}

/// A rate that reads well per hour: seven digits of it, far below what chance does to the number of requests.
double readable(double perSecond)
{
    const double perHour = perSecond * 3600;
    const double digits = std::pow(10.0, 6 - std::floor(std::log10(perHour)));
    return std::round(perHour * digits) / digits / 3600;
}

DataType dataTypeOf(const FittedEndpoint &endpoint, double seconds)
{
    const ImportedEndpoint &report = endpoint.report;
    DataType type;
    type.name = report.name;
    type.endpoint = report.endpoint;
    type.keys = static_cast<std::uint64_t>(endpoint.population);
    type.keySize = Law::constant(endpoint.keyBytes > 0 ? std::max(1.0, std::round(endpoint.keyBytes)) : 16);
    type.valueSize = report.valueSize;
    if (report.zipfExponent > 0) {
        type.popularity.law = PopularityLaw::zipf;
        type.popularity.exponent = report.zipfExponent;
    }
    type.reads.diurnal = report.diurnal;
    // The run begins at midnight and need not last whole days: the rate is what gives the log's number of reads over
    // it.
    type.reads.rate
        = readable(report.readsPerSecond / (report.diurnal ? meanDiurnalFactor(*report.diurnal, seconds) : 1));
    if (report.writes > 0 && report.reads > 0)
        type.writes.perRead = static_cast<double>(report.writes) / static_cast<double>(report.reads);
    else if (report.writes > 0)
        type.writes.rate = readable(static_cast<double>(report.writes) / seconds);
    type.missCost.dbTime = report.latency ? *report.latency : Law::constant(assumedDatabaseSeconds);
    return type;
}

/// A tenth of all keys: in bytes where the log has sizes, else in entries.
Capacity tenth(const std::vector<FittedEndpoint> &endpoints, const std::vector<DataType> &types)
{
    constexpr double overhead = 100; // of an entry in Redis, beside key and value
    double bytes = 0, keys = 0;
    bool sized = true;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const double seen = static_cast<double>(endpoints[i].report.keys);
        keys += seen;
        bytes += seen * (types[i].keySize.expected() + types[i].valueSize.expected() + overhead);
        sized = sized && (endpoints[i].sizeKnown || endpoints[i].report.reads == 0);
    }
    const double amount = std::max(1.0, std::min(9e18, (sized ? bytes : keys) / 10));
    const double unit = std::max(1.0, std::pow(10.0, std::floor(std::log10(amount)) - 1));
    return { sized ? CapacityUnit::bytes : CapacityUnit::entries,
        static_cast<std::uint64_t>(std::ceil(amount / unit) * unit) };
}

Strategy proposal(const std::vector<FittedEndpoint> &endpoints, const std::vector<DataType> &types)
{
    Layer redis;
    redis.name = "Redis";
    redis.kind = LayerKind::redis;
    redis.eviction = Eviction::lru;
    redis.capacity = tenth(endpoints, types);
    for (const auto &type : types) {
        Rule rule;
        rule.ttl = Duration { 300'000'000'000 };
        rule.coalesce = true;
        if (type.writes.perRead || type.writes.rate)
            rule.invalidation = Invalidation::deleteOnWrite;
        redis.rules.emplace_back(type.name, rule);
    }
    return { "Proposed", { redis } };
}

} // namespace

Scenario scenarioOf(const LogFacts &facts, const std::vector<FittedEndpoint> &endpoints)
{
    Scenario scenario;
    scenario.name = baseName(facts.path);
    scenario.description = displayCount(facts.requests) + " requests of "
        + std::filesystem::path(facts.path).filename().string() + " (" + facts.formatText + ") over "
        + displayQuantity(facts.spanSeconds, Unit::time) + ". "
        + (facts.replay ? "The log itself is replayed; the data types say what its misses cost."
                        : "The data types are its synthetic image.")
        + " Database time: "
        + (facts.hasLatency ? "the whole request time of the log, as if all of it were the database's."
                            : "10 ms assumed, the log has no request times.")
        + " \"Proposed\" is a start: one Redis with room for a tenth of the data seen and a TTL of 5 minutes.";
    scenario.run.duration = Duration::fromSeconds(facts.spanSeconds);
    // The log's caches were cold too: replay and image are measured from the first request on.
    scenario.run.warmUp = Duration { 0 };
    scenario.workload.clients.count = std::max<std::uint64_t>(1, facts.clients);
    for (const auto &endpoint : endpoints)
        scenario.workload.dataTypes.push_back(dataTypeOf(endpoint, facts.spanSeconds));
    if (facts.replay) {
        TraceSource trace;
        std::error_code failed;
        const auto absolute = std::filesystem::absolute(facts.path, failed);
        trace.file = failed ? facts.path : absolute.lexically_normal().string();
        trace.format = facts.format;
        trace.logFormat = facts.logFormat;
        scenario.workload.trace = trace;
    }
    scenario.strategies.push_back({ "No cache", {} });
    scenario.strategies.push_back(proposal(endpoints, scenario.workload.dataTypes));
    return scenario;
}

} // namespace cs
