// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/cache/eviction/policy.h"
#include "sim/cache/expiry_heap.h"
#include "sim/cache/flat_index.h"
#include "sim/cache/next_reads.h"
#include "sim/cache/sweep_cycle.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace cs
{

/// A cache node whose eviction policy is known at compile time; see CacheNode for what the operations promise.
template <class Policy>
class CacheNodeOf final : public CacheNode
{
public:
    CacheNodeOf(const NodeOptions &options, const CacheBooks *books)
        : m_policy(PolicyOptions { limit(options), options.seed, options.capacity.unit })
        , m_limit(limit(options))
        , m_countsEntries(options.capacity.unit == CapacityUnit::entries)
        , m_active(options.expiry == Expiry::active)
        , m_swept(options.expiry == Expiry::swept)
        , m_books(books)
        , m_future(options.future)
    {
    }

    Entry *lookup(EntryKey key, SimTime now, Duration idleTtl) override
    {
        free(now);
        const std::uint32_t slot = find(key);
        if (slot == FlatIndex::none)
            return nullptr;
        Entry &entry = m_slab[slot];
        if (entry.deadline <= now) {
            ++counters(entry).expirations;
            drop(slot);
            return nullptr;
        }
        m_policy.hit(slot);
        foresee(slot);
        takeGivenUp();
        if (idleTtl.ns > 0)
            entry.deadline = entry.freshUntil = std::min(entry.latestDeadline, now + idleTtl);
        return &entry;
    }

    void store(const StoreRequest &request) override
    {
        free(request.now);
        const std::uint64_t units = m_countsEntries ? 1 : request.heldBytes;
        const std::uint32_t existing = find(request.key);
        if (existing != FlatIndex::none && replace(existing, request, units))
            return;
        if (units > m_limit) {
            ++(*m_books->counters)[request.key.type()].bypassed;
            return;
        }
        m_policy.miss(request.key.value, units);
        lookAhead();
        while (m_used > m_limit - units) {
            leave(m_policy.evict());
            takeGivenUp();
        }
        insert(request, units);
        takeGivenUp();
    }

    void invalidate(EntryKey key, SimTime now) override
    {
        free(now);
        const std::uint32_t slot = find(key);
        if (slot == FlatIndex::none)
            return;
        Entry &entry = m_slab[slot];
        ++(entry.deadline <= now ? counters(entry).expirations : counters(entry).invalidations);
        drop(slot);
    }

    bool contains(EntryKey key, SimTime now) const override
    {
        const std::uint32_t slot = find(key);
        return slot != FlatIndex::none && m_slab[slot].deadline > now;
    }

    void flush(SimTime now) override
    {
        free(now);
        for (std::uint32_t slot = 0; slot < m_slab.size(); ++slot) {
            if (m_slab[slot].key == freeKey)
                continue;
            ++counters(m_slab[slot]).flushed;
            book(m_slab[slot], false);
        }
        m_slab.clear();
        m_free.clear();
        m_expiries.clear();
        m_cycle.restart();
        m_index.clear();
        m_policy.clear();
        m_used = 0;
        m_entries = 0;
    }

    void sweep(SimTime now) override
    {
        if (m_active)
            m_expiries.takeDue(now, [this, now](std::uint32_t slot) {
                return dropExpired(slot, now) == SweepCycle::Look::kept ? m_slab[slot].deadline : SimTime::never();
            });
        else if (m_swept && m_cycle.isDue(now))
            m_cycle.run(now, static_cast<std::uint32_t>(m_slab.size()),
                [this](std::uint32_t slot, SimTime time) { return dropExpired(slot, time); });
    }

    std::uint64_t entries() const override { return m_entries; }

    void prefetchIndex(EntryKey key) const override
    {
        m_index.prefetch(key.value);
        m_expiries.prefetch();
    }
    void prefetchEntry(EntryKey key) const override
    {
        const std::uint32_t slot = m_index.guess(key.value);
        if (slot == FlatIndex::none) {
            // What comes in its stead will go where the last one left.
            if (!m_free.empty())
                __builtin_prefetch(&m_slab[m_free.back()], 1);
            return;
        }
        __builtin_prefetch(&m_slab[slot]);
        if constexpr (requires { m_policy.prefetch(slot); })
            m_policy.prefetch(slot);
    }

    std::vector<EntryKey> keys() const override
    {
        std::vector<EntryKey> out;
        out.reserve(m_entries);
        for (const Entry &entry : m_slab)
            if (entry.key != freeKey)
                out.push_back({ entry.key });
        return out;
    }

    std::size_t memoryBytes() const override
    {
        return m_slab.capacity() * sizeof(Entry) + m_free.capacity() * sizeof(std::uint32_t) + m_index.memoryBytes()
            + m_policy.memoryBytes() + m_expiries.memoryBytes();
    }

private:
    static constexpr std::uint64_t freeKey = ~std::uint64_t(0);

    static std::uint64_t limit(const NodeOptions &options)
    {
        const Capacity &capacity = options.capacity;
        if (capacity.unit == CapacityUnit::bytes)
            return capacity.amount - std::min(capacity.amount, options.reservedBytes);
        return capacity.unit == CapacityUnit::none ? std::numeric_limits<std::uint64_t>::max() : capacity.amount;
    }

    /// What has expired in the manner of the node's expiry, at no cost where nothing is due.
    void free(SimTime now)
    {
        if (m_active ? m_expiries.isDue(now) : m_swept && m_cycle.isDue(now))
            sweep(now);
    }

    auto keyOf() const
    {
        return [this](std::uint32_t slot) { return m_slab[slot].key; };
    }
    std::uint32_t find(EntryKey key) const { return m_index.find(key.value, keyOf()); }
    CacheCounters &counters(const Entry &entry) { return (*m_books->counters)[EntryKey { entry.key }.type()]; }

    void book(const Entry &entry, bool in) { m_books->stock->book(entry, in); }

    /// True when the request is done: the entry was left, or overwritten in place.
    bool replace(std::uint32_t slot, const StoreRequest &request, std::uint64_t units)
    {
        Entry &entry = m_slab[slot];
        if (entry.deadline <= request.now) {
            ++counters(entry).expirations;
            drop(slot);
            return false;
        }
        if (request.keepExisting)
            return true;
        if (units > m_limit || m_used - entry.charged > m_limit - units) {
            // It no longer fits beside the others: the old value goes and the new one comes like any other.
            ++counters(entry).replaced;
            drop(slot);
            return false;
        }
        ++counters(entry).replaced;
        ++counters(entry).fills;
        book(entry, false);
        m_used = m_used - entry.charged + units;
        fillIn(entry, request, units);
        book(entry, true);
        m_policy.update(slot, units);
        m_policy.hit(slot); // a SET makes an entry recent, as in the real servers
        foresee(slot);
        takeGivenUp();
        if (m_active)
            expect(slot);
        return true;
    }

    void insert(const StoreRequest &request, std::uint64_t units)
    {
        std::uint32_t slot;
        if (m_free.empty()) {
            slot = static_cast<std::uint32_t>(m_slab.size());
            m_slab.emplace_back();
            m_policy.reserve(slot + 1);
        } else {
            slot = m_free.back();
            m_free.pop_back();
        }
        Entry &entry = m_slab[slot];
        entry.key = request.key.value;
        fillIn(entry, request, units);
        m_index.insert(request.key.value, slot, keyOf());
        m_policy.insert(slot, request.key.value, units);
        foresee(slot);
        m_used += units;
        ++m_entries;
        book(entry, true);
        ++counters(entry).fills;
        if (m_active)
            expect(slot);
    }

    static void fillIn(Entry &entry, const StoreRequest &request, std::uint64_t units)
    {
        entry.deadline = request.deadline;
        entry.latestDeadline = request.latestDeadline;
        entry.freshUntil = request.freshUntil;
        entry.generatedAt = request.generatedAt;
        entry.fetchTime = request.fetchTime;
        entry.content = request.content;
        entry.absent = request.absent;
        entry.supersededAt = SimTime::never();
        entry.charged = units;
        entry.heldBytes = request.heldBytes;
        entry.version = request.version;
        entry.valueBytes = request.valueBytes;
    }

    void expect(std::uint32_t slot) { m_expiries.expect(slot, m_slab[slot].deadline); }

    SweepCycle::Look dropExpired(std::uint32_t slot, SimTime now)
    {
        Entry &entry = m_slab[slot];
        if (entry.key == freeKey || entry.deadline == SimTime::never())
            return SweepCycle::Look::empty;
        if (entry.deadline > now)
            return SweepCycle::Look::kept;
        ++counters(entry).expirations;
        drop(slot);
        return SweepCycle::Look::expired;
    }

    /// It is evicted.
    void leave(std::uint32_t slot)
    {
        ++counters(m_slab[slot]).evictions;
        release(slot);
    }
    /// Tells a policy that wants to know it when the entry is read next.
    void foresee(std::uint32_t slot)
    {
        if constexpr (Foresees<Policy>)
            m_policy.nextUse(slot, m_future ? m_future->of(m_slab[slot].key) : neverUsed);
    }
    /// Reads that came meanwhile and were answered elsewhere are no longer the next.
    void lookAhead()
    {
        if constexpr (Foresees<Policy>) {
            const std::uint64_t now = m_future ? m_future->passed() : 0;
            for (std::uint32_t slot = m_policy.passed(now); slot != noSlot; slot = m_policy.passed(now))
                foresee(slot);
        }
    }
    void takeGivenUp()
    {
        if constexpr (GivesUp<Policy>)
            for (std::uint32_t slot = m_policy.givenUp(); slot != noSlot; slot = m_policy.givenUp())
                leave(slot);
    }

    /// The entry leaves for another reason than eviction.
    void drop(std::uint32_t slot)
    {
        m_policy.erase(slot);
        release(slot);
    }

    void release(std::uint32_t slot)
    {
        Entry &entry = m_slab[slot];
        book(entry, false);
        m_used -= entry.charged;
        --m_entries;
        m_index.erase(entry.key, keyOf());
        entry.key = freeKey;
        m_free.push_back(slot);
    }

    Policy m_policy;
    std::uint64_t m_limit;
    bool m_countsEntries;
    bool m_active, m_swept;
    const CacheBooks *m_books;
    const NextReads *m_future;
    std::uint64_t m_used = 0;
    std::uint64_t m_entries = 0;
    FlatIndex m_index;
    std::vector<Entry> m_slab;
    std::vector<std::uint32_t> m_free;
    ExpiryHeap m_expiries; ///< only with active expiry
    SweepCycle m_cycle; ///< only with swept expiry
};

} // namespace cs
