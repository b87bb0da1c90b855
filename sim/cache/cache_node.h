// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace cs
{

class NextReads;

/// Key of an entry: the data type in the upper bits, the key's number within it below.
struct EntryKey {
    static constexpr int typeShift = 40;
    std::uint64_t value = 0;

    static constexpr EntryKey of(std::uint32_t type, std::uint64_t key)
    {
        return { (static_cast<std::uint64_t>(type) << typeShift) | key };
    }
    constexpr std::uint32_t type() const { return static_cast<std::uint32_t>(value >> typeShift); }
    constexpr std::uint64_t number() const { return value & ((std::uint64_t(1) << typeShift) - 1); }
    constexpr bool operator==(const EntryKey &) const = default;
};

/// What a cache holds of a key. To the node it is there while now < deadline; whether it is fresh is the engine's
/// business (`freshUntil` <= `deadline`): past it the value may still be served stale or revalidated. What a hit needs
/// comes first and shares a cache line.
struct alignas(64) Entry {
    std::uint64_t key = 0;
    SimTime deadline; ///< the node drops it at
    SimTime latestDeadline; ///< of the TTL; an idle TTL extends `deadline` up to here
    SimTime freshUntil; ///< served as a plain hit while now < freshUntil
    SimTime generatedAt; ///< when the origin produced the value
    std::uint64_t valueBytes = 0;
    std::uint32_t version = 0;
    std::uint32_t content = 0; ///< which value of several that share this key (key parts left out); 0 = the only one
    SimTime supersededAt = SimTime::never(); ///< memo: commit of the version after this one, once somebody looked it up
    Duration fetchTime; ///< what producing it took (XFetch's delta)
    std::uint64_t charged = 0; ///< units of capacity taken: bytes with overhead, or 1
    std::uint64_t heldBytes = 0; ///< bytes with overhead
    bool absent = false; ///< a cached "not found"
};

/// What happened inside the nodes of one layer to one data type. Owned by the layer, shared by its nodes.
struct CacheCounters {
    std::uint64_t fills = 0, evictions = 0, expirations = 0, invalidations = 0, replaced = 0, bypassed = 0, flushed = 0;
    std::uint64_t refused = 0; ///< stores answered with out-of-memory (a server that may not evict)
};

/// Running stock of a layer, by data type and in all.
struct CacheStock {
    std::vector<std::uint64_t> entries, bytes; ///< by data type
    std::uint64_t totalEntries = 0, totalBytes = 0, peakBytes = 0;

    /// An entry comes in, or goes.
    void book(const Entry &entry, bool in)
    {
        const auto type = EntryKey { entry.key }.type();
        const std::uint64_t sign = in ? 1 : ~std::uint64_t(0);
        entries[type] += sign;
        totalEntries += sign;
        bytes[type] += sign * entry.heldBytes;
        totalBytes += sign * entry.heldBytes;
        peakBytes = std::max(peakBytes, totalBytes);
    }
};

/// Where a node books what it does. `counters` changes when a new span of measurement begins.
struct CacheBooks {
    std::vector<CacheCounters> *counters = nullptr; ///< by data type
    CacheStock *stock = nullptr;
};

struct StoreRequest {
    EntryKey key;
    SimTime now;
    SimTime deadline;
    SimTime latestDeadline;
    SimTime freshUntil;
    SimTime generatedAt;
    Duration fetchTime;
    std::uint64_t heldBytes = 0; ///< by the memory model of the layer; servers that count their own memory ignore it
    std::uint32_t version = 0;
    std::uint32_t content = 0;
    std::uint64_t valueBytes = 0;
    std::uint32_t keyBytes = 0;
    bool absent = false;
    bool keepExisting = false; ///< a fresh entry stays as it is
};

struct NodeOptions {
    Capacity capacity;
    Expiry expiry = Expiry::lazy;
    std::uint64_t seed = 0;
    std::uint64_t samples = 5; ///< redis-*: maxmemory-samples
    double lfuLogFactor = 10; ///< redis-lfu: lfu-log-factor
    Duration lfuDecayTime { 60'000'000'000 }; ///< redis-lfu: lfu-decay-time, whole minutes; 0 = never
    std::uint64_t reservedBytes = 0; ///< of a capacity in bytes, taken by the server itself and its clients
    const NextReads *future = nullptr; ///< belady: when keys are read next
};

/// One cache: an index, a slab of entries, an eviction policy and a capacity. The policy is a compile-time parameter of
/// the implementation; this is its type-erased face, one virtual call per operation.
class CacheNode
{
public:
    virtual ~CacheNode() = default;
    /// The fresh entry of a key, touched (recency, idle TTL), or nullptr. An expired one is dropped and counted.
    /// The pointer lives until the next call.
    virtual Entry *lookup(EntryKey key, SimTime now, Duration idleTtl) = 0;
    /// Stores a value, evicting until it fits; one larger than the node is not stored and counted as bypassed.
    virtual void store(const StoreRequest &request) = 0;
    /// Removes the entry of a key if there is one; counted as an invalidation (an expired one as an expiration).
    virtual void invalidate(EntryKey key, SimTime now) = 0;
    virtual bool contains(EntryKey key, SimTime now) const = 0;
    /// Everything is lost; counted as flushed.
    virtual void flush(SimTime now) = 0;
    /// Frees what the node's way of expiry has freed by `now`, as it would with the next operation.
    virtual void sweep(SimTime now) = 0;
    virtual std::uint64_t entries() const = 0;
    /// A lookup of the key is coming: first its place in the index, some time later its entry.
    virtual void prefetchIndex(EntryKey) const { }
    virtual void prefetchEntry(EntryKey) const { }
    /// The keys of all entries, expired ones too, in an order that depends on the node's history alone.
    virtual std::vector<EntryKey> keys() const = 0;
    virtual std::size_t memoryBytes() const = 0;
};

/// Evictions for which there is a node.
bool hasCacheNode(Eviction eviction);

/// A node with the given eviction; `hasCacheNode(eviction)` must hold.
std::unique_ptr<CacheNode> makeCacheNode(Eviction eviction, const NodeOptions &options, const CacheBooks *books);

/// Bytes of this process that one entry of a node takes, index and links included; for the forecast before a run.
inline constexpr std::uint64_t nodeBytesPerEntry = sizeof(Entry) + 48;

} // namespace cs
