// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/s3_fifo.h"
#include "sim/replay/lazy_queue.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As S3Fifo. What an object is takes a byte for each; only the keys that are remembered have a place.
class UnitS3Fifo
{
public:
    using Same = S3Fifo;

    explicit UnitS3Fifo(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_mainShare(options.capacity - static_cast<std::uint32_t>(shareOf(options.capacity, 0.10)))
        , m_ghostShare(static_cast<std::uint32_t>(shareOf(options.capacity, 0.90)))
        , m_state(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_state[object], 1); }
    /// What a read strikes out is the place of a remembered key.
    void prepare(std::uint32_t object) const
    {
        if (kindOf(m_state[object]) == ghost)
            m_ghosts.prefetch(m_state[object] >> 2);
    }
    bool read(std::uint32_t object)
    {
        const std::uint32_t state = m_state[object];
        const std::uint32_t kind = kindOf(state);
        if (kind == small || kind == main) {
            m_state[object] = state + (state >> 2 < maxReads ? 4 : 0);
            return true;
        }
        if (kind == ghost)
            m_ghosts.strike(state >> 2);
        m_state[object] = absent;
        if (m_small.count() + m_main.count() == m_capacity)
            evict();
        if (kind == ghost)
            enter(m_main, object, main);
        else
            enter(m_small, object, small);
        return false;
    }
    std::size_t memoryBytes() const
    {
        return m_state.capacity() * sizeof(m_state[0]) + m_small.memoryBytes() + m_main.memoryBytes()
            + m_ghosts.memoryBytes();
    }

private:
    /// The last two bits of a state; above them the reads since it was queued, or the place of a remembered key.
    static constexpr std::uint32_t absent = 0, small = 1, main = 2, ghost = 3;
    static constexpr std::uint32_t maxReads = 3, readsToStay = 2;
    static std::uint32_t kindOf(std::uint32_t state) { return state & 3; }

    void enter(LazyQueue &queue, std::uint32_t object, std::uint32_t kind)
    {
        queue.push(object, [](std::uint32_t, std::uint32_t) {});
        m_state[object] = kind;
    }
    std::uint32_t take(LazyQueue &queue)
    {
        const std::uint32_t later = queue.oldLater(12);
        if (later != LazyQueue::none)
            __builtin_prefetch(&m_state[later], 1);
        return queue.takeOldest();
    }
    void evict()
    {
        if (m_main.count() <= m_mainShare && evictSmall())
            return;
        if (m_main.empty())
            evictSmall();
        else
            evictMain();
    }
    /// False when every entry of the small queue went to the main one.
    bool evictSmall()
    {
        while (!m_small.empty()) {
            const std::uint32_t object = take(m_small);
            if (m_state[object] >> 2 >= readsToStay) {
                enter(m_main, object, main);
                continue;
            }
            m_state[object] = absent;
            remember(object);
            return true;
        }
        return false;
    }
    void remember(std::uint32_t object)
    {
        if (m_ghostShare == 0)
            return;
        if (m_ghosts.count() == m_ghostShare)
            m_state[take(m_ghosts)] = absent;
        const std::uint32_t place = m_ghosts.push(
            object, [this](std::uint32_t moved, std::uint32_t to) { m_state[moved] = to << 2 | ghost; });
        m_state[object] = place << 2 | ghost;
    }
    void evictMain()
    {
        std::uint32_t object = take(m_main);
        while (m_state[object] >> 2 > 0) {
            const std::uint32_t readsLeft = (m_state[object] >> 2) - 1;
            enter(m_main, object, readsLeft << 2 | main);
            object = take(m_main);
        }
        m_state[object] = absent;
    }

    std::uint32_t m_capacity, m_mainShare, m_ghostShare;
    LazyQueue m_small, m_main, m_ghosts;
    HugeVector<std::uint32_t> m_state;
};

} // namespace cs
