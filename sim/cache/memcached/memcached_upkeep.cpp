// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/memcached_node.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t shortestSleep = 1'000, longestSleep = 1'000'000; // microseconds

} // namespace

void MemcachedNode::wakeUntil(SimTime now)
{
    // After a longer silence everything that can happen by itself has happened: the crawler's longest wait is an hour.
    constexpr Duration silence { 7200 * nsPerSecond };
    if (now - m_wake > silence)
        m_wake = { now.ns - silence.ns };
    while (m_wake <= now)
        wake();
}

/// One turn of the maintainer's thread. Classes with work are looked at again at once, others after a growing pause.
void MemcachedNode::wake()
{
    // A turn without sleep takes the server some microseconds, too.
    constexpr std::int64_t turn = 10;
    const auto second = static_cast<std::uint32_t>(m_wake.ns / nsPerSecond);
    const std::int64_t slept = std::max(m_sleep, shortestSleep);
    m_sleep = longestSleep;
    for (const std::uint32_t slabClass : m_used) {
        ClassState &state = m_classes[slabClass];
        state.nextJuggle = std::max<std::int64_t>(0, state.nextJuggle - slept);
        if (state.nextJuggle == 0) {
            if (juggle(slabClass, second) == 0) {
                state.backOff = state.backOff == 0 ? shortestSleep : state.backOff + state.backOff / 8;
                state.backOff = std::min(state.backOff, longestSleep);
            } else {
                state.backOff /= 2;
                if (state.backOff < shortestSleep)
                    state.backOff = 0;
            }
            state.nextJuggle = state.backOff;
        }
        m_sleep = std::min(m_sleep, state.nextJuggle);
    }
    if (drainBumps(second) && m_sleep > shortestSleep)
        m_sleep = shortestSleep;
    if (m_crawls && m_crawlSecond != second) {
        m_crawlSecond = second;
        crawl(second);
    }
    if (!m_pages.countsEntries() && m_balanceSecond != second) {
        if (balancePages(second))
            m_sleep = shortestSleep; // pages for all: look again soon
        else
            m_balanceSecond = second;
    }
    m_wake = m_wake + Duration { std::max(m_sleep, turn) * 1000 };
}

bool MemcachedNode::drainBumps(std::uint32_t second)
{
    const bool any = !m_bumps.empty();
    for (const Bump &bump : m_bumps)
        if (m_items[bump.slot].serial == bump.serial)
            update(bump.slot, second);
    m_bumps.clear();
    return any;
}

void MemcachedNode::crawl(std::uint32_t second)
{
    for (std::uint32_t slabClass = 1; slabClass < m_classes.size(); ++slabClass)
        for (const Segment segment : { hot, warm, cold })
            if (CrawlPlan &plan = m_crawlPlans[listOf(slabClass, segment)]; plan.isDue(second))
                plan.done(crawlSegment(slabClass, segment, second));
}

CrawlPlan::Seen MemcachedNode::crawlSegment(std::uint32_t slabClass, Segment segment, std::uint32_t second)
{
    CrawlPlan::Seen seen;
    const SegmentState &state = m_classes[slabClass].segment[segment];
    if (state.expiring == 0) {
        seen.items = seen.withoutExpiry = state.items;
        return seen;
    }
    const SimTime now { static_cast<std::int64_t>(second) * nsPerSecond };
    const std::uint32_t list = listOf(slabClass, segment);
    std::uint32_t next = 0;
    for (std::uint32_t slot = m_lists.oldest(list); !Lists::isEnd(slot); slot = next) {
        next = m_lists.newer(slot);
        const SimTime deadline = m_slab[slot].deadline;
        if (deadline < now) {
            drop(slot, &CacheCounters::expirations);
            continue;
        }
        ++seen.items;
        if (deadline == SimTime::never())
            ++seen.withoutExpiry;
        else if (const std::int64_t left = (deadline - now).ns / nsPerSecond; left < 3600)
            ++seen.byMinute[static_cast<std::size_t>(left / 60)];
    }
    return seen;
}

/// True when a page went to the pool.
bool MemcachedNode::balancePages(std::uint32_t second)
{
    for (const std::uint32_t slabClass : m_used) {
        const ClassState &from = m_classes[slabClass];
        SlabClassState &state = m_states[slabClass];
        const std::uint32_t list = listOf(slabClass, cold);
        state.evicted = from.evicted;
        state.outOfMemory = from.outOfMemory;
        state.tailAge = m_lists.empty(list) ? 0 : second - m_items[m_lists.oldest(list)].time;
        state.freeChunks = m_pages.freeChunks(slabClass);
        state.chunksPerPage = m_pages.chunksPerPage(slabClass);
        state.pages = static_cast<std::uint32_t>(m_pages.pages(slabClass));
    }
    const std::optional<PageMove> move = m_mover.look(m_states);
    if (!move)
        return false;
    if (m_pages.pages(move->from) >= 2)
        movePage(*move, second);
    return move->to == 0;
}

/// Items of the page go to free chunks of their class and count as just used; for those that find none it is the end.
void MemcachedNode::movePage(PageMove move, std::uint32_t second)
{
    const std::uint32_t page = m_pages.beginMove(move.from);
    for (std::uint32_t index = 0; index < m_pages.chunksPerPage(move.from); ++index)
        if (const SlabPages::Chunk chunk = m_pages.chunkOf(page, index); m_pages.owner(chunk) != SlabPages::none)
            emptyChunk(chunk, move.from, second);
    m_pages.finishMove(page, move.to);
    ++m_pagesMoved;
}

void MemcachedNode::emptyChunk(SlabPages::Chunk chunk, std::uint32_t slabClass, std::uint32_t second)
{
    const std::uint32_t slot = m_pages.owner(chunk);
    if (m_slab[slot].deadline.ns < static_cast<std::int64_t>(second) * nsPerSecond)
        return drop(slot, &CacheCounters::expirations);
    const SlabPages::Chunk other = m_pages.takeFree(slabClass, slot);
    if (other == SlabPages::none)
        return drop(slot, &CacheCounters::evictions);
    m_pages.give(chunk);
    Item &item = m_items[slot];
    if (const auto chain = m_chains.find(slot); chain != m_chains.end())
        std::replace(chain->second.ids.begin(), chain->second.ids.end(), chunk, other);
    if (item.chunk != chunk)
        return;
    item.chunk = other;
    item.time = second;
    ++item.serial;
    move(slot, item.segment);
}

} // namespace cs
