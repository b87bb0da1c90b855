// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// Belady's MIN ("A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966;
/// Mattson et al., 1970): the entry read again last of all leaves, one that is never read again before any other. With
/// entries of one size that is the fewest misses that any eviction can have which stores what it missed; with sizes it
/// is a yardstick, no bound. Its owner must know the future.
class Belady
{
public:
    static constexpr Eviction eviction = Eviction::belady;
    static constexpr std::string_view description
        = "The bound: looks ahead and evicts what is read again last (Belady, 1966)";

    explicit Belady(const PolicyOptions &) { }

    void reserve(std::uint32_t slots)
    {
        if (m_next.size() < slots)
            m_next.resize(slots, notHere);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    /// Until it is told better, nobody reads it again.
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t)
    {
        ++m_residents;
        nextUse(slot, neverUsed);
    }
    void hit(std::uint32_t) { }
    void update(std::uint32_t, std::uint64_t) { }
    void nextUse(std::uint32_t slot, std::uint64_t number)
    {
        if (m_next[slot] == number)
            return;
        m_next[slot] = number;
        m_heap.push_back({ number, slot });
        std::push_heap(m_heap.begin(), m_heap.end());
        if (m_heap.size() > 2 * m_residents + 1000)
            dropOutdated();
    }
    std::uint32_t evict()
    {
        for (;;) {
            const Node last = m_heap.front();
            std::pop_heap(m_heap.begin(), m_heap.end());
            m_heap.pop_back();
            if (m_next[last.slot] != last.number)
                continue;
            erase(last.slot);
            return last.slot;
        }
    }
    void erase(std::uint32_t slot)
    {
        m_next[slot] = notHere;
        --m_residents;
    }
    void clear()
    {
        m_heap.clear();
        std::fill(m_next.begin(), m_next.end(), notHere);
        m_residents = 0;
    }
    std::size_t memoryBytes() const { return m_next.capacity() * sizeof(m_next[0]) + m_heap.capacity() * sizeof(Node); }

private:
    static constexpr std::uint64_t notHere = neverUsed - 1;
    /// Outdated when the slot has another number by now.
    struct Node {
        std::uint64_t number;
        std::uint32_t slot;
        bool operator<(const Node &other) const
        {
            return number != other.number ? number < other.number : slot < other.slot;
        }
    };

    void dropOutdated()
    {
        std::erase_if(m_heap, [this](const Node &node) { return m_next[node.slot] != node.number; });
        // A slot may have come back to a number that it had before.
        std::sort(m_heap.begin(), m_heap.end(), [](const Node &a, const Node &b) { return b < a; });
        const auto same = [](const Node &a, const Node &b) { return a.number == b.number && a.slot == b.slot; };
        m_heap.erase(std::unique(m_heap.begin(), m_heap.end(), same), m_heap.end());
    }

    std::vector<std::uint64_t> m_next; ///< by slot
    std::vector<Node> m_heap;
    std::uint64_t m_residents = 0;
};

} // namespace cs
