// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/forecast.h"

#include "sim/cache/cache_node.h"
#include "sim/cache/eviction/belady.h"
#include "sim/cache/memory_model.h"
#include "sim/cache/next_reads.h"
#include "sim/engine/collector.h"
#include "sim/engine/key_versions.h"
#include "sim/engine/shield.h"
#include "sim/engine/simulation.h"
#include "sim/engine/tags.h"
#include "sim/model/presets.h"
#include "sim/workload/events.h"
#include "sim/workload/expected_load.h"
#include "sim/workload/population.h"
#include "sim/workload/request_stream.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

namespace cs
{

namespace
{

// The smallest record that a reader takes for a request, and what compression may hide.
constexpr double bytesPerRecord = 20;
constexpr double compression = 8;

double traceRecords(const TraceSource &trace, const std::string &folder)
{
    std::error_code error;
    const auto path = std::filesystem::path(folder) / trace.file;
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        return 0;
    const std::string extension = path.extension().string();
    const double packed = extension == ".gz" || extension == ".zst" ? compression : 1;
    return static_cast<double>(size) * packed / bytesPerRecord;
}

/// Most entries that all nodes of a layer can come to hold of keys that are read `reads` times in all.
double entriesOf(
    const Layer &layer, const ResolvedLayer &how, const std::vector<DataType> &types, const std::vector<double> &stores)
{
    double wanted = 0, smallest = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const Rule *rule = layer.ruleFor(types[i].name);
        if (!rule)
            continue;
        const double copies = how.routing.kind == RoutingKind::key ? 1 : static_cast<double>(how.nodes);
        const double warmed = rule->warm ? static_cast<double>(rule->warm->top) * copies : 0;
        wanted += std::min(static_cast<double>(types[i].keys) * copies, stores[i] + warmed);
        const auto bytes
            = static_cast<double>(entryBytes(how.overhead, static_cast<std::uint64_t>(types[i].keySize.expected()),
                static_cast<std::uint64_t>(types[i].valueSize.expected() / 2), rule->ttl.has_value()));
        smallest = smallest == 0 ? bytes : std::min(smallest, bytes);
    }
    const double nodes = static_cast<double>(how.nodes);
    if (layer.capacity.unit == CapacityUnit::entries)
        return std::min(wanted, nodes * static_cast<double>(layer.capacity.amount));
    if (layer.capacity.unit == CapacityUnit::bytes)
        return std::min(wanted, nodes * static_cast<double>(layer.capacity.amount) / std::max(1.0, smallest));
    return wanted;
}

} // namespace

Duration seriesInterval(const RunSettings &run)
{
    if (run.interval)
        return *run.interval;
    return { std::max<std::int64_t>(1'000'000, run.duration.ns / 200) };
}

double expectedCommits(const Scenario &scenario, const DataType &type, std::size_t index, double seconds, double share)
{
    if (scenario.workload.trace)
        return 0;
    double commits = share * writesPerSecond(type) * seconds;
    for (const TaggedThing &thing : taggedThings(scenario.strategies, scenario.workload.dataTypes, 0))
        for (const auto &affected : thing.types)
            if (affected.type == index)
                commits += seconds * thing.rate * static_cast<double>(type.keys) / static_cast<double>(thing.groups);
    return commits;
}

RunEstimate estimateRun(const Scenario &scenario, std::size_t strategy, const RunOptions &options)
{
    const double seconds = options.duration.value_or(scenario.run.duration).seconds();
    std::vector<DataType> types = effectiveDataTypes(playedWorkload(scenario));
    std::vector<double> stores;
    double looksAhead = 0; // bytes to know the next read of every key
    double requests = 0, memory = 8e6;
    const double share = options.sample ? options.sample->share() : 1;
    const double records = scenario.workload.trace ? traceRecords(*scenario.workload.trace, options.scenarioFolder) : 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
        DataType &type = types[i];
        const double reads = scenario.workload.trace
            ? records
            : expectedReads(scenario.workload, i, seconds) + flashReads(type, scenario.timeline, seconds);
        if (!scenario.workload.trace)
            type.keys = keysWithGrowth(type, scenario.timeline);
        const double writes = scenario.workload.trace ? 0 : writesPerSecond(type) * seconds;
        if (scenario.workload.trace)
            type.keys = static_cast<std::uint64_t>(std::max(1.0, records));
        stores.push_back((reads + writes) * share);
        requests += reads + writes;
        looksAhead += share
            * (1.5 * NextReads::bytesPerRead * reads
                + NextReads::bytesPerKey * std::min(reads, static_cast<double>(type.keys)));
        if (const double commits = expectedCommits(scenario, type, i, seconds, share); commits > 0)
            memory += KeyVersions::mostBytes(keyNumbersUsed(type, seconds), commits);
        if (scenario.workload.trace)
            continue;
        memory += streamBytes(type, seconds);
        type.keys = static_cast<std::uint64_t>(std::min(9e18, expectedCacheKeys(type, seconds)));
    }
    if (scenario.workload.trace) {
        requests = records;
        memory += 32 * records; // every key may be new
    }
    const std::vector<Layer> layers = layersToRun(scenario.strategies[strategy].layers);
    for (const Layer &layer : layers) {
        const ResolvedLayer how = resolved(layer, scenario);
        const double entries = entriesOf(layer, how, types, stores);
        memory += entries * nodeBytesPerEntry + static_cast<double>(how.nodes) * 1024;
        if (how.eviction == Eviction::belady) {
            memory += entries * Belady::bytesPerEntry + looksAhead;
            looksAhead = 0; // known once for all
        }
    }
    const RunSettings run = [&] {
        RunSettings settings = scenario.run;
        settings.duration = options.duration.value_or(settings.duration);
        return settings;
    }();
    const auto intervals = static_cast<std::size_t>(run.duration.seconds() / seriesInterval(run).seconds()) + 1;
    const std::size_t spans = run.warmUp ? 2 : 21;
    memory += static_cast<double>(Collector::memoryBytes(spans, types.size(), layers.size(), intervals));
    constexpr double most = 9e18;
    return { static_cast<std::uint64_t>(std::min(most, requests)), static_cast<std::uint64_t>(std::min(most, memory)) };
}

std::uint64_t availableMemoryBytes()
{
    std::ifstream file("/proc/meminfo");
    std::string word;
    while (file >> word) {
        if (word == "MemAvailable:") {
            std::uint64_t kilobytes = 0;
            file >> kilobytes;
            return kilobytes * 1024;
        }
    }
    return std::uint64_t(1) << 32;
}

} // namespace cs
