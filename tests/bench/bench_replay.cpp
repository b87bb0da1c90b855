// SPDX-License-Identifier: GPL-3.0-or-later
// Time per request of a replay from memory, by eviction and way, and of numbering the keys alone.
#include "sim/cache/eviction/registry.h"
#include "sim/core/random.h"
#include "sim/replay/dense_ids.h"
#include "sim/replay/replay.h"
#include "sim/workload/zipf_sampler.h"

#include <algorithm>
#include <benchmark/benchmark.h>

namespace
{

using namespace cs;

constexpr std::uint64_t objects = 200'000;
constexpr std::size_t requests = 2'000'000;

const std::vector<std::uint64_t> &keys()
{
    static const std::vector<std::uint64_t> all = [] {
        SplitMix64 engine(1);
        const ZipfSampler zipf(objects, 1.0);
        std::vector<std::uint64_t> out(requests);
        for (auto &key : out)
            key = mixBits(zipf(engine));
        return out;
    }();
    return all;
}

class Source : public RecordedRequests
{
public:
    Result<void> next(RequestBatch &batch) override
    {
        batch.count = std::min(RequestBatch::capacity, keys().size() - m_at);
        std::copy_n(keys().begin() + static_cast<std::ptrdiff_t>(m_at), batch.count, batch.keys.begin());
        for (std::size_t i = 0; i < batch.count; ++i)
            batch.sizes[i] = 100 + batch.keys[i] % 1000;
        m_at += batch.count;
        return {};
    }
    double fractionRead() const override { return 0; }
    TraceFormat format() const override { return TraceFormat::oracleGeneral; }

private:
    std::size_t m_at = 0;
};

void replayTenPercent(benchmark::State &state, Eviction eviction, CapacityUnit unit, bool shortcuts)
{
    ReplayOptions options;
    options.evictions = { eviction };
    options.capacities = { unit, { { "10%", 0.1, 0 } } };
    options.shortcuts = shortcuts;
    keys();
    double hitRatio = 0;
    for (auto _ : state) {
        const auto report
            = replay([] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<Source>()); }, options);
        if (!report)
            return state.SkipWithError(report.error().text().c_str());
        hitRatio = report->results[0].hitRatio;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * requests));
    state.counters["hit_ratio"] = hitRatio;
}

void numberKeys(benchmark::State &state)
{
    const std::vector<std::uint64_t> sizes(4096, 1);
    std::vector<std::uint32_t> ids(4096), differing;
    keys();
    for (auto _ : state) {
        DenseIds table;
        for (std::size_t at = 0; at < requests; at += ids.size())
            table.map(std::span(keys()).subspan(at, std::min(ids.size(), requests - at)), sizes.data(), ids.data(),
                differing);
        benchmark::DoNotOptimize(table.size());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * requests));
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::RegisterBenchmark("number keys", numberKeys)->Unit(benchmark::kMillisecond);
    for (const auto &info : evictions)
        for (const auto unit : { CapacityUnit::entries, CapacityUnit::bytes })
            for (const bool shortcuts : { true, false }) {
                if (shortcuts && (info.value != Eviction::lru || unit == CapacityUnit::bytes))
                    continue; // there is none
                const std::string name = std::string(info.name) + (unit == CapacityUnit::bytes ? " bytes" : " entries")
                    + (shortcuts ? " short way" : "");
                benchmark::RegisterBenchmark(name.c_str(), replayTenPercent, info.value, unit, shortcuts)
                    ->Unit(benchmark::kMillisecond);
            }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
