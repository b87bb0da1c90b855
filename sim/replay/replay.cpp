// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/replay.h"

#include "sim/replay/future.h"
#include "sim/replay/make_caches.h"
#include "sim/replay/next_reads.h"
#include "sim/replay/node_cache.h"
#include "sim/replay/playback.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
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
/// An entry of a server's node, and the server's own books of it.
constexpr std::uint64_t serverBytesPerObject = nodeBytesPerEntry + 80;

/// A longer TTL is a date to memcached, and long gone.
constexpr Duration longestMemcachedTtl { std::int64_t(30) * 86'400 * 1'000'000'000 };

/// One replay from the first look at the trace to the counts.
class Run
{
public:
    Run(const OpenRequests &open, const ReplayOptions &options, std::stop_token stop, const ReplayProgress &progress)
        : m_open(open)
        , m_options(options)
        , m_stop(std::move(stop))
        , m_progress(progress)
        , m_recorder(wants(options))
        , m_batch(std::make_unique<RequestBatch>())
    {
        for (const Eviction eviction : options.evictions)
            m_looksAhead = m_looksAhead || wantsFuture(eviction);
    }

    Result<ReplayReport> run()
    {
        if (const auto recorded = record(); !recorded)
            return tl::unexpected(recorded.error());
        if (const auto checked = check(); !checked)
            return tl::unexpected(checked.error());
        for (const Eviction eviction : m_options.evictions)
            if (m_keys.empty() && wantsKeys(cacheRequest(eviction)))
                m_keys = m_recorder.keys();
        const auto &keySizes = m_recorder.keySizes();
        m_report.assumedKeySizes = static_cast<std::uint64_t>(std::count(keySizes.begin(), keySizes.end(), 0u));
        m_report.results.resize(m_options.evictions.size() * m_options.capacities.list.size());
        const auto played = m_inMemory ? playRecording() : playTraceAgain();
        if (!played)
            return tl::unexpected(played.error());
        return std::move(m_report);
    }

private:
    static bool hasServer(const ReplayOptions &options)
    {
        return std::any_of(options.evictions.begin(), options.evictions.end(), isServerEviction);
    }
    static RecorderWants wants(const ReplayOptions &options)
    {
        const bool server = hasServer(options);
        return { server || options.ttl || options.recordedTtls, options.recordedTtls, server };
    }
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
            else if (m_looksAhead)
                m_future.add(*ids, m_batch->onlyReads ? nullptr : m_batch->ops.data());
            if (const auto foreseen = checkFuture(); !foreseen)
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

    Result<void> checkFuture() const
    {
        const std::uint64_t requests = m_recorder.reads() + m_recorder.writes() + m_recorder.removes();
        if (m_looksAhead && (requests > Future::maxRequests || requests * Future::bytesPerRequest > machineBytes() / 2))
            return fail("is too long for the eviction that looks ahead: it keeps 8 bytes for each request, and after "
                    + std::to_string(requests) + " requests they fill half of this machine's memory",
                {}, "leave out belady, or replay a part of the trace");
        return {};
    }

    /// The whole stream is recorded: takes from it what looks ahead.
    void lookBack()
    {
        if (m_looksAhead && takesNextReads(cacheRequest(Eviction::belady)))
            m_nextReads = nextReads(m_stream, m_recorder.objects());
        else
            recordFuture();
        m_future.finish();
    }
    void recordFuture()
    {
        if (!m_looksAhead)
            return;
        std::vector<std::uint32_t> ids(IdStream::blockIds);
        std::vector<TraceOp> ops(IdStream::blockIds);
        TraceOp op = TraceOp::read;
        std::size_t change = 0;
        for (std::size_t block = 0; block < m_stream.blocks(); ++block) {
            const std::size_t count = m_stream.unpack(block, ids.data());
            for (std::size_t i = 0; i < count; ++i) {
                if (change < m_changes.ops.size() && m_changes.ops[change].position == block * IdStream::blockIds + i)
                    op = m_changes.ops[change++].op;
                ops[i] = op;
            }
            m_future.add({ ids.data(), count }, ops.data());
        }
    }

