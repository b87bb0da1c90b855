// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/redis/redis_node.h"

#include "sim/cache/memory_model.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::int64_t millisecond = 1'000'000;

/// The server keeps the millisecond in which a TTL ends, and takes a key for expired from the next one on.
std::int64_t serverDeadline(SimTime deadline)
{
    constexpr std::int64_t most = RedisItem::noExpiry - 2 * millisecond;
    return deadline.ns > most ? RedisItem::noExpiry : (deadline.ns / millisecond + 1) * millisecond;
}

std::uint64_t wholeMinutes(Duration time)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.ns) / 60'000'000'000);
}

} // namespace

RedisNode::RedisNode(Eviction eviction, const NodeOptions &options, const CacheBooks *books)
    : m_eviction(eviction)
    , m_expiry(options.expiry)
    , m_enforced(options.capacity.unit == CapacityUnit::bytes)
    , m_countsEntries(options.capacity.unit == CapacityUnit::entries)
    , m_limit(options.capacity.amount)
    , m_reserved(options.reservedBytes)
    , m_samples(static_cast<std::size_t>(std::max<std::uint64_t>(1, options.samples)))
    , m_lfu(options.lfuLogFactor, wholeMinutes(options.lfuDecayTime))
    , m_random(substream(options.seed, "redis eviction"))
    , m_books(books)
    , m_main(substream(options.seed, "redis hash"))
    , m_expires(substream(options.seed, "redis hash"))
    , m_sampled(m_samples)
    , m_nextCron(SimTime {} + cronPeriod)
{
}

Entry *RedisNode::lookup(EntryKey key, SimTime now, Duration idleTtl)
{
    begin(now);
    makeRoom();
    const std::uint32_t slot = m_main.find(m_items, key.value);
    if (slot == RedisItem::none)
        return nullptr;
    RedisItem &item = m_items[slot];
    if (item.expires() && m_expires.isRehashing())
        m_expires.rehash(m_items, 1);
    if (isExpired(slot, now)) {
        expire(slot);
        return nullptr;
    }
    touch(item);
    Entry &entry = m_entries[slot];
    if (idleTtl.ns > 0) {
        setExpiry(slot, std::min(entry.latestDeadline, now + idleTtl));
        entry.freshUntil = entry.deadline;
    }
    return &entry;
}

void RedisNode::store(const StoreRequest &request)
{
    begin(request.now);
    if (!makeRoom()) {
        ++(*m_books->counters)[request.key.type()].refused;
        return;
    }
    std::uint32_t slot = m_main.find(m_items, request.key.value);
    if (slot != RedisItem::none && isExpired(slot, request.now)) {
        expire(slot);
        slot = RedisItem::none;
    }
    if (slot == RedisItem::none) {
        if (!refuses(request))
            insert(request);
    } else {
        touch(m_items[slot]);
        if (!request.keepExisting)
            overwrite(slot, request);
    }
    bookTables();
}

/// With a capacity in entries: the server has none, so what it would do is done for the number of keys.
bool RedisNode::refuses(const StoreRequest &request)
{
    if (!m_countsEntries)
        return false;
    CacheCounters &own = (*m_books->counters)[request.key.type()];
    if (m_limit == 0) {
        ++own.bypassed;
        return true;
    }
    while (m_main.size() >= m_limit) {
        const std::uint32_t slot = victim();
        if (slot == RedisItem::none) {
            ++own.refused;
            return true;
        }
        ++counters(slot).evictions;
        remove(slot);
    }
    return false;
}

void RedisNode::invalidate(EntryKey key, SimTime now)
{
    begin(now);
    makeRoom();
    const std::uint32_t slot = m_main.find(m_items, key.value);
    if (slot == RedisItem::none)
        return;
    if (isExpired(slot, now))
        return expire(slot);
    ++counters(slot).invalidations;
    remove(slot);
}

bool RedisNode::contains(EntryKey key, SimTime now) const
{
    const std::uint32_t slot = m_main.peek(m_items, key.value);
    return slot != RedisItem::none && std::max(m_items[slot].expiresAt, m_entries[slot].deadline.ns) > now.ns;
}

void RedisNode::flush(SimTime now)
{
    begin(now);
    for (std::uint32_t slot = 0; slot < m_items.size(); ++slot) {
        if (!m_items[slot].used)
            continue;
        ++counters(slot).flushed;
        book(slot, false);
    }
    m_items.clear();
    m_entries.clear();
    m_free = RedisItem::none;
    m_main.clear();
    m_expires.clear();
    m_pool.clear();
    m_expiries.clear();
    m_cursor = 0;
    m_itemBytes = 0;
    bookTables();
}

void RedisNode::sweep(SimTime now)
{
    begin(now);
    bookTables();
}

void RedisNode::prefetchEntry(EntryKey key) const
{
    const std::uint32_t slot = m_main.firstInBucket(key.value);
    if (slot == RedisItem::none)
        return;
    __builtin_prefetch(&m_items[slot]);
    __builtin_prefetch(&m_entries[slot]);
}

std::vector<EntryKey> RedisNode::keys() const
{
    std::vector<EntryKey> out;
    out.reserve(m_main.size());
    for (const RedisItem &item : m_items)
        if (item.used)
            out.push_back({ item.key });
    return out;
}

