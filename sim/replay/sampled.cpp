// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/sampled.h"

#include "sim/core/key_sample.h"
#include "sim/results/interval.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// What the whole stream holds, counted while it is thinned.
struct WholeCounts {
    std::uint64_t reads = 0, writes = 0, removes = 0, readBytes = 0;
    std::uint64_t sampledBytes = 0; ///< of the reads in the sample, likewise as recorded
};

/// Those requests of a stream whose key is in the sample.
class SampledRequests final : public RecordedRequests
{
public:
    SampledRequests(std::unique_ptr<RecordedRequests> whole, const KeySample &sample, WholeCounts &counts)
        : m_whole(std::move(whole))
        , m_sample(sample)
        , m_counts(counts)
        , m_batch(std::make_unique<RequestBatch>())
    {
        m_counts = {};
    }

    Result<void> next(RequestBatch &batch) override
    {
        batch.count = 0;
        batch.onlyReads = true;
        batch.hasTtls = batch.hasKeySizes = false;
        // Every batch but the last is to be full.
        while (batch.count < RequestBatch::capacity) {
            if (m_next == m_batch->count) {
                if (const auto read = m_whole->next(*m_batch); !read)
                    return read;
                m_next = 0;
                if (m_batch->count == 0)
                    break;
            }
            take(batch);
        }
        return {};
    }
    double fractionRead() const override { return m_whole->fractionRead(); }
    TraceFormat format() const override { return m_whole->format(); }
    std::uint64_t skipped() const override { return m_whole->skipped(); }
    Errors firstProblems() const override { return m_whole->firstProblems(); }

private:
    void take(RequestBatch &batch)
    {
        const std::size_t at = m_next++;
        const TraceOp op = m_batch->onlyReads ? TraceOp::read : m_batch->ops[at];
        m_counts.reads += op == TraceOp::read;
        m_counts.writes += op == TraceOp::write;
        m_counts.removes += op == TraceOp::remove;
        m_counts.readBytes += op == TraceOp::read ? m_batch->sizes[at] : 0;
        if (!m_sample.holds(m_batch->keys[at]))
            return;
        m_counts.sampledBytes += op == TraceOp::read ? m_batch->sizes[at] : 0;
        const std::size_t to = batch.count++;
        batch.keys[to] = m_batch->keys[at];
        batch.sizes[to] = m_batch->sizes[at];
        batch.times[to] = m_batch->times[at];
        batch.ops[to] = op;
        batch.onlyReads = batch.onlyReads && op == TraceOp::read;
        batch.ttls[to] = m_batch->hasTtls ? m_batch->ttls[at] : 0;
        batch.keySizes[to] = m_batch->hasKeySizes ? m_batch->keySizes[at] : 0;
        batch.hasTtls = batch.hasTtls || m_batch->hasTtls;
        batch.hasKeySizes = batch.hasKeySizes || m_batch->hasKeySizes;
    }

    std::unique_ptr<RecordedRequests> m_whole;
    const KeySample &m_sample;
    WholeCounts &m_counts;
    std::unique_ptr<RequestBatch> m_batch;
    std::size_t m_next = 0;
};

/// Absolute amounts shrink; a share of the sample's objects is a share of all.
ReplayOptions scaled(ReplayOptions options, double share)
{
    for (auto &capacity : options.capacities.list)
        if (!capacity.share)
            capacity.amount = static_cast<std::uint64_t>(std::llround(static_cast<double>(capacity.amount) * share));
    return options;
}

double clamped(double ratio)
{
    return std::clamp(ratio, 0.0, 1.0);
}

/// Estimates of the whole from one sample after the other.
class Estimates
{
public:
    Estimates(const ReplayOptions &options, double share)
        : m_options(options)
        , m_share(share)
    {
    }

