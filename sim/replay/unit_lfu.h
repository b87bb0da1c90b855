// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/lfu.h"
#include "sim/replay/lazy_queue.h"
#include "sim/replay/unit_cache.h"

#include <vector>

namespace cs
{

/// As Lfu. A hit writes down the reads and the time and no more; the order is looked after when an entry comes up for
/// eviction: those read once wait in the order of their stores, the others in a heap by what they were when they came
/// into it, which only rises.
class UnitLfu
{
public:
    using Same = Lfu;

    explicit UnitLfu(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_entries(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_entries[object], 1); }
    bool read(std::uint32_t object)
    {
        Entry &entry = m_entries[object];
        const bool hit = entry.reads > 0;
        if (!hit) {
            if (m_count == m_capacity)
                evict();
            else
                ++m_count;
            m_once.push(object, [](std::uint32_t, std::uint32_t) {});
        }
        ++entry.reads;
        entry.lastRead = ++m_clock;
        return hit;
    }
    std::size_t memoryBytes() const
    {
        return m_entries.capacity() * sizeof(Entry) + m_once.memoryBytes() + m_heap.capacity() * sizeof(Node);
    }

private:
    struct Entry {
        std::uint32_t reads = 0; ///< 0 = not here
        std::uint32_t lastRead = 0;
    };
    struct Node {
        Entry entry;
        std::uint32_t object;
    };
    static std::uint64_t rank(const Entry &entry) { return std::uint64_t(entry.reads) << 32 | entry.lastRead; }

    void evict()
    {
        while (!m_once.empty()) {
            if (const std::uint32_t later = m_once.oldLater(12); later != LazyQueue::none)
                __builtin_prefetch(&m_entries[later], 1);
            const std::uint32_t object = m_once.takeOldest();
            if (m_entries[object].reads == 1) {
                m_entries[object].reads = 0;
                return;
            }
            m_heap.push_back({ m_entries[object], object });
            siftUp(m_heap.size() - 1);
        }
        for (;;) {
            Node &first = m_heap.front();
            Entry &entry = m_entries[first.object];
            if (rank(entry) == rank(first.entry)) {
                entry.reads = 0;
                first = m_heap.back();
                m_heap.pop_back();
                if (!m_heap.empty())
                    siftDown(m_heap.front());
                return;
            }
            siftDown({ entry, first.object });
        }
    }
    void siftUp(std::size_t place)
    {
        const Node node = m_heap[place];
        for (; place > 0 && rank(node.entry) < rank(m_heap[(place - 1) / arity].entry); place = (place - 1) / arity)
            m_heap[place] = m_heap[(place - 1) / arity];
        m_heap[place] = node;
    }
    /// In the place of the first.
    void siftDown(Node node)
    {
        std::size_t place = 0;
        for (std::size_t first = 1; first < m_heap.size(); first = place * arity + 1) {
            std::size_t least = first;
            for (std::size_t child = first + 1; child < std::min(first + arity, m_heap.size()); ++child)
                if (rank(m_heap[child].entry) < rank(m_heap[least].entry))
                    least = child;
            if (rank(node.entry) < rank(m_heap[least].entry))
                break;
            m_heap[place] = m_heap[least];
            place = least;
        }
        m_heap[place] = node;
    }

    static constexpr std::size_t arity = 4;
    std::uint32_t m_capacity;
    std::uint32_t m_count = 0;
    std::uint32_t m_clock = 0;
    HugeVector<Entry> m_entries;
    LazyQueue m_once; ///< read once when they came, in the order of their stores
    HugeVector<Node> m_heap; ///< what their entries were
};

} // namespace cs
