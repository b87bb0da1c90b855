// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/memcached_node.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::int64_t nsPerSecond = 1'000'000'000;

std::uint32_t secondOf(SimTime now)
{
    return static_cast<std::uint32_t>(now.ns / nsPerSecond);
}

/// The whole second from which the server no longer gives a value out.
SimTime serverDeadline(SimTime now, SimTime deadline)
{
    constexpr std::int64_t longest = 30 * 86'400;
    if (deadline == SimTime::never())
        return deadline;
    const std::int64_t ttl = std::max<std::int64_t>(1, ((deadline - now).ns + nsPerSecond / 2) / nsPerSecond);
    return { (now.ns / nsPerSecond + (ttl > longest ? 0 : ttl)) * nsPerSecond };
}

} // namespace

MemcachedNode::MemcachedNode(const NodeOptions &options, const CacheBooks *books)
    : m_capacity(options.capacity)
    , m_crawls(options.expiry != Expiry::lazy)
    , m_books(books)
    , m_pages(options.capacity)
{
    startServer({});
}

void MemcachedNode::startServer(SimTime now)
{
    m_index.clear();
    m_slab.clear();
    m_items.clear();
    m_freeSlots.clear();
    m_chains.clear();
    m_pages.clear();
    m_lists.clear();
    std::fill(m_classes.begin(), m_classes.end(), ClassState {});
    m_used.clear();
    m_bumps.clear();
    m_crawlPlans.assign(m_crawls ? m_classes.size() * segments : 0, CrawlPlan {});
    m_mover.clear();
    m_entries = 0;
    m_sleep = 1000;
    m_wake = now + Duration { m_sleep * 1000 };
    m_crawlSecond = m_balanceSecond = -1;
}

Entry *MemcachedNode::lookup(EntryKey key, SimTime now, Duration idleTtl)
{
    catchUp(now);
    const std::uint32_t slot = find(key);
    if (slot == FlatIndex::none)
        return nullptr;
    Entry &entry = m_slab[slot];
    if (entry.deadline <= now) {
        drop(slot, &CacheCounters::expirations);
        return nullptr;
    }
    touch(slot, secondOf(now));
    if (idleTtl.ns > 0)
        entry.deadline = entry.freshUntil = std::min(entry.latestDeadline, serverDeadline(now, now + idleTtl));
    return &entry;
}

/// Moves nothing: the first hit marks, the second makes active, and only in COLD does that ask for a move.
void MemcachedNode::touch(std::uint32_t slot, std::uint32_t second)
{
    Item &item = m_items[slot];
    if (item.flags & active)
        return;
    if (!(item.flags & fetched)) {
        item.flags |= fetched;
        return;
    }
    if (item.segment != cold)
        item.time = second;
    else if (!queueBump(slot))
        return;
    item.flags |= active;
    m_classes[item.slabClass].juggledAt = -1;
}

void MemcachedNode::store(const StoreRequest &request)
{
    catchUp(request.now);
    const std::uint32_t second = secondOf(request.now);
    const SlabItem item = slabItem(request.keyBytes, request.valueBytes);
    if (item.parts == 0)
        return refuse(request, &CacheCounters::bypassed);
    // The server finds room before it looks for an older value, which may be what has to make room.
    Chunks chunks;
    if (!allocate(item, second, chunks)) {
        ++m_classes[item.slabClass].outOfMemory;
        return refuse(request, &CacheCounters::refused);
    }
    std::uint32_t slot = find(request.key);
    if (slot != FlatIndex::none && m_slab[slot].deadline <= request.now) {
        drop(slot, &CacheCounters::expirations);
        slot = FlatIndex::none;
    }
    if (slot != FlatIndex::none && request.keepExisting) {
        for (std::uint32_t i = 0; i < chunks.count; ++i)
            m_pages.give(chunks.ids[i]);
        update(slot, second);
        return;
    }
    if (slot != FlatIndex::none)
        drop(slot, &CacheCounters::replaced);
    place(newSlot(), request, item, chunks);
}

/// The server does not take the value, and drops an older one lest it be stale.
void MemcachedNode::refuse(const StoreRequest &request, Counter counter)
{
    ++((*m_books->counters)[request.key.type()].*counter);
    const std::uint32_t slot = find(request.key);
    if (slot != FlatIndex::none)
        drop(slot, m_slab[slot].deadline <= request.now ? &CacheCounters::expirations : &CacheCounters::replaced);
}

