// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/depth_counts.h"
#include "sim/analysis/curve/lru_curve.h"
#include "sim/core/key_sample.h"
#include "sim/replay/lru_by_bytes.h"
#include "sim/replay/playback.h"
#include "sim/replay/sampled.h"
#include "sim/results/interval.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// The requests for a sample of the keys, packed.
class SampleRecording
{
public:
    SampleRecording()
        : m_recorder(RecorderWants {})
        , m_batch(std::make_unique<RequestBatch>())
    {
        m_batch->count = 0;
        m_batch->onlyReads = true;
    }

    Result<void> take(const RequestBatch &from, std::size_t at)
    {
        RequestBatch &to = *m_batch;
        to.keys[to.count] = from.keys[at];
        to.sizes[to.count] = from.sizes[at];
        to.ops[to.count] = from.onlyReads ? TraceOp::read : from.ops[at];
        to.onlyReads = to.onlyReads && to.ops[to.count] == TraceOp::read;
        m_recordedBytes += to.ops[to.count] == TraceOp::read ? to.sizes[to.count] : 0;
        return ++to.count == RequestBatch::capacity ? flush() : Result<void> {};
    }
    Result<void> flush()
    {
        const auto ids = m_recorder.add(*m_batch, m_changes);
        if (!ids)
            return tl::unexpected(ids.error());
        m_stream.append(*ids);
        m_batch->count = 0;
        m_batch->onlyReads = true;
        return {};
    }

    /// The recording is used up.
    void play(std::unique_ptr<ReplayCache> &cache)
    {
        m_recorder.tables().undo(m_changes);
        Playback playback(m_recorder.tables(), { &cache, 1 }, 0);
        std::vector<std::uint32_t> ids(IdStream::blockIds);
        for (std::size_t block = 0; block < m_stream.blocks(); ++block)
            playback.play({ ids.data(), m_stream.unpack(block, ids.data()) }, m_changes);
    }
    const Recorder &recorder() const { return m_recorder; }
    std::uint64_t recordedBytes() const { return m_recordedBytes; }

private:
    Recorder m_recorder;
    std::unique_ptr<RequestBatch> m_batch;
    IdStream m_stream;
    Changes m_changes;
    std::uint64_t m_recordedBytes = 0; ///< of the reads, as they are recorded
};

/// Several samples of one stream, taken in one pass.
class Samples
{
public:
    Samples(double share, std::uint64_t seed)
        : m_recordings(samplesOfReplay)
    {
        for (int i = 0; i < samplesOfReplay; ++i)
            m_samples.emplace_back(share, seed, i, samplesOfReplay);
        // Disjoint samples are neighbours: one look tells whether a key is in any of them.
        if (share * samplesOfReplay <= 1)
            m_any = KeySample(std::min(1.0, share * samplesOfReplay * (1 + 1e-9)), seed, 0, 1);
    }

    Result<void> read(const OpenRequests &open, std::stop_token stop, const ReplayProgress &progress)
    {
        auto source = open();
        if (!source)
            return tl::unexpected(source.error());
        const auto batch = std::make_unique<RequestBatch>();
        for (;;) {
            if (const auto read = (*source)->next(*batch); !read)
                return read;
            if (batch->count == 0)
                break;
            if (const auto taken = take(*batch); !taken)
                return taken;
            if (stop.stop_requested())
                return fail("interrupted");
            if (progress)
                progress((*source)->fractionRead());
        }
        for (auto &recording : m_recordings)
            if (const auto done = recording.flush(); !done)
                return done;
        return {};
    }

    std::vector<SampleRecording> &recordings() { return m_recordings; }
    std::uint64_t reads() const { return m_reads; }
    /// Bytes of all reads: where one is recorded without its size, as much more as in the sample.
    double readBytes(const SampleRecording &sample) const
    {
        if (sample.recordedBytes() == 0)
            return 0;
        return static_cast<double>(m_recordedBytes) * static_cast<double>(sample.recorder().readBytes())
            / static_cast<double>(sample.recordedBytes());
    }

private:
    Result<void> take(const RequestBatch &batch)
    {
        if (batch.onlyReads) {
            m_reads += batch.count;
            for (std::size_t i = 0; i < batch.count; ++i)
                m_recordedBytes += batch.sizes[i];
        } else {
            for (std::size_t i = 0; i < batch.count; ++i) {
                m_reads += batch.ops[i] == TraceOp::read;
                m_recordedBytes += batch.ops[i] == TraceOp::read ? batch.sizes[i] : 0;
            }
        }
        std::size_t chosen = 0;
        for (std::size_t i = 0; i < batch.count; ++i) {
            m_chosen[chosen] = static_cast<std::uint32_t>(i);
            chosen += m_any.holds(batch.keys[i]);
        }
        for (std::size_t i = 0; i < chosen; ++i)
            for (std::size_t sample = 0; sample < m_samples.size(); ++sample)
                if (m_samples[sample].holds(batch.keys[m_chosen[i]]))
                    if (const auto taken = m_recordings[sample].take(batch, m_chosen[i]); !taken)
                        return taken;
        return {};
    }

    std::vector<KeySample> m_samples;
    KeySample m_any;
    std::vector<SampleRecording> m_recordings;
    std::vector<std::uint32_t> m_chosen = std::vector<std::uint32_t>(RequestBatch::capacity);
    std::uint64_t m_reads = 0, m_recordedBytes = 0;
};

/// What one sample says of each capacity: hits and bytes of hits, as they would be of the whole stream but for the
/// adjustment.
struct SampleHits {
    std::vector<double> reads, bytes;
};

