// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/cache/eviction/slot_lists.h"
#include "sim/cache/flat_index.h"
#include "sim/cache/memcached/crawl_plan.h"
#include "sim/cache/memcached/page_mover.h"
#include "sim/cache/memcached/slab_pages.h"

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>

namespace cs
{

/// A node that keeps, ages and evicts as memcached 1.6.18 does with its defaults (items.c, slabs.c, slab_automove.c,
/// crawler.c): slab classes and pages, a segmented LRU in each class, a background maintainer, whole seconds. The
/// maintainer's threads act at simulated times and take no time; what they did is caught up with at the next call.
///
/// A TTL is rounded to whole seconds, at least one; above 30 days the server takes it for a date, long gone. A capacity
/// in bytes is -m: it counts pages. In entries it is one class of that many items. A flush starts the server anew.
class MemcachedNode final : public CacheNode
{
public:
    MemcachedNode(const NodeOptions &options, const CacheBooks *books);

    Entry *lookup(EntryKey key, SimTime now, Duration idleTtl) override;
    void store(const StoreRequest &request) override;
    void invalidate(EntryKey key, SimTime now) override;
    bool contains(EntryKey key, SimTime now) const override;
    void flush(SimTime now) override;
    void sweep(SimTime now) override { catchUp(now); }
    std::uint64_t entries() const override { return m_entries; }
    std::vector<EntryKey> keys() const override;
    std::size_t memoryBytes() const override;
    void prefetchIndex(EntryKey key) const override { m_index.prefetch(key.value); }
    void prefetchEntry(EntryKey key) const override
    {
        if (const std::uint32_t slot = m_index.guess(key.value); slot != FlatIndex::none) {
            __builtin_prefetch(&m_slab[slot]);
            __builtin_prefetch(&m_items[slot]);
        }
    }

    std::uint64_t pagesMoved() const { return m_pagesMoved; }

private:
    static constexpr std::uint64_t freeKey = ~std::uint64_t(0);
    enum Segment : std::uint8_t { hot, warm, cold, segments };
    /// Touched once, and again since; counted among the expiring ones of its segment.
    enum Flag : std::uint8_t { fetched = 1, active = 2, expiring = 4 };
    using Lists = SlotLists<SlabSizes::mostClasses * segments>;
    using Counter = std::uint64_t CacheCounters::*;

    struct Item {
        std::uint64_t bytes = 0; ///< as the LRU limits count them
        SlabPages::Chunk chunk = SlabPages::none; ///< header and value, or the header of a chain
        std::uint32_t time = 0; ///< second of its last use as the server notes it
        std::uint32_t serial = 0; ///< tells this item from a later one in the same slot
        std::uint8_t slabClass = 0;
        Segment segment = hot;
        std::uint8_t flags = 0;
    };
    struct SegmentState {
        std::uint64_t bytes = 0;
        std::uint64_t items = 0, expiring = 0;
    };
    struct ClassState {
        std::array<SegmentState, segments> segment;
        std::uint64_t evicted = 0, outOfMemory = 0;
        std::int64_t nextJuggle = 0, backOff = 0; ///< microseconds
        std::int64_t juggledAt = -1; ///< second of the last look that found nothing to do; -1 = something changed since
    };
    struct Bump {
        std::uint32_t slot, serial;
    };
    /// Chunks of a value on their way in.
    struct Chunks {
        std::array<SlabPages::Chunk, 4> ids {};
        std::uint32_t count = 0;
    };

    // --- memcached_node.cpp
    auto keyOf() const
    {
        return [this](std::uint32_t slot) { return m_slab[slot].key; };
    }
    std::uint32_t find(EntryKey key) const { return m_index.find(key.value, keyOf()); }
    CacheCounters &counters(const Entry &entry) { return (*m_books->counters)[EntryKey { entry.key }.type()]; }
    void book(const Entry &entry, bool in);
    void touch(std::uint32_t slot, std::uint32_t second);
    void refuse(const StoreRequest &request, Counter counter);
    std::uint32_t newSlot();
    void place(std::uint32_t slot, const StoreRequest &request, const SlabItem &item, const Chunks &chunks);
    void drop(std::uint32_t slot, Counter counter);
    void freeChunks(std::uint32_t slot);
    void startServer(SimTime now);

    // --- memcached_lru.cpp
    static std::uint32_t listOf(std::uint32_t slabClass, Segment segment) { return slabClass * segments + segment; }
    void link(std::uint32_t slot, Segment segment);
    void unlink(std::uint32_t slot);
    void move(std::uint32_t slot, Segment segment);
    bool queueBump(std::uint32_t slot);
    void update(std::uint32_t slot, std::uint32_t second);
    std::uint32_t pull(std::uint32_t slabClass, Segment segment, std::uint64_t totalBytes, bool evict,
        std::uint32_t longestAge, std::uint32_t second);
    std::uint32_t pullColdTail(std::uint32_t slot, bool evict);
    SlabPages::Chunk allocate(std::uint32_t slabClass, std::uint32_t second);
    bool allocate(const SlabItem &item, std::uint32_t second, Chunks &out);
    std::uint32_t juggle(std::uint32_t slabClass, std::uint32_t second);

    // --- memcached_upkeep.cpp
    void catchUp(SimTime now)
    {
        if (m_wake <= now)
            wakeUntil(now);
    }
    void wakeUntil(SimTime now);
    void wake();
    bool drainBumps(std::uint32_t second);
    void crawl(std::uint32_t second);
    CrawlPlan::Seen crawlSegment(std::uint32_t slabClass, Segment segment, std::uint32_t second);
    bool balancePages(std::uint32_t second);
    void movePage(PageMove move, std::uint32_t second);
    void emptyChunk(SlabPages::Chunk chunk, std::uint32_t slabClass, std::uint32_t second);

    Capacity m_capacity;
    bool m_crawls;
    const CacheBooks *m_books;
    std::uint64_t m_entries = 0;
    std::uint64_t m_pagesMoved = 0;
    FlatIndex m_index;
    std::vector<Entry> m_slab;
    std::vector<Item> m_items; ///< by slot, like m_slab
    std::vector<std::uint32_t> m_freeSlots;
    boost::unordered_flat_map<std::uint32_t, Chunks> m_chains; ///< data chunks of large items, by slot
    SlabPages m_pages;
    Lists m_lists;
    std::vector<ClassState> m_classes = std::vector<ClassState>(SlabSizes::mostClasses);
    std::vector<std::uint32_t> m_used; ///< classes that have had a page
    std::vector<Bump> m_bumps; ///< hits in COLD on their way to WARM
    std::vector<CrawlPlan> m_crawlPlans; ///< by list
    PageMover m_mover;
    std::vector<SlabClassState> m_states = std::vector<SlabClassState>(SlabSizes::mostClasses);
    SimTime m_wake; ///< of the maintainer
    std::int64_t m_sleep = 0; ///< microseconds it slept
    std::int64_t m_crawlSecond = -1, m_balanceSecond = -1;
};

} // namespace cs