std::uint32_t MemcachedNode::newSlot()
{
    if (m_freeSlots.empty()) {
        m_slab.emplace_back();
        m_items.emplace_back();
        m_lists.reserve(static_cast<std::uint32_t>(m_slab.size()));
        return static_cast<std::uint32_t>(m_slab.size() - 1);
    }
    const std::uint32_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();
    return slot;
}

void MemcachedNode::place(std::uint32_t slot, const StoreRequest &request, const SlabItem &item, const Chunks &chunks)
{
    Entry &entry = m_slab[slot];
    entry = Entry {};
    entry.key = request.key.value;
    entry.deadline = serverDeadline(request.now, request.deadline);
    entry.latestDeadline = serverDeadline(request.now, request.latestDeadline);
    entry.freshUntil
        = request.freshUntil >= request.deadline ? entry.deadline : std::min(request.freshUntil, entry.deadline);
    entry.generatedAt = request.generatedAt;
    entry.fetchTime = request.fetchTime;
    entry.content = request.content;
    entry.absent = request.absent;
    entry.version = request.version;
    entry.valueBytes = request.valueBytes;
    entry.heldBytes = m_pages.countsEntries() ? request.heldBytes : item.heldBytes();
    entry.charged = m_pages.countsEntries() ? 1 : entry.heldBytes;

    Item &stored = m_items[slot];
    stored.bytes = m_pages.countsEntries() ? 1 : item.bytes;
    stored.chunk = chunks.ids[0];
    stored.time = secondOf(request.now);
    stored.slabClass = static_cast<std::uint8_t>(m_pages.countsEntries() ? 1 : item.slabClass);
    stored.flags = 0;
    for (std::uint32_t i = 0; i < chunks.count; ++i)
        m_pages.setOwner(chunks.ids[i], slot);
    if (chunks.count > 1)
        m_chains.emplace(slot, chunks);
    m_index.insert(entry.key, slot, keyOf());
    link(slot, hot);
    ++m_entries;
    book(entry, true);
    ++counters(entry).fills;
}

void MemcachedNode::drop(std::uint32_t slot, Counter counter)
{
    Entry &entry = m_slab[slot];
    ++(counters(entry).*counter);
    book(entry, false);
    unlink(slot);
    ++m_items[slot].serial;
    freeChunks(slot);
    m_index.erase(entry.key, keyOf());
    entry.key = freeKey;
    m_freeSlots.push_back(slot);
    --m_entries;
}

void MemcachedNode::freeChunks(std::uint32_t slot)
{
    m_pages.give(m_items[slot].chunk);
    if (const auto chain = m_chains.find(slot); chain != m_chains.end()) {
        for (std::uint32_t i = 1; i < chain->second.count; ++i)
            m_pages.give(chain->second.ids[i]);
        m_chains.erase(chain);
    }
}

void MemcachedNode::book(const Entry &entry, bool in)
{
    m_books->stock->book(entry, in);
}

void MemcachedNode::invalidate(EntryKey key, SimTime now)
{
    catchUp(now);
    const std::uint32_t slot = find(key);
    if (slot != FlatIndex::none)
        drop(slot, m_slab[slot].deadline <= now ? &CacheCounters::expirations : &CacheCounters::invalidations);
}

bool MemcachedNode::contains(EntryKey key, SimTime now) const
{
    const std::uint32_t slot = find(key);
    return slot != FlatIndex::none && m_slab[slot].deadline > now;
}

void MemcachedNode::flush(SimTime now)
{
    catchUp(now);
    for (const Entry &entry : m_slab) {
        if (entry.key == freeKey)
            continue;
        ++counters(entry).flushed;
        book(entry, false);
    }
    startServer(now);
}

std::vector<EntryKey> MemcachedNode::keys() const
{
    std::vector<EntryKey> out;
    out.reserve(m_entries);
    for (const Entry &entry : m_slab)
        if (entry.key != freeKey)
            out.push_back({ entry.key });
    return out;
}

std::size_t MemcachedNode::memoryBytes() const
{
    return m_slab.capacity() * sizeof(Entry) + m_items.capacity() * sizeof(Item)
        + m_freeSlots.capacity() * sizeof(std::uint32_t) + m_index.memoryBytes() + m_pages.memoryBytes()
        + m_lists.memoryBytes() + m_chains.bucket_count() * sizeof(std::pair<std::uint32_t, Chunks>)
        + m_classes.capacity() * sizeof(ClassState) + m_bumps.capacity() * sizeof(Bump)
        + m_crawlPlans.capacity() * sizeof(CrawlPlan);
}

} // namespace cs