/// Depths are scaled; between two of them the hits are taken to grow evenly.
SampleHits hitsByEntries(SampleRecording &sample, double share, const std::vector<std::uint64_t> &capacities)
{
    std::unique_ptr<ReplayCache> cache = std::make_unique<DepthCounts>();
    auto &counts = static_cast<DepthCounts &>(*cache);
    counts.countBytes();
    sample.play(cache);
    const auto hits = counts.hits();
    SampleHits out;
    for (const std::uint64_t capacity : capacities) {
        const double depth = std::min(static_cast<double>(capacity) * share, static_cast<double>(hits.size() - 1));
        const auto whole = static_cast<std::size_t>(depth);
        const auto &low = hits[whole], &high = hits[std::min(whole + 1, hits.size() - 1)];
        const double part = depth - static_cast<double>(whole);
        out.reads.push_back(
            (static_cast<double>(low.reads) + part * static_cast<double>(high.reads - low.reads)) / share);
        out.bytes.push_back(
            (static_cast<double>(low.bytes) + part * static_cast<double>(high.bytes - low.bytes)) / share);
    }
    return out;
}

SampleHits hitsByBytes(SampleRecording &sample, double share, const std::vector<std::uint64_t> &capacities)
{
    const Recorder &recorder = sample.recorder();
    std::unique_ptr<ReplayCache> cache = std::make_unique<LruByBytes>(capacities, recorder.objects(), share);
    const std::uint64_t reads = recorder.reads(), bytes = recorder.readBytes();
    sample.play(cache);
    SampleHits out;
    for (const MissCount &count : cache->counts()) {
        out.reads.push_back(static_cast<double>(reads - count.misses) / share);
        out.bytes.push_back(static_cast<double>(bytes - count.missBytes) / share);
    }
    return out;
}

class SampleMeans
{
public:
    explicit SampleMeans(std::size_t capacities)
        : m_hits(capacities)
        , m_bytes(capacities)
    {
    }

    /// SHARDS_adj: what the sample has more or fewer reads than its share are reads of the hottest objects, or their
    /// absence, and those hit everywhere.
    void add(const SampleHits &hits, double share, const SampleRecording &sample, double reads, double readBytes)
    {
        const double moreReads = reads - static_cast<double>(sample.recorder().reads()) / share;
        const double moreBytes = readBytes - static_cast<double>(sample.recorder().readBytes()) / share;
        double highest = 0, highestBytes = 0;
        for (std::size_t i = 0; i < m_hits.size(); ++i) {
            highest = std::max(highest, std::clamp((hits.reads[i] + moreReads) / reads, 0.0, 1.0));
            m_hits[i].add(highest);
            if (!(readBytes > 0))
                continue;
            highestBytes = std::max(highestBytes, std::clamp((hits.bytes[i] + moreBytes) / readBytes, 0.0, 1.0));
            m_bytes[i].add(highestBytes);
        }
    }

    CurvePoint point(std::size_t i, std::uint64_t capacity) const
    {
        CurvePoint out;
        out.capacity = capacity;
        out.hitRatio = m_hits[i].mean();
        out.hitRatioHalfWidth = m_hits[i].halfWidth();
        if (m_bytes[i].count() > 0) {
            out.byteHitRatio = m_bytes[i].mean();
            out.byteHitRatioHalfWidth = m_bytes[i].halfWidth();
        }
        return out;
    }

private:
    std::vector<Spread> m_hits, m_bytes;
};

} // namespace

Result<CapacityCurve> sampledLruCurve(
    const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    Samples samples(options.sample, options.seed);
    if (const auto read = samples.read(open, stop, progress); !read)
        return tl::unexpected(read.error());
    if (samples.reads() == 0)
        return fail("holds no read requests");
    double objects = 0, objectBytes = 0;
    for (const auto &recording : samples.recordings()) {
        objects += recording.recorder().objects() / options.sample / samplesOfReplay;
        objectBytes += static_cast<double>(recording.recorder().objectBytes()) / options.sample / samplesOfReplay;
    }
    CapacityCurve curve;
    curve.requests = samples.reads();
    curve.objects = static_cast<std::uint64_t>(std::llround(objects));
    curve.objectBytes = static_cast<std::uint64_t>(std::llround(objectBytes));
    curve.unit = options.capacities.unit;
    const bool bytes = curve.unit == CapacityUnit::bytes;
    curve.workingSet = bytes ? curve.objectBytes : curve.objects;
    if (curve.objects == 0)
        return fail("has no key in the samples", {}, "a larger --sample");
    if (bytes && curve.objectBytes == 0)
        return fail("records no sizes, so a capacity in bytes has no meaning", {}, "count objects instead");
    const auto capacities = curveCapacities(options, curve.workingSet);
    SampleMeans estimate(capacities.size());
    for (auto &recording : samples.recordings()) {
        if (stop.stop_requested())
            return fail("interrupted");
        const SampleHits hits = bytes ? hitsByBytes(recording, options.sample, capacities)
                                      : hitsByEntries(recording, options.sample, capacities);
        estimate.add(
            hits, options.sample, recording, static_cast<double>(curve.requests), samples.readBytes(recording));
    }
    CurveLine line;
    line.method = CurveMethod::sampledStack;
    for (std::size_t i = 0; i < capacities.size(); ++i)
        line.points.push_back(estimate.point(i, capacities[i]));
    curve.lines.push_back(std::move(line));
    return curve;
}

} // namespace cs
