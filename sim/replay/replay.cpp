// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/replay.h"

#include "sim/replay/future.h"
#include "sim/replay/make_caches.h"
#include "sim/replay/playback.h"

#include <algorithm>
#include <unistd.h>

namespace cs
{

namespace
{

std::uint64_t machineBytes()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGE_SIZE);
    return pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page)
                                 : std::uint64_t(1) << 30;
}

/// What a cache takes at most for each object of the trace: links, ghost, size, time.
constexpr std::uint64_t cacheBytesPerObject = 80;

/// One replay from the first look at the trace to the counts.
class Run
{
public:
    Run(const OpenRequests &open, const ReplayOptions &options, std::stop_token stop, const ReplayProgress &progress)
        : m_open(open)
        , m_options(options)
        , m_stop(std::move(stop))
        , m_progress(progress)
        , m_recorder(options.ttl.has_value())
        , m_batch(std::make_unique<RequestBatch>())
    {
        for (const Eviction eviction : options.evictions)
            m_looksAhead = m_looksAhead || wantsFuture(eviction);
    }

    Result<ReplayReport> run()
    {
        if (const auto recorded = record(); !recorded)
            return tl::unexpected(recorded.error());
        m_future.finish();
        if (const auto checked = check(); !checked)
            return tl::unexpected(checked.error());
        for (const Eviction eviction : m_options.evictions)
            if (m_keys.empty() && wantsKeys(cacheRequest(eviction)))
                m_keys = m_recorder.keys();
        const auto played = m_inMemory ? playRecording() : playTraceAgain();
        if (!played)
            return tl::unexpected(played.error());
        return std::move(m_report);
    }

private:
    bool countsBytes() const { return m_options.capacities.unit == CapacityUnit::bytes; }

    Result<void> advance(double fraction)
    {
        if (m_stop.stop_requested())
            return fail("interrupted");
        if (m_progress)
            m_progress(fraction);
        return {};
    }

    /// Reads the trace once: numbers the objects, counts, and keeps the stream as long as there is room for it.
    Result<void> record()
    {
        auto source = m_open();
        if (!source)
            return tl::unexpected(source.error());
        for (;;) {
            if (const auto read = (*source)->next(*m_batch); !read)
                return tl::unexpected(read.error());
            if (m_batch->count == 0)
                break;
            const auto ids = m_recorder.add(*m_batch, m_changes);
            if (!ids)
                return tl::unexpected(ids.error());
            if (m_inMemory)
                m_stream.append(*ids);
            if (const auto foreseen = lookAhead(*ids); !foreseen)
                return foreseen;
            if (!m_inMemory || m_stream.memoryBytes() + m_changes.memoryBytes() > m_options.recordingBytes)
                stopRecording();
            if (const auto go = advance((*source)->fractionRead() * 0.5); !go)
                return go;
        }
        m_report.format = (*source)->format();
        m_report.skipped = (*source)->skipped();
        m_report.firstProblems = (*source)->firstProblems();
        m_report.requests = m_recorder.reads();
        m_report.writes = m_recorder.writes();
        m_report.removes = m_recorder.removes();
        m_report.objects = m_recorder.objects();
        m_report.objectBytes = m_recorder.objectBytes();
        m_report.requestBytes = m_recorder.readBytes();
        m_report.unit = m_options.capacities.unit;
        return {};
    }

    Result<void> lookAhead(std::span<const std::uint32_t> ids)
    {
        if (!m_looksAhead)
            return {};
        m_future.add(ids, m_batch->onlyReads ? nullptr : m_batch->ops.data());
        if (m_future.size() > Future::maxRequests || m_future.memoryBytes() > machineBytes() / 2)
            return fail("is too long for the eviction that looks ahead: it keeps 8 bytes for each request, and after "
                    + std::to_string(m_future.size()) + " requests they fill half of this machine's memory",
                {}, "leave out belady, or replay a part of the trace");
        return {};
    }

    void stopRecording()
    {
        if (m_inMemory)
            m_stream = {};
        m_inMemory = false;
        m_changes.clear();
    }

    Result<void> check() const
    {
        if (m_report.requests == 0)
            return fail("holds no read requests");
        if (m_options.warmUpReads >= m_report.requests)
            return fail("the warm-up of " + std::to_string(m_options.warmUpReads) + " requests leaves none of the "
                + std::to_string(m_report.requests) + " to measure");
        if (countsBytes() && m_report.objectBytes == 0)
            return fail("records no sizes, so a capacity in bytes has no meaning", {}, "count objects instead");
        const std::uint64_t caches = m_inMemory ? 1 : m_options.evictions.size() * m_options.capacities.list.size();
        const std::uint64_t perCache = m_report.objects * cacheBytesPerObject;
        if (perCache > machineBytes() / caches)
            return fail("the caches would take about " + std::to_string(perCache / 1000000 * caches)
                + " MB of memory, more than this machine has");
        return {};
    }

    CacheRequest cacheRequest(Eviction eviction) const
    {
        CacheRequest request;
        request.eviction = eviction;
        const std::uint64_t whole = countsBytes() ? m_report.objectBytes : m_report.objects;
        for (const auto &capacity : m_options.capacities.list)
            request.capacities.push_back(resolveCapacity(capacity, whole));
        request.sized = countsBytes();
        if (m_options.ttl)
            request.ttlNs = m_options.ttl->ns;
        request.seed = m_options.seed;
        request.objects = m_recorder.objects();
        request.keys = m_keys.data();
        request.future = &m_future;
        if (m_options.shortcuts && m_report.writes == 0 && m_report.removes == 0)
            request.onlyReads = m_report.requests;
        return request;
    }

