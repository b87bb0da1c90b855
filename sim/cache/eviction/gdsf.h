// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// Greedy-Dual-Size-Frequency (Cherkasova, "Improving WWW proxies performance with greedy-dual-size-frequency caching
/// policy", HP Labs HPL-98-69R1, 1998) with the same cost for every entry: the priority is the number of reads over the
/// size, above that of the last victim at the time of the read; the lowest leaves, among equals the one not read for
/// the longest time. As in libCacheSim, whose counts this gives, a size of s weighs 1e6 / s.
class Gdsf
{
public:
    static constexpr Eviction eviction = Eviction::gdsf;
    static constexpr std::string_view description
        = "Evicts what has the fewest reads per byte, with an age that rises (Cherkasova, 1998)";

    explicit Gdsf(const PolicyOptions &) { }

    void reserve(std::uint32_t slots)
    {
        if (m_entries.size() < slots)
            m_entries.resize(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t size)
    {
        Entry &entry = m_entries[slot];
        entry.reads = 0;
        entry.size = size;
        touch(entry);
        m_heap.push_back({ entry.priority, entry.lastRead, slot });
        entry.place = static_cast<std::uint32_t>(m_heap.size() - 1);
        siftUp(entry.place);
    }
    /// Priorities only rise: the heap is told when the entry comes up for eviction.
    void hit(std::uint32_t slot) { touch(m_entries[slot]); }
    void update(std::uint32_t slot, std::uint64_t size) { m_entries[slot].size = size; }
    std::uint32_t evict()
    {
        for (;;) {
            Node &first = m_heap.front();
            const Entry &entry = m_entries[first.slot];
            if (first.lastRead == entry.lastRead)
                break;
            first.priority = entry.priority;
            first.lastRead = entry.lastRead;
            siftDown(0);
        }
        const std::uint32_t victim = m_heap.front().slot;
        m_inflation = m_heap.front().priority;
        erase(victim);
        return victim;
    }
    void erase(std::uint32_t slot)
    {
        const std::uint32_t place = m_entries[slot].place;
        const Node last = m_heap.back();
        m_heap.pop_back();
        if (place == m_heap.size())
            return;
        put(place, last);
        siftUp(place);
        siftDown(m_entries[last.slot].place);
    }
    void clear()
    {
        m_heap.clear();
        m_inflation = 0;
    }
    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_entries[slot], 1); }
    std::size_t memoryBytes() const { return m_entries.capacity() * sizeof(Entry) + m_heap.capacity() * sizeof(Node); }

private:
    static constexpr std::uint32_t arity = 4;
    struct Entry {
        double priority = 0;
        std::uint64_t lastRead = 0;
        std::uint64_t size = 0;
        std::uint32_t reads = 0;
        std::uint32_t place = 0; ///< in the heap
    };
    /// What the entry was when it was last looked at here; it does not come before that.
    struct Node {
        double priority;
        std::uint64_t lastRead;
        std::uint32_t slot;
    };

    void touch(Entry &entry)
    {
        entry.reads += entry.reads < ~std::uint32_t(0);
        entry.lastRead = ++m_clock;
        const double size = static_cast<double>(std::max<std::uint64_t>(1, entry.size));
        entry.priority = m_inflation + static_cast<double>(entry.reads) * 1.0e6 / size;
    }
    static bool before(const Node &a, const Node &b)
    {
        return a.priority != b.priority ? a.priority < b.priority : a.lastRead < b.lastRead;
    }
    void put(std::uint32_t place, const Node &node)
    {
        m_heap[place] = node;
        m_entries[node.slot].place = place;
    }
    void siftUp(std::uint32_t place)
    {
        const Node node = m_heap[place];
        while (place > 0) {
            const std::uint32_t parent = (place - 1) / arity;
            if (!before(node, m_heap[parent]))
                break;
            put(place, m_heap[parent]);
            place = parent;
        }
        put(place, node);
    }
    void siftDown(std::uint32_t place)
    {
        const Node node = m_heap[place];
        const std::size_t count = m_heap.size();
        for (;;) {
            const std::size_t first = std::size_t(place) * arity + 1;
            if (first >= count)
                break;
            std::size_t least = first;
            for (std::size_t child = first + 1; child < std::min(first + arity, count); ++child)
                if (before(m_heap[child], m_heap[least]))
                    least = child;
            if (!before(m_heap[least], node))
                break;
            put(place, m_heap[least]);
            place = static_cast<std::uint32_t>(least);
        }
        put(place, node);
    }

    std::vector<Entry> m_entries;
    std::vector<Node> m_heap;
    double m_inflation = 0; ///< priority of the last victim
    std::uint64_t m_clock = 0;
};

} // namespace cs