    void stopRecording()
    {
        if (m_inMemory) {
            recordFuture();
            m_stream = {};
        }
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
        if (m_options.recordedTtls && !m_recorder.recordsTtls())
            return fail("records no TTLs", {}, "say how long an entry is fresh, such as 60s, or leave it out");
        if (const auto servers = checkServers(); !servers)
            return servers;
        const std::uint64_t caches = m_inMemory ? 1 : m_options.evictions.size() * m_options.capacities.list.size();
        const std::uint64_t perCache = bytesPerCache();
        if (perCache > machineBytes() / caches)
            return fail("the caches would take about " + std::to_string(perCache / 1000000 * caches)
                + " MB of memory, more than this machine has");
        return {};
    }

    std::uint64_t bytesPerCache() const
    {
        return m_report.objects * (hasServer(m_options) ? serverBytesPerObject : cacheBytesPerObject);
    }

    /// What a server would take in a way that nobody means.
    Result<void> checkServers() const
    {
        for (const Eviction eviction : m_options.evictions) {
            if (!isServerEviction(eviction))
                continue;
            const std::string name(nameOf(eviction));
            for (std::size_t i = 0; countsBytes() && i < m_options.capacities.list.size(); ++i)
                if (capacity(i) < leastServerBytes(eviction))
                    return fail("a capacity of " + std::to_string(capacity(i)) + " bytes leaves " + name
                            + " no room: the server needs " + std::to_string(leastServerBytes(eviction))
                            + " bytes before it holds anything",
                        "--capacity", "give more, or count objects");
            if (eviction == Eviction::memcachedSlru && m_options.ttl && *m_options.ttl > longestMemcachedTtl)
                return fail("is more than 30 days, which memcached takes for a date long gone", "--ttl",
                    "leave it out for entries that do not expire");
        }
        return {};
    }

    std::uint64_t capacity(std::size_t number) const
    {
        return resolveCapacity(
            m_options.capacities.list[number], countsBytes() ? m_report.objectBytes : m_report.objects);
    }

    CacheRequest cacheRequest(Eviction eviction) const
    {
        CacheRequest request;
        request.eviction = eviction;
        for (std::size_t i = 0; i < m_options.capacities.list.size(); ++i)
            request.capacities.push_back(capacity(i));
        request.sized = countsBytes();
        if (m_options.ttl)
            request.ttlNs = m_options.ttl->ns;
        request.recordedTtls = m_options.recordedTtls;
        request.keySizes = m_recorder.keySizes().data();
        request.keyBytes = m_options.keyBytes;
        request.seed = m_options.seed;
        request.objects = m_recorder.objects();
        request.keys = m_keys.data();
        request.future = &m_future;
        request.nextReads = m_nextReads.empty() ? nullptr : m_nextReads.data();
        request.shortcuts = m_options.shortcuts;
        if (m_options.shortcuts && m_report.writes == 0 && m_report.removes == 0)
            request.onlyReads = m_report.requests;
        return request;
    }

    /// Results are by eviction, then capacity.
    void take(std::size_t number, const MissCount &count, const Playback &playback)
    {
        const std::size_t capacities = m_options.capacities.list.size();
        ReplayResult &result = m_report.results[number];
        result.eviction = m_options.evictions[number / capacities];
        result.asked = m_options.capacities.list[number % capacities].text;
        result.capacity = capacity(number % capacities);
        const std::uint64_t reads = m_report.requests - m_options.warmUpReads;
        result.misses = count.misses;
        result.hits = reads - count.misses;
        result.hitRatio = static_cast<double>(result.hits) / static_cast<double>(reads);
        const std::uint64_t bytes = m_report.requestBytes - playback.warmUpBytes();
        if (bytes > 0)
            result.byteHitRatio = static_cast<double>(bytes - count.missBytes) / static_cast<double>(bytes);
    }

    /// Caches that one pass over the recording plays.
    struct Job {
        CacheRequest request;
        std::size_t first; ///< of the results
    };

