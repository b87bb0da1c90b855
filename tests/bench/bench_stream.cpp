// SPDX-License-Identifier: GPL-3.0-or-later
// Requests per CPU second out of a synthetic stream.
#include "sim/workload/request_stream.h"

#include <benchmark/benchmark.h>

using namespace cs;

namespace
{

Workload workload(std::uint64_t keys, std::size_t types, bool writes)
{
    Workload out;
    for (std::size_t i = 0; i < types; ++i) {
        DataType type;
        type.keys = keys;
        type.popularity.law = PopularityLaw::zipf;
        type.popularity.exponent = 0.9;
        type.reads.rate = 1000;
        if (writes)
            type.writes.perRead = 0.05;
        out.dataTypes.push_back(type);
    }
    return out;
}

void stream(benchmark::State &state, bool writes)
{
    const auto requests = openRequestStream(
        workload(static_cast<std::uint64_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), writes), 1, "");
    Request request;
    std::uint64_t sum = 0;
    for (auto _ : state) {
        const auto more = (*requests)->next(request);
        sum += request.key + more.has_value();
    }
    benchmark::DoNotOptimize(sum);
    state.SetItemsProcessed(state.iterations());
}

} // namespace

BENCHMARK_CAPTURE(stream, reads, false)->Args({ 10'000, 1 })->Args({ 1'000'000, 1 })->Args({ 10'000'000, 1 });
BENCHMARK_CAPTURE(stream, reads_and_writes, true)->Args({ 100'000, 1 })->Args({ 100'000, 6 });

BENCHMARK_MAIN();
