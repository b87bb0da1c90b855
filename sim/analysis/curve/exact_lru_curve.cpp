// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/depth_counts.h"
#include "sim/analysis/curve/lru_curve.h"
#include "sim/replay/playback.h"

#include <algorithm>

namespace cs
{

namespace
{

/// Plays a stream to one collector while it is read.
class OnePass
{
public:
    OnePass()
        : m_recorder(RecorderWants {})
        , m_batch(std::make_unique<RequestBatch>())
    {
        auto counts = std::make_unique<DepthCounts>();
        m_counts = counts.get();
        m_caches.push_back(std::move(counts));
    }

    Result<void> run(const OpenRequests &open, std::stop_token stop, const ReplayProgress &progress)
    {
        auto source = open();
        if (!source)
            return tl::unexpected(source.error());
        Playback playback(m_recorder.tables(), m_caches, 0);
        for (;;) {
            if (const auto read = (*source)->next(*m_batch); !read)
                return read;
            if (m_batch->count == 0)
                break;
            m_changes.clear();
            playback.forgetChanges();
            const auto ids = m_recorder.add(*m_batch, m_changes);
            if (!ids)
                return tl::unexpected(ids.error());
            if (m_recorder.readBytes() > 0)
                m_counts->countBytes();
            m_recorder.tables().undo(m_changes);
            playback.play(*ids, m_changes);
            if (stop.stop_requested())
                return fail("interrupted");
            if (progress)
                progress((*source)->fractionRead());
        }
        return {};
    }
    const DepthCounts &counts() const { return *m_counts; }
    const Recorder &recorder() const { return m_recorder; }

private:
    Recorder m_recorder;
    std::unique_ptr<RequestBatch> m_batch;
    Changes m_changes;
    DepthCounts *m_counts;
    std::vector<std::unique_ptr<ReplayCache>> m_caches;
};

/// Every capacity where that is few, else enough that no gap is wider than a twentieth of a percent.
CurveShape shapeOf(const std::vector<DepthCounts::Count> &hits, double reads)
{
    CurveShape shape;
    for (std::size_t capacity = 1; capacity < hits.size();) {
        shape.capacity.push_back(static_cast<double>(capacity));
        shape.hitRatio.push_back(static_cast<double>(hits[capacity].reads) / reads);
        const std::size_t next = capacity + std::max<std::size_t>(1, capacity / 2000);
        capacity = capacity + 1 == hits.size() ? next : std::min(next, hits.size() - 1);
    }
    return shape;
}

} // namespace

Result<CapacityCurve> exactLruCurve(
    const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    OnePass pass;
    if (const auto done = pass.run(open, stop, progress); !done)
        return tl::unexpected(done.error());
    const Recorder &recorder = pass.recorder();
    if (recorder.reads() == 0)
        return fail("holds no read requests");
    CapacityCurve curve;
    curve.requests = recorder.reads();
    curve.objects = curve.workingSet = recorder.objects();
    curve.objectBytes = recorder.objectBytes();
    const auto hits = pass.counts().hits();
    CurveLine line;
    for (const std::uint64_t capacity : curveCapacities(options, curve.objects)) {
        const auto &count = hits[std::min<std::size_t>(capacity, hits.size() - 1)];
        CurvePoint point;
        point.capacity = capacity;
        point.hitRatio = static_cast<double>(count.reads) / static_cast<double>(curve.requests);
        if (recorder.readBytes() > 0)
            point.byteHitRatio = static_cast<double>(count.bytes) / static_cast<double>(recorder.readBytes());
        line.points.push_back(point);
    }
    markCurve(line, shapeOf(hits, static_cast<double>(curve.requests)), curve.workingSet);
    curve.lines.push_back(std::move(line));
    return curve;
}

} // namespace cs