    std::vector<Job> jobs() const
    {
        std::vector<Job> out;
        std::size_t first = 0;
        for (const Eviction eviction : m_options.evictions) {
            CacheRequest request = cacheRequest(eviction);
            // LRU takes all capacities in one go.
            if (isLruTogether(request)) {
                first += request.capacities.size();
                out.push_back({ request, first - request.capacities.size() });
                continue;
            }
            const auto capacities = std::move(request.capacities);
            for (const std::uint64_t capacity : capacities) {
                request.capacities.assign(1, capacity);
                out.push_back({ request, first++ });
            }
        }
        return out;
    }

    Result<void> playRecording()
    {
        m_recorder.releaseKeys();
        lookBack();
        m_recorder.tables().undo(m_changes);
        const auto jobs = this->jobs();
        m_jobsDone.assign(jobs.size(), 0);
        std::uint64_t threads = std::min<std::uint64_t>(std::max(1u, m_options.threads), jobs.size());
        threads = std::clamp<std::uint64_t>(machineBytes() / 2 / (bytesPerCache() + 1), 1, threads);
        std::atomic<std::size_t> next = 0;
        const auto work = [&](ObjectTables &tables) -> Result<void> {
            for (std::size_t job = next++; job < jobs.size(); job = next++)
                if (const auto played = play(job, jobs[job], tables); !played)
                    return played;
            return {};
        };
        // Playing changes what is known of the objects: each thread has its own copy, unless nothing changes.
        std::vector<ObjectTables> copies(m_changes.touchObjects() ? threads - 1 : 0, m_recorder.tables());
        std::vector<std::future<Result<void>>> others;
        for (std::size_t i = 1; i < threads; ++i) {
            ObjectTables &tables = copies.empty() ? m_recorder.tables() : copies[i - 1];
            others.push_back(std::async(std::launch::async, [&work, &tables] { return work(tables); }));
        }
        Result<void> result = work(m_recorder.tables());
        for (auto &other : others)
            if (const auto played = other.get(); !played)
                result = played;
        return result;
    }

    Result<void> play(std::size_t number, const Job &job, ObjectTables &tables)
    {
        const auto caches = makeCaches(job.request);
        Playback playback(tables, caches, m_options.warmUpReads);
        std::vector<std::uint32_t> ids(IdStream::blockIds);
        for (std::size_t block = 0; block < m_stream.blocks(); ++block) {
            const std::size_t count = m_stream.unpack(block, ids.data());
            playback.play({ ids.data(), count }, m_changes);
            if (const auto go = advance(number, block + 1); !go)
                return go;
        }
        tables.undo(m_changes);
        std::size_t at = job.first;
        for (const auto &cache : caches)
            for (const MissCount &count : cache->counts())
                take(at++, count, playback);
        return {};
    }

    Result<void> advance(std::size_t job, std::size_t blocks)
    {
        const std::lock_guard lock(m_progressLock);
        m_blocksDone += blocks - m_jobsDone[job];
        m_jobsDone[job] = blocks;
        return advance(
            0.5 + 0.5 * static_cast<double>(m_blocksDone) / static_cast<double>(m_jobsDone.size() * m_stream.blocks()));
    }

    Result<void> playTraceAgain()
    {
        m_future.finish();
        std::vector<std::unique_ptr<ReplayCache>> caches;
        for (const Eviction eviction : m_options.evictions)
            for (auto &cache : makeCaches(cacheRequest(eviction)))
                caches.push_back(std::move(cache));
        Playback playback(m_recorder.tables(), caches, m_options.warmUpReads);
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
            m_recorder.tables().undo(m_changes);
            playback.play(*ids, m_changes);
            if (const auto go = advance(0.5 + (*source)->fractionRead() * 0.5); !go)
                return go;
        }
        if (m_recorder.reads() != m_report.requests || m_recorder.readBytes() != m_report.requestBytes)
            return changedMeanwhile();
        std::size_t number = 0;
        for (const auto &cache : caches)
            for (const MissCount &count : cache->counts())
                take(number++, count, playback);
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
    Future m_future; ///< or what is enough of it, m_nextReads
    HugeVector<std::uint32_t> m_nextReads;
    std::vector<std::uint64_t> m_keys; ///< by object, if a cache wants them
    ReplayReport m_report;
    std::mutex m_progressLock;
    std::vector<std::size_t> m_jobsDone; ///< blocks, by job
    std::uint64_t m_blocksDone = 0; ///< of all jobs
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
