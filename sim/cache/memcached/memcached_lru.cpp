// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/memcached_node.h"

namespace cs
{

void MemcachedNode::link(std::uint32_t slot, Segment segment)
{
    Item &item = m_items[slot];
    item.segment = segment;
    ClassState &state = m_classes[item.slabClass];
    state.juggledAt = -1;
    SegmentState &at = state.segment[segment];
    at.bytes += item.bytes;
    ++at.items;
    if (m_slab[slot].deadline != SimTime::never()) {
        item.flags |= expiring;
        ++at.expiring;
    }
    m_lists.pushNewest(slot, listOf(item.slabClass, segment));
}

void MemcachedNode::unlink(std::uint32_t slot)
{
    Item &item = m_items[slot];
    ClassState &state = m_classes[item.slabClass];
    state.juggledAt = -1;
    SegmentState &at = state.segment[item.segment];
    at.bytes -= item.bytes;
    --at.items;
    at.expiring -= (item.flags & expiring) != 0;
    item.flags &= static_cast<std::uint8_t>(~expiring);
    m_lists.remove(slot);
}

void MemcachedNode::move(std::uint32_t slot, Segment segment)
{
    unlink(slot);
    link(slot, segment);
}

bool MemcachedNode::queueBump(std::uint32_t slot)
{
    constexpr std::size_t most = 8192; // the server's buffer of a worker; it drops what does not fit
    if (m_bumps.size() == most)
        return false;
    m_bumps.push_back({ slot, m_items[slot].serial });
    return true;
}

void MemcachedNode::update(std::uint32_t slot, std::uint32_t second)
{
    Item &item = m_items[slot];
    item.time = second;
    m_classes[item.slabClass].juggledAt = -1;
    if (item.segment == cold && (item.flags & active)) {
        item.flags &= static_cast<std::uint8_t>(~active);
        move(slot, warm);
    }
}

/// Works at the old end of one segment and says how many items it took from there. Frees up to five expired ones; then
/// HOT and WARM send an active item to the head of WARM, and another one to COLD if the segment is too large or the
/// item too old; COLD sends an active one to WARM, or gives it up whatever it is if `evict`.
std::uint32_t MemcachedNode::pull(std::uint32_t slabClass, Segment segment, std::uint64_t totalBytes, bool evict,
    std::uint32_t longestAge, std::uint32_t second)
{
    constexpr std::uint64_t hotPercent = 20, warmPercent = 40;
    const std::uint32_t list = listOf(slabClass, segment);
    const SimTime expired { static_cast<std::int64_t>(second) * 1'000'000'000 };
    std::uint32_t removed = 0;
    if (m_lists.empty(list))
        return 0;
    std::uint32_t next = 0;
    for (std::uint32_t tries = 5, slot = m_lists.oldest(list); tries > 0 && !Lists::isEnd(slot); --tries, slot = next) {
        next = m_lists.newer(slot);
        // At the tail the second of expiry itself still counts as alive, other than for a reader.
        if (m_slab[slot].deadline < expired) {
            drop(slot, &CacheCounters::expirations);
            ++removed;
            continue;
        }
        if (segment == cold)
            return removed + pullColdTail(slot, evict);
        Item &item = m_items[slot];
        if (item.flags & active) {
            item.flags &= static_cast<std::uint8_t>(~active);
            move(slot, warm);
            ++removed;
            if (segment == warm)
                continue;
            return removed;
        }
        std::uint64_t limit = segment == hot ? totalBytes * hotPercent / 100 : 0;
        if (limit == 0)
            limit = totalBytes * warmPercent / 100;
        if (m_classes[slabClass].segment[segment].bytes > limit || second - item.time > longestAge) {
            move(slot, cold);
            ++removed;
        }
        return removed;
    }
    return removed;
}

std::uint32_t MemcachedNode::pullColdTail(std::uint32_t slot, bool evict)
{
    Item &item = m_items[slot];
    if (evict) {
        ++m_classes[item.slabClass].evicted;
        drop(slot, &CacheCounters::evictions);
        return 1;
    }
    if (!(item.flags & active))
        return 0;
    item.flags &= static_cast<std::uint8_t>(~active);
    move(slot, warm);
    return 1;
}

SlabPages::Chunk MemcachedNode::allocate(std::uint32_t slabClass, std::uint32_t second)
{
    constexpr int tries = 10;
    for (int i = 0; i < tries; ++i) {
        const bool hadNone = m_pages.pages(slabClass) == 0;
        const SlabPages::Chunk chunk = m_pages.take(slabClass, SlabPages::none);
        if (chunk != SlabPages::none) {
            if (hadNone)
                m_used.push_back(slabClass);
            return chunk;
        }
        if (pull(slabClass, cold, 0, true, 0, second) == 0)
            pull(slabClass, hot, 0, false, 0, second);
    }
    return SlabPages::none;
}

bool MemcachedNode::allocate(const SlabItem &item, std::uint32_t second, Chunks &out)
{
    const std::uint32_t parts = m_pages.countsEntries() ? 1 : item.parts;
    for (; out.count < parts; ++out.count) {
        const std::uint32_t slabClass = m_pages.countsEntries() ? 1 : item.classes[out.count];
        SlabPages::Chunk chunk = allocate(slabClass, second);
        // The end of a chain takes a chunk of the largest class when it finds none of its size.
        if (chunk == SlabPages::none && out.count > 0 && slabClass != slabSizes.largest())
            chunk = allocate(slabSizes.largest(), second);
        if (chunk == SlabPages::none) {
            for (std::uint32_t i = 0; i < out.count; ++i)
                m_pages.give(out.ids[i]);
            return false;
        }
        out.ids[out.count] = chunk;
    }
    return true;
}

/// The maintainer's look at one class: up to 500 times one step at the end of HOT or WARM and one at the end of COLD.
std::uint32_t MemcachedNode::juggle(std::uint32_t slabClass, std::uint32_t second)
{
    constexpr double hotFactor = 0.2, warmFactor = 2.0;
    constexpr std::uint32_t most = 500;
    ClassState &state = m_classes[slabClass];
    if (state.juggledAt == second)
        return 0;
    std::uint32_t coldAge = 0;
    if (const std::uint32_t list = listOf(slabClass, cold); !m_lists.empty(list))
        coldAge = second - m_items[m_lists.oldest(list)].time;
    const auto hotAge = static_cast<std::uint32_t>(coldAge * hotFactor);
    const auto warmAge = static_cast<std::uint32_t>(coldAge * warmFactor);
    const std::uint64_t bytes = state.segment[hot].bytes + state.segment[warm].bytes + state.segment[cold].bytes;
    std::uint32_t moves = 0;
    while (moves < most) {
        std::uint32_t did = pull(slabClass, hot, bytes, false, hotAge, second);
        if (did == 0)
            did = pull(slabClass, warm, bytes, false, warmAge, second);
        did += pull(slabClass, cold, bytes, false, 0, second);
        if (did == 0)
            break;
        ++moves;
    }
    if (moves == 0)
        state.juggledAt = second;
    return moves;
}

} // namespace cs