std::size_t RedisNode::memoryBytes() const
{
    return m_items.capacity() * sizeof(RedisItem) + m_entries.capacity() * sizeof(Entry) + m_main.memoryBytes()
        + m_expires.memoryBytes() + m_notes.memoryBytes() + m_expiries.memoryBytes();
}

void RedisNode::touch(RedisItem &item)
{
    item.lru = m_eviction == Eviction::redisLfu ? m_lfu.accessed(item.lru, m_clock, m_random()) : m_clock.seconds();
}

/// A SET of a key that is there: a new value, which keeps the access counter; its TTL is removed and set anew.
void RedisNode::overwrite(std::uint32_t slot, const StoreRequest &request)
{
    ++counters(slot).replaced;
    ++counters(slot).fills;
    book(slot, false);
    if (m_items[slot].expires())
        dropExpiry(slot);
    m_items[slot].expiresAt = RedisItem::noExpiry;
    fillIn(slot, request);
}

void RedisNode::insert(const StoreRequest &request)
{
    std::uint32_t slot = m_free;
    if (slot == RedisItem::none) {
        slot = static_cast<std::uint32_t>(m_items.size());
        m_items.emplace_back();
        m_entries.emplace_back();
    } else {
        m_free = m_items[slot].next;
    }
    RedisItem &item = m_items[slot];
    item = RedisItem {};
    item.key = request.key.value;
    item.used = true;
    item.lru = m_eviction == Eviction::redisLfu ? LfuCounter::fresh(m_clock) : m_clock.seconds();
    m_main.insert(m_items, slot, mayTake());
    ++counters(slot).fills;
    fillIn(slot, request);
}

void RedisNode::fillIn(std::uint32_t slot, const StoreRequest &request)
{
    Entry &entry = m_entries[slot];
    entry = Entry {};
    entry.key = request.key.value;
    entry.latestDeadline = request.latestDeadline;
    entry.generatedAt = request.generatedAt;
    entry.fetchTime = request.fetchTime;
    entry.content = request.content;
    entry.absent = request.absent;
    entry.version = request.version;
    entry.valueBytes = request.valueBytes;
    entry.heldBytes
        = redisItemBytes(request.keyBytes, request.valueBytes, serverDeadline(request.deadline) != RedisItem::noExpiry);
    entry.charged = m_countsEntries ? 1 : entry.heldBytes;
    book(slot, true);
    setExpiry(slot, request.deadline);
    entry.freshUntil = request.freshUntil == request.deadline ? entry.deadline : request.freshUntil;
}

void RedisNode::setExpiry(std::uint32_t slot, SimTime deadline)
{
    RedisItem &item = m_items[slot];
    const std::int64_t before = item.expiresAt;
    const bool had = item.expires();
    item.expiresAt = serverDeadline(deadline);
    m_entries[slot].deadline = SimTime { item.expiresAt };
    if (item.expires() && !had) {
        m_expires.insert(m_items, slot, mayTake());
        m_notes.added(m_expires, item);
    } else if (!item.expires() && had) {
        dropExpiry(slot);
    } else if (item.expiresAt < before) {
        m_notes.movedForward(m_expires, item);
    }
    if (m_expiry == Expiry::active && item.expires())
        m_expiries.expect(slot, SimTime { item.expiresAt });
}

void RedisNode::dropExpiry(std::uint32_t slot)
{
    m_expires.erase(m_items, slot);
    m_notes.removed(m_expires, m_items[slot]);
}

/// Who looked the entry up may have given it a later deadline since.
bool RedisNode::isDatedAnew(std::uint32_t slot, SimTime now)
{
    if (m_entries[slot].deadline.ns <= m_items[slot].expiresAt)
        return false;
    setExpiry(slot, m_entries[slot].deadline);
    return m_items[slot].expiresAt > now.ns;
}

void RedisNode::expire(std::uint32_t slot)
{
    ++counters(slot).expirations;
    remove(slot);
}

void RedisNode::remove(std::uint32_t slot)
{
    RedisItem &item = m_items[slot];
    if (item.expires())
        dropExpiry(slot);
    m_main.erase(m_items, slot);
    book(slot, false);
    item.used = false;
    item.expiresAt = RedisItem::noExpiry;
    item.next = m_free;
    m_free = slot;
}

void RedisNode::book(std::uint32_t slot, bool in)
{
    CacheStock &stock = *m_books->stock;
    const auto type = EntryKey { m_items[slot].key }.type();
    const std::uint64_t bytes = m_entries[slot].heldBytes;
    const std::uint64_t sign = in ? 1 : ~std::uint64_t(0);
    m_itemBytes += sign * bytes;
    stock.entries[type] += sign;
    stock.totalEntries += sign;
    stock.bytes[type] += sign * bytes;
    stock.totalBytes += sign * bytes;
    stock.peakBytes = std::max(stock.peakBytes, stock.totalBytes);
}

/// The hash tables belong to no data type, but they take room.
void RedisNode::bookTables()
{
    const std::uint64_t tables = m_main.bytes() + m_expires.bytes();
    CacheStock &stock = *m_books->stock;
    stock.totalBytes += tables - m_bookedTables;
    stock.peakBytes = std::max(stock.peakBytes, stock.totalBytes);
    m_bookedTables = tables;
}

} // namespace cs
