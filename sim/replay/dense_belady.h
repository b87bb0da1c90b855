// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/belady.h"
#include "sim/replay/future.h"
#include "sim/replay/number_set.h"

#include <vector>

namespace cs
{

/// As Belady, for a stream that is known by position: the residents are a set of positions, those of their next reads,
/// of which no two are alike, and the trace itself says whose they are.
class DenseBelady
{
public:
    static constexpr Eviction eviction = Belady::eviction;
    static constexpr std::string_view description = Belady::description;

    explicit DenseBelady(const PolicyOptions &)
        : m_positions(0)
    {
    }
    /// Comes before everything else.
    void lookAt(const Future &future)
    {
        m_future = &future;
        m_positions = NumberSet(future.size());
    }

    void reserve(std::uint32_t slots)
    {
        if (m_next.size() < slots)
            m_next.resize(slots, notHere);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t) { m_next[slot] = notHere; }
    void hit(std::uint32_t slot) { erase(slot); }
    void update(std::uint32_t, std::uint64_t) { }
    void nextUse(std::uint32_t slot, std::uint64_t number)
    {
        m_next[slot] = static_cast<std::uint32_t>(number);
        if (m_next[slot] == Future::never)
            m_dead.push_back(slot);
        else
            m_positions.add(number);
    }
    std::uint32_t evict()
    {
        while (!m_dead.empty()) {
            const std::uint32_t slot = m_dead.back();
            m_dead.pop_back();
            if (m_next[slot] != Future::never)
                continue; // it was written since, or taken out
            m_next[slot] = notHere;
            return slot;
        }
        const std::uint64_t last = m_positions.highest();
        const std::uint32_t victim = m_future->idAt(last);
        m_positions.remove(last);
        m_next[victim] = notHere;
        return victim;
    }
    void erase(std::uint32_t slot)
    {
        if (m_next[slot] < notHere)
            m_positions.remove(m_next[slot]);
        m_next[slot] = notHere;
    }
    void clear()
    {
        m_positions.clear();
        m_dead.clear();
        m_next.assign(m_next.size(), notHere);
    }
    std::size_t memoryBytes() const
    {
        return m_positions.memoryBytes() + (m_next.capacity() + m_dead.capacity()) * sizeof(std::uint32_t);
    }

private:
    static constexpr std::uint32_t notHere = Future::never - 1;

    const Future *m_future = nullptr;
    NumberSet m_positions;
    HugeVector<std::uint32_t> m_next; ///< by slot
    std::vector<std::uint32_t> m_dead; ///< never read again, most of them
};

} // namespace cs
