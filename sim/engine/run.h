// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/next_reads.h"
#include "sim/engine/collector.h"
#include "sim/engine/cpu_pool.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/key_tally.h"
#include "sim/engine/key_versions.h"
#include "sim/engine/layer_state.h"
#include "sim/engine/recovery.h"
#include "sim/engine/server_pool.h"
#include "sim/engine/simulation.h"
#include "sim/engine/tags.h"
#include "sim/engine/write_behind.h"
#include "sim/workload/key_shape.h"
#include "sim/workload/request_stream.h"
#include "sim/workload/sampled_stream.h"

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace cs
{

inline constexpr std::size_t maxLayers = 16;

/// A read that was not answered at once by the first layer it asked, or a refresh in the background: a fetch that a
/// layer begins on its own and that no client waits for.
struct Flight {
    static constexpr std::uint32_t none = ~std::uint32_t(0);
    /// What it is for: a read, or work that nobody waits for.
    enum class Task : std::uint8_t { none, load, rebuild };

    SimTime arrival;
    SimTime dbEntered;
    std::uint64_t key = 0; ///< which value, within the data type
    std::uint64_t cacheKey = 0; ///< under which number caches know it
    SimTime departed = SimTime::never(); ///< when it left `departedFrom`
    SimTime tokenSince; ///< when it took a lease
    SimTime generatedAt; ///< when the origin made the value
    std::uint64_t client = 0;
    std::uint64_t number = 0;
    std::uint64_t recordedSize = 0;
    Duration recordedDbTime { -1 }; ///< negative = by the law
    std::uint64_t serial = 0; ///< of no other flight; 0 = over
    std::uint64_t elderSerial = 0; ///< of `elder`
    std::uint32_t recordedKeySize = 0;
    std::uint32_t recordedTtl = 0; ///< seconds
    std::uint32_t type = 0;
    std::uint32_t interval = 0;
    std::uint32_t version = 0;
    std::uint32_t content = 0; ///< which of the values that share its key it was answered with
    std::uint64_t valueBytes = 0;
    std::uint32_t firstWaiter = none, lastWaiter = none, nextWaiter = none;
    std::uint32_t leads = 0; ///< bit p: others may wait for it at place p of its path
    std::uint32_t asksAbout
        = 0; ///< bit p: the layer at place p has an expired value that may be said to be still right
    std::uint32_t renewed = 0; ///< bit p: it was
    std::uint32_t lostTokens = 0; ///< bit p: its lease at place p is void
    std::uint32_t watchedTokens = 0; ///< bit p: the end of its lease at place p is awaited
    std::uint32_t validator = 0; ///< the version asked about while `checking`
    std::uint32_t elder = none; ///< had the lease at `elderPlace` before this one, and readers still wait for it
    std::uint16_t span = 0;
    std::uint8_t firstPlace = 0; ///< of its path: where it began
    std::uint8_t place = 0; ///< of its path: where it is, waits or is answered
    std::uint8_t departedFrom = 0;
    std::uint8_t attempt = 0; ///< 0, then one up with every retry
    std::uint8_t elderPlace = 0;
    bool askedAgain = false; ///< it waited for a value that was deleted before it came
    bool timedOut = false;
    Task task = Task::none;
    bool background = false; ///< a refresh
    bool absent = false; ///< the origin has no such key
    bool checking = false; ///< the innermost layer has an expired value that is asked about
    bool notModified = false; ///< and the origin said so
    std::array<std::uint32_t, maxLayers> nodes {}; ///< asked at each place

    EntryKey entryKey() const { return EntryKey::of(type, cacheKey); }
};

class Upcoming;

/// A value on its way into a layer.
struct StoredValue {
    std::uint32_t version = 0;
    std::uint32_t keyBytes = 0;
    std::uint64_t valueBytes = 0;
    SimTime generatedAt;
    Duration fetchTime;
    SimTime replacesBefore = SimTime::never(); ///< fill add: a value made before this gives way to a refresh
    std::uint32_t content = 0;
    std::uint32_t ttlSeconds = 0; ///< recorded; a TTL of the rule goes before it
    bool absent = false;
    bool isWritten = false; ///< by a write, not fetched: takes the place of what is there
};

/// One run of one strategy: the clock, what is in flight, and the rules of sim/engine. Single-threaded.
///
/// A read that hits at the first layer costs no event and no allocation. Everything else becomes a flight: it asks the
/// layers inward, waits for another's fetch or for the origin, and on its way back fills the layers that it passed.
class Run
{
public:
    Run(const Scenario &scenario, std::size_t strategy, const RunOptions &options);

    Result<RunResultPtr> execute(std::stop_token stop, const ProgressCallback &progress);

private:
    // --- reads on their way inward (run_reads.cpp)
    void read(const Request &request);
    void askLayer(std::uint32_t flight, SimTime now);
    void askNode(std::uint32_t flight, SimTime now);
    void goInward(std::uint32_t flight, SimTime now);
    void moveOn(std::uint32_t flight, Duration wait, SimTime now);
    bool waitForOther(std::uint32_t flight, SimTime now);
    void addWaiter(Flight &leader, std::uint32_t id);
    void answerFromLayer(std::uint32_t flight, const Entry &entry, SimTime now);
    Duration hitLatency(std::uint16_t layer, std::uint64_t number, SimTime now);
    void countAsked(const Flight &flight, std::uint16_t layer, bool added);
    std::uint32_t newFlight(const Request &request);
    void release(std::uint32_t flight);

    // --- answers on their way back (run_answers.cpp)
    enum class Outcome { layerHit, origin, failed };
    struct Answered {
        std::uint32_t flight;
        Outcome outcome;
        bool waited;
        bool goesOn; ///< it asks again
    };
    void complete(std::uint32_t flight, Outcome outcome, SimTime now);
    void settle(std::size_t index, SimTime now);
    void passWaitersOn(Flight &flight, Outcome outcome, std::uint32_t lost, SimTime now);
    void serveWaiter(Flight &waiter, const Flight &by, Outcome outcome);
    void serveElders(const Flight &flight, Outcome outcome);
    bool fill(Flight &flight, std::uint8_t place, SimTime now);
    bool renew(Flight &flight, std::uint8_t place, SimTime now);
    Duration fetchTime(const Flight &flight, std::uint8_t place, SimTime now) const;
    bool retryLater(std::uint32_t flight, SimTime now);
    void book(const Flight &flight, Outcome outcome, bool waited, SimTime now);
    void bookRefresh(const Flight &flight, Outcome outcome, bool waited);
    void bookReadBytes(const Flight &flight, std::size_t asked);
    void bookHit(std::uint32_t type, std::uint16_t layer, std::uint16_t span, std::uint32_t interval,
        std::int64_t latency, std::uint64_t bytes, Duration age);
    void bookStaleHit(
        Entry &entry, std::uint32_t type, std::uint64_t key, std::uint16_t layer, std::uint16_t span, SimTime now);

    // --- entries past or near the end of their freshness, leases (run_freshness.cpp)
    enum class Freshness { fresh, refreshSoon, refreshEarly, stale, expired };
    Freshness judge(Entry &entry, const ActiveRule &rule, std::uint64_t number, SimTime now) const;
    void refresh(const Request &request, std::uint8_t place, std::uint32_t node, Freshness why,
        std::optional<std::uint32_t> validator, SimTime now);
    bool rescue(Flight &flight, int from, bool waited, SimTime now);
    bool noteWrite(std::uint16_t layer, std::uint32_t node, EntryKey key, std::uint32_t version);
    bool cameTooLate(const Flight &flight, std::uint8_t place, bool &lostToken);
    void endLease(const Event &event);
    void askAgain(std::uint32_t flight, SimTime now);

    // --- origin (run_origin.cpp)
    void startOrigin(std::uint32_t flight, SimTime now);
    void enterDatabase(std::uint32_t flight, SimTime now);
    void serveAtDatabase(const ServerPool::Job &job, SimTime now, bool atOnce);
    void finishDatabase(std::uint32_t flight, SimTime now);
    void expireDatabaseQueue(SimTime now);
    void watchDatabaseQueue();

    // --- writes (run_writes.cpp)
    void write(const Request &request);
    void publish(Event event, const ActiveRule &rule, std::uint64_t number);
    void applyWrite(const Event &event);
    void applyWriteToParts(const Event &event);
    void applyPurge(const Event &event);
    void purge(std::uint16_t layer, EntryKey key, std::uint32_t onlyNode, SimTime now);
    void changeTagged(std::uint32_t number, SimTime now);
    void takeBehind(const Request &request, std::uint32_t before);
    void watchBehind(std::uint32_t type);
    void flushBehind(std::uint32_t type, SimTime now);
    void prepareWrites();
    void startWrites();
    struct Lifetime {
        SimTime freshUntil, latest; ///< `latest`: of the TTL; a hit extends an idle TTL up to here
    };
    static Lifetime lifetimeOf(const ActiveRule &rule, SimTime generatedAt, bool absent, std::uint32_t recordedTtl,
        std::uint64_t number, SimTime now);
    /// The cache node's part of a fill or a write (run_store.cpp).
    void store(std::uint16_t layer, std::uint32_t node, EntryKey key, const StoredValue &value, std::uint64_t number,
        SimTime now);
    void store(std::uint16_t layer, std::uint32_t node, std::uint32_t type, std::uint64_t cacheKey,
        std::uint32_t version, std::uint64_t number, std::uint64_t valueBytes, std::uint32_t keyBytes, SimTime now,
        std::uint32_t content = 0, std::uint32_t recordedTtl = 0, bool isWritten = false);
    std::uint64_t valueSize(std::uint32_t type, std::uint64_t key, std::uint32_t version) const;
    std::uint32_t keySize(std::uint32_t type, std::uint64_t key) const;

    // --- work at the database that no read waits for (run_tasks.cpp)
    struct Loading {
        std::uint16_t layer = 0;
        std::uint32_t node = Event::everyNode;
        std::vector<std::pair<std::uint32_t, std::uint64_t>> types; ///< data type, number of keys
        std::size_t at = 0; ///< of types
        std::uint64_t key = 0; ///< the next one
        bool stopped = false;
    };
    void warmBeforeStart(std::uint16_t layer);
    void startLoading(std::uint16_t layer, std::uint32_t node, SimTime now);
    void loadNext(std::size_t number, SimTime now);
    std::uint32_t newTask(Flight::Task what, std::uint32_t type, std::uint64_t key, SimTime now);
    void submitTask(std::uint32_t task, Duration service, SimTime now);
    void finishTask(std::uint32_t task, SimTime now);
    std::pair<std::uint32_t, std::uint32_t> targets(
        const Loading &loading, std::uint32_t type, std::uint64_t key) const;
    bool isLoaded(const Loading &loading, std::uint32_t type, std::uint64_t key, SimTime now) const;
    void storeLoaded(const Loading &loading, std::uint32_t type, std::uint64_t key, std::uint32_t version,
        std::uint64_t valueBytes, SimTime now);
    void refreshView(std::uint16_t layer, std::uint32_t type, SimTime now);
    void finishRebuild(std::uint16_t layer, std::uint32_t type, SimTime now);
    bool divert(std::uint32_t flight, SimTime now);

    // --- the timeline (timeline.cpp)
    void happen(std::uint32_t number, SimTime now);
    void happenLater(std::uint32_t number, std::uint16_t layer, std::uint32_t node, SimTime at);
    void continueEvent(const Event &event);
    void deploy(std::uint32_t number, std::uint16_t layer, SimTime now);
    void restartNode(std::uint16_t layer, std::uint32_t node, SimTime now);
    void restartLayer(std::uint16_t layer, SimTime now);
    void beginOutage(std::uint32_t number, std::uint16_t layer);
    void endOutage(std::uint32_t number, std::uint16_t layer);
    void loseNode(std::uint32_t number, std::uint16_t layer, SimTime now);
    void purgeByEvent(const TimelineEvent &event, std::uint16_t layer, SimTime now);
    void loseBehind(std::uint16_t layer, std::optional<std::uint32_t> node, SimTime now);
    void setSlowdown();
    Recovery::Look lookNow(SimTime now);
    Histogram latenciesSoFar() const;
    bool concerns(const TimelineEvent &event) const;
    void watchEvent(const TimelineEvent &event, SimTime now);

    // --- the future, for evictions that know it (run_foresight.cpp)
    bool looksAhead() const;
    Result<std::unique_ptr<RequestStream>> openStream() const;
    Result<void> readAhead();
    Result<void> foresightHeld() const;

    // --- clock (run_loop.cpp)
    void prepare();
    std::vector<SimTime> automaticCuts() const;
    Result<bool> endWithTrace();
    Result<bool> loop(const ProgressCallback &progress);
    std::uint32_t expectNode(const Request &request);
    void expect(Upcoming &upcoming);
    void dispatch(const Event &event);
    void crossBoundary();
    void closeInterval();
    void closeBatch();
    void beginSpan(SimTime now);
    void takeBusyTime(SimTime now);
    void finishMeasuring(SimTime now);
    void findBoundary();

    // --- the end (run_finish.cpp)
    Result<RunResultPtr> finish();
    void addNotes(RunResult &result) const;
    std::size_t firstMeasuredSpan(RunResult &result) const;
    void sumWrites(Figures &sum, std::size_t type, std::size_t firstSpan, double seconds) const;
    void addViewNotes(RunResult &result) const;
    void addBufferNotes(RunResult &result, std::size_t firstSpan) const;
    void addEventNotes(RunResult &result) const;
    void addLeaseNotes(RunResult &result, std::size_t firstSpan) const;
    void sumTypes(RunResult &result, std::size_t firstSpan) const;
    void sumLayers(RunResult &result, std::size_t firstSpan) const;
    void addNodeLoads(LayerResult &out, std::size_t layer, std::size_t firstSpan) const;
    void sumRates(RunResult &result, std::size_t firstSpan);
    std::vector<SampledType> sampledTypes(std::size_t firstSpan) const;

    struct TypeState {
        LawSampler keySize, valueSize, dbTime, checkTime, appTime, serializeTime;
        std::vector<double> keySizePerKey, valueSizePerKey;
        double dbQueries = 1;
        Duration tolerance = Duration::max();
        bool versioned = false; ///< it is ever written
        KeyShape shape;
        bool judged() const { return versioned || shape.sharing > 1; } ///< what a hit serves may be stale or wrong
        std::unique_ptr<WriteBehind> behind; ///< what the database has not got yet, where a rule writes behind
        KeyVersions versions;
        std::vector<std::uint16_t> path; ///< layers that cache it, from the client inward
        std::uint64_t keySizeStream = 0, valueSizeStream = 0, dbStream = 0, appStream = 0;
    };
    std::uint32_t databaseVersion(const TypeState &type, std::uint64_t key) const;
    std::uint64_t keysOf(std::uint32_t type) const;
    std::uint64_t keysNow(std::uint32_t type, SimTime now) const;
    struct FetchKey {
        std::uint64_t key;
        std::uint32_t layerAndNode;
        bool operator==(const FetchKey &) const = default;
        friend std::size_t hash_value(const FetchKey &fetch)
        {
            return static_cast<std::size_t>(mixBits(fetch.key * 0x9E3779B97F4A7C15ULL + fetch.layerAndNode));
        }
        static FetchKey of(EntryKey key, std::uint16_t layer, std::uint32_t node)
        {
            return { key.value, static_cast<std::uint32_t>(layer) << 24 | node };
        }
    };

    Scenario m_scenario;
    std::size_t m_strategy;
    RunOptions m_options;
    std::uint64_t m_seed;
    SimTime m_end;
    SimTime m_plannedEnd; ///< the end as known before the first request: what shares of the run are of
    bool m_automatic = false; ///< the run chooses its warm-up
    SimTime m_now;
    std::stop_token m_stop;
    std::vector<DataType> m_dataTypes;
    std::vector<TypeState> m_types;
    std::vector<CacheBooks> m_books; ///< by layer; nodes hold pointers into it
    std::vector<std::unique_ptr<LayerState>> m_layers;
    std::unique_ptr<RequestStream> m_stream;
    SampledStream *m_sampled = nullptr; ///< the stream, if it is of a sample of the keys
    std::unique_ptr<KeyTally> m_tally; ///< only of a sample
    std::unique_ptr<NextReads> m_nextReads; ///< only if an eviction looks ahead
    bool m_foresightLost = false; ///< the stream was another the second time
    std::unique_ptr<Collector> m_collector;
    EventQueue m_events;
    std::vector<Flight> m_flights;
    std::vector<std::uint32_t> m_freeFlights;
    std::uint64_t m_flightSerial = 0;
    std::vector<Answered> m_completing;
    boost::unordered_flat_map<FetchKey, std::uint32_t> m_fetches; ///< flight that fetches a key at a node
    boost::unordered_flat_map<FetchKey, std::uint32_t> m_newestWrites; ///< known to a node, where fills are versioned

    CpuPool m_app;
    ServerPool m_database;
    std::optional<Retry> m_retry;
    std::uint64_t m_retryStream = 0;
    bool m_appLimited = false, m_databaseLimited = false;
    Duration m_databaseTimeout = Duration::max();
    bool m_queueWatched = false;
    std::vector<std::unique_ptr<TagIndex>> m_tagIndexes; ///< by layer; none where nothing is tagged
    std::vector<TaggedThing> m_taggedThings;
    std::vector<Loading> m_loadings;
    std::unique_ptr<Recovery> m_recovery; ///< only with a timeline
    std::vector<EventResult> m_eventResults;
    double m_slowdown = 1; ///< of the database
    std::vector<std::uint32_t> m_slowdowns; ///< events of the timeline that slow it down now
    LawSampler m_hitTime;
    std::uint64_t m_hitTimeStream = 0;

    SimTime m_boundary; ///< earliest of the following: nothing at or after it has happened yet
    SimTime m_intervalEnd;
    std::vector<SimTime> m_spanEnds; ///< ascending
    std::size_t m_nextSpanEnd = 0;
    std::vector<TimelineEvent> m_timeline; ///< ascending
    std::size_t m_nextTimeline = 0;
    SimTime m_batchEnd = SimTime::never(); ///< of the hit-ratio series for an automatic warm-up
    std::vector<double> m_batches;
    std::uint64_t m_batchReads = 0, m_batchHits = 0; ///< totals at the last batch's end
    SimTime m_filled; ///< when the last of the caches that evict began to, to a batch
    std::vector<bool> m_evicts; ///< by layer: it has begun to
    std::size_t m_maxFlights = 0; ///< more than these would take the machine's memory
    std::size_t m_waitingAtEnd = 0; ///< for the database, when the measurement ended
    std::vector<std::uint64_t> m_atRiskAtEnd; ///< by data type
    std::vector<CacheStock> m_finalStocks; ///< by layer, when the measurement ended
    std::uint32_t m_interval = 0;
    std::uint16_t m_spanIndex = 0;
    bool m_measuring = true;
    std::uint64_t m_requests = 0, m_steps = 0;
    std::uint64_t m_fingerprint = 0xCBF29CE484222325ULL;
};

} // namespace cs