    void take(Eviction eviction, std::size_t capacity, const MissCount &count, const Playback &playback)
    {
        ReplayResult result;
        result.eviction = eviction;
        const CacheRequest request = cacheRequest(eviction);
        result.asked = m_options.capacities.list[capacity].text;
        result.capacity = request.capacities[capacity];
        const std::uint64_t reads = m_report.requests - m_options.warmUpReads;
        result.misses = count.misses;
        result.hits = reads - count.misses;
        result.hitRatio = static_cast<double>(result.hits) / static_cast<double>(reads);
        const std::uint64_t bytes = m_report.requestBytes - playback.warmUpBytes();
        if (bytes > 0)
            result.byteHitRatio = static_cast<double>(bytes - count.missBytes) / static_cast<double>(bytes);
        m_report.results.push_back(std::move(result));
    }

    /// A cache after the other, so that one at a time has the processor's caches for itself.
    Result<void> playRecording()
    {
        m_recorder.releaseKeys();
        std::size_t done = 0;
        const std::size_t all = m_options.evictions.size() * m_options.capacities.list.size();
        for (const Eviction eviction : m_options.evictions) {
            CacheRequest request = cacheRequest(eviction);
            const auto capacities = std::move(request.capacities);
            for (std::size_t first = 0; first < capacities.size();) {
                // LRU takes all capacities in one go.
                const bool together = isLruTogether(request);
                request.capacities.assign(capacities.begin() + static_cast<std::ptrdiff_t>(first),
                    together ? capacities.end() : capacities.begin() + static_cast<std::ptrdiff_t>(first + 1));
                const auto caches = makeCaches(request);
                m_recorder.undo(m_changes.sizes);
                Playback playback(m_recorder.sizes(), caches, m_options.warmUpReads);
                const double span = static_cast<double>(request.capacities.size()) / static_cast<double>(all);
                if (const auto played
                    = playStream(playback, static_cast<double>(done) / static_cast<double>(all), span);
                    !played)
                    return played;
                for (const auto &cache : caches)
                    for (const MissCount &count : cache->counts())
                        take(eviction, first++, count, playback);
                done += request.capacities.size();
            }
        }
        return {};
    }

    Result<void> playStream(Playback &playback, double begin, double span)
    {
        std::vector<std::uint32_t> ids(IdStream::blockIds);
        for (std::size_t block = 0; block < m_stream.blocks(); ++block) {
            const std::size_t count = m_stream.unpack(block, ids.data());
            playback.play({ ids.data(), count }, m_changes);
            const double fraction = static_cast<double>(block + 1) / static_cast<double>(m_stream.blocks());
            if (const auto go = advance(0.5 + 0.5 * (begin + span * fraction)); !go)
                return go;
        }
        return {};
    }

    Result<void> playTraceAgain()
    {
        std::vector<std::unique_ptr<ReplayCache>> caches;
        for (const Eviction eviction : m_options.evictions)
            for (auto &cache : makeCaches(cacheRequest(eviction)))
                caches.push_back(std::move(cache));
        Playback playback(m_recorder.sizes(), caches, m_options.warmUpReads);
        m_recorder.restart();
        auto source = m_open();
        if (!source)
            return tl::unexpected(source.error());
        for (;;) {
            if (const auto read = (*source)->next(*m_batch); !read)
                return tl::unexpected(read.error());
            if (m_batch->count == 0)
                break;
            m_changes.clear();
            playback.forgetChanges();
            const auto ids = m_recorder.add(*m_batch, m_changes);
            if (!ids)
                return tl::unexpected(ids.error());
            if (m_recorder.objects() != m_report.objects)
                return changedMeanwhile();
            m_recorder.undo(m_changes.sizes);
            playback.play(*ids, m_changes);
            if (const auto go = advance(0.5 + (*source)->fractionRead() * 0.5); !go)
                return go;
        }
        if (m_recorder.reads() != m_report.requests || m_recorder.readBytes() != m_report.requestBytes)
            return changedMeanwhile();
        auto cache = caches.begin();
        for (const Eviction eviction : m_options.evictions)
            for (std::size_t i = 0; i < m_options.capacities.list.size(); ++cache)
                for (const MissCount &count : (*cache)->counts())
                    take(eviction, i++, count, playback);
        return {};
    }

    static tl::unexpected<Error> changedMeanwhile()
    {
        return fail("the trace has changed between its first and its second reading");
    }

    const OpenRequests &m_open;
    const ReplayOptions &m_options;
    std::stop_token m_stop;
    const ReplayProgress &m_progress;
    Recorder m_recorder;
    std::unique_ptr<RequestBatch> m_batch;
    IdStream m_stream;
    Changes m_changes;
    bool m_inMemory = true;
    bool m_looksAhead = false; ///< a cache wants the future
    Future m_future;
    std::vector<std::uint64_t> m_keys; ///< by object, if a cache wants them
    ReplayReport m_report;
};

} // namespace

std::uint64_t ReplayOptions::defaultRecordingBytes()
{
    return machineBytes() / 4;
}

Result<ReplayReport> replay(
    const OpenRequests &open, const ReplayOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    return Run(open, options, std::move(stop), progress).run();
}

Result<ReplayReport> replay(
    const TraceSource &trace, const ReplayOptions &options, std::stop_token stop, const ReplayProgress &progress)
{
    auto report = replay([&trace] { return openRequests(trace); }, options, std::move(stop), progress);
    if (!report && report.error().place.empty())
        report.error().place = trace.file;
    return report;
}

} // namespace cs
