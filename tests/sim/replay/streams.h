// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/replay/replay.h"
#include "sim/workload/zipf_sampler.h"

#include <doctest/doctest.h>
#include <map>
#include <sstream>

namespace cs::test
{

using Stream = std::vector<TraceRequest>;

/// A stream from memory, in place of a file.
class StreamSource : public RecordedRequests
{
public:
    explicit StreamSource(const Stream &stream)
        : m_stream(stream)
    {
    }
    Result<void> next(RequestBatch &batch) override
    {
        batch.count = 0;
        batch.onlyReads = true;
        batch.hasTtls = batch.hasKeySizes = false;
        for (; batch.count < RequestBatch::capacity && m_at < m_stream.size(); ++m_at, ++batch.count) {
            const TraceRequest &request = m_stream[m_at];
            batch.keys[batch.count] = request.key;
            batch.sizes[batch.count] = request.size;
            batch.times[batch.count] = request.time.ns;
            batch.ops[batch.count] = request.op;
            batch.onlyReads = batch.onlyReads && request.op == TraceOp::read;
            batch.ttls[batch.count] = static_cast<std::uint64_t>(request.ttlSeconds);
            batch.keySizes[batch.count] = request.keySize;
            batch.hasTtls = batch.hasTtls || request.ttlSeconds > 0;
            batch.hasKeySizes = batch.hasKeySizes || request.keySize > 0;
        }
        return {};
    }
    double fractionRead() const override { return 0; }
    TraceFormat format() const override { return TraceFormat::keys; }

private:
    const Stream &m_stream;
    std::size_t m_at = 0;
};

inline ReplayReport play(const Stream &stream, const ReplayOptions &options)
{
    const auto report = replay(
        [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); }, options);
    REQUIRE_MESSAGE(report, (report ? "" : report.error().text()));
    return *report;
}

inline ReplayOptions optionsFor(
    std::vector<Eviction> evictions, std::vector<std::uint64_t> capacities, CapacityUnit unit = CapacityUnit::entries)
{
    ReplayOptions options;
    options.evictions = std::move(evictions);
    options.capacities.unit = unit;
    for (const auto capacity : capacities)
        options.capacities.list.push_back({ std::to_string(capacity), std::nullopt, capacity });
    return options;
}

inline bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

inline std::vector<std::uint64_t> missesOf(const ReplayReport &report)
{
    std::vector<std::uint64_t> misses;
    for (const auto &result : report.results)
        misses.push_back(result.misses);
    return misses;
}

inline Stream keysOf(const std::string &text)
{
    Stream stream;
    std::istringstream in(text);
    for (std::uint64_t key = 0; in >> key;) {
        stream.emplace_back();
        stream.back().key = key;
    }
    return stream;
}

/// Independent reads by a Zipf law, ranks from 1, as keys; one second apart.
inline Stream zipfStream(std::uint64_t keys, double exponent, std::size_t requests, std::uint64_t seed)
{
    SplitMix64 engine(seed);
    const ZipfSampler zipf(keys, exponent);
    Stream stream(requests);
    for (std::size_t i = 0; i < requests; ++i) {
        stream[i].key = zipf(engine);
        stream[i].time = { static_cast<std::int64_t>(i) * 1'000'000'000 };
    }
    return stream;
}

/// Everything that can change from one request to the next, changing.
inline Stream wildStream(std::size_t requests, std::uint64_t seed, bool withOps)
{
    SplitMix64 engine(seed);
    const ZipfSampler zipf(300, 0.7);
    Stream stream(requests);
    std::int64_t now = 0;
    for (auto &request : stream) {
        request.key = mixBits(zipf(engine));
        const std::uint64_t bits = engine();
        request.size = bits % 50 == 0 ? 0 : 1 + (request.key + (bits % 31 == 0 ? bits >> 40 : 0)) % 40;
        if (bits % 7 == 0)
            now += static_cast<std::int64_t>((bits >> 20) % 3'000'000'000);
        request.time = { now };
        if (withOps)
            request.op = bits % 13 == 1 ? TraceOp::write : bits % 17 == 1 ? TraceOp::remove : TraceOp::read;
    }
    return stream;
}

} // namespace cs::test