    void add(const ReplayReport &sample, const WholeCounts &whole)
    {
        m_spreads.resize(sample.results.size());
        m_objects += static_cast<double>(sample.objects) / m_share;
        m_objectBytes += static_cast<double>(sample.objectBytes) / m_share;
        ++m_samples;
        for (std::size_t i = 0; i < sample.results.size(); ++i) {
            const ReplayResult &result = sample.results[i];
            const double misses = static_cast<double>(result.misses) / m_share;
            m_spreads[i].hitRatio.add(clamped(1 - misses / static_cast<double>(whole.reads)));
            m_spreads[i].capacity += static_cast<double>(result.capacity) / m_share;
            if (!result.byteHitRatio || whole.sampledBytes == 0)
                continue;
            // A read recorded without a size has the object's: the bytes of all reads grow as those of the sample do.
            const double bytes = static_cast<double>(whole.readBytes) * static_cast<double>(sample.requestBytes)
                / static_cast<double>(whole.sampledBytes);
            const double missBytes = (1 - *result.byteHitRatio) * static_cast<double>(sample.requestBytes) / m_share;
            m_spreads[i].byteHitRatio.add(clamped(1 - missBytes / bytes));
        }
    }

    ReplayReport report(ReplayReport last, const WholeCounts &whole) const
    {
        const double samples = m_samples;
        last.sample = m_share;
        last.samples = static_cast<std::uint64_t>(m_samples);
        last.requests = whole.reads;
        last.writes = whole.writes;
        last.removes = whole.removes;
        last.requestBytes = whole.readBytes;
        last.objects = static_cast<std::uint64_t>(std::llround(m_objects / samples));
        last.objectBytes = static_cast<std::uint64_t>(std::llround(m_objectBytes / samples));
        for (std::size_t i = 0; i < last.results.size(); ++i) {
            ReplayResult &result = last.results[i];
            const auto &capacity = m_options.capacities.list[i % m_options.capacities.list.size()];
            result.capacity = capacity.share ? static_cast<std::uint64_t>(std::llround(m_spreads[i].capacity / samples))
                                             : capacity.amount;
            result.hitRatio = m_spreads[i].hitRatio.mean();
            result.hitRatioHalfWidth = m_spreads[i].hitRatio.halfWidth();
            result.hits = static_cast<std::uint64_t>(std::llround(result.hitRatio * static_cast<double>(whole.reads)));
            result.misses = whole.reads - result.hits;
            if (m_spreads[i].byteHitRatio.count() > 0) {
                result.byteHitRatio = m_spreads[i].byteHitRatio.mean();
                result.byteHitRatioHalfWidth = m_spreads[i].byteHitRatio.halfWidth();
            }
        }
        return last;
    }

private:
    struct OfResult {
        Spread hitRatio, byteHitRatio;
        double capacity = 0;
    };
    const ReplayOptions &m_options;
    double m_share;
    std::vector<OfResult> m_spreads;
    double m_objects = 0, m_objectBytes = 0;
    int m_samples = 0;
};

} // namespace

Result<ReplayReport> replaySampled(const OpenRequests &open, const ReplayOptions &options, double share,
    std::stop_token stop, const ReplayProgress &progress)
{
    const ReplayOptions small = scaled(options, share);
    Estimates estimates(options, share);
    WholeCounts whole;
    ReplayReport last;
    for (int i = 0; i < samplesOfReplay; ++i) {
        const KeySample sample(share, options.seed, i, samplesOfReplay);
        const OpenRequests thinned = [&]() -> Result<std::unique_ptr<RecordedRequests>> {
            auto source = open();
            if (!source)
                return source;
            return std::make_unique<SampledRequests>(std::move(*source), sample, whole);
        };
        auto report = replay(thinned, small, stop, [&](double fraction) {
            if (progress)
                progress((i + fraction) / samplesOfReplay);
        });
        if (!report)
            return report;
        estimates.add(*report, whole);
        last = std::move(*report);
    }
    return estimates.report(std::move(last), whole);
}

Result<ReplayReport> replaySampled(const TraceSource &trace, const ReplayOptions &options, double share,
    std::stop_token stop, const ReplayProgress &progress)
{
    auto report = replaySampled([&trace] { return openRequests(trace); }, options, share, std::move(stop), progress);
    if (!report && report.error().place.empty())
        report.error().place = trace.file;
    return report;
}

} // namespace cs
