// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"

#include <algorithm>
#include <compare>
#include <functional>
#include <vector>

namespace cs
{

/// Belady's MIN ("A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966;
/// Mattson et al., 1970): the entry read again last of all leaves, one that is never read again before any other. With
/// entries of one size that is the fewest misses that any eviction can have which stores what it missed; with sizes it
/// is a yardstick, no bound. Its owner must know the future: it tells the next read of an entry after each hit and
/// insert, and again when that read went elsewhere.
class Belady
{
public:
    static constexpr Eviction eviction = Eviction::belady;
    static constexpr std::string_view description
        = "The bound: looks ahead and evicts what is read again last (Belady, 1966)";

    /// Two heaps of up to two nodes for each entry, which double when they grow, and the number of its next read.
    static constexpr double bytesPerEntry = 8 + 2 * 2 * 2 * 16;

    explicit Belady(const PolicyOptions &) { }

    void reserve(std::uint32_t slots)
    {
        if (m_next.size() < slots)
            m_next.resize(slots, notHere);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t)
    {
        ++m_residents;
        m_next[slot] = notHere;
    }
    void hit(std::uint32_t) { }
    void update(std::uint32_t, std::uint64_t) { }
    void nextUse(std::uint32_t slot, std::uint64_t number)
    {
        if (m_next[slot] == number)
            return;
        m_next[slot] = number;
        push(m_latest, { number, slot }, std::less<> {});
        push(m_soonest, { number, slot }, std::greater<> {});
    }
    /// A resident whose next read was told as one before `number`, or noSlot; to be told anew before `evict`.
    std::uint32_t passed(std::uint64_t number)
    {
        while (!m_soonest.empty() && m_soonest.front().number < number) {
            const Node first = pop(m_soonest, std::greater<> {});
            if (m_next[first.slot] == first.number)
                return first.slot;
        }
        return noSlot;
    }
    std::uint32_t evict()
    {
        for (;;) {
            const Node last = pop(m_latest, std::less<> {});
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
        m_latest.clear();
        m_soonest.clear();
        std::fill(m_next.begin(), m_next.end(), notHere);
        m_residents = 0;
    }
    std::size_t memoryBytes() const
    {
        return m_next.capacity() * sizeof(m_next[0]) + (m_latest.capacity() + m_soonest.capacity()) * sizeof(Node);
    }

private:
    static constexpr std::uint64_t notHere = neverUsed - 1;
    /// Outdated when the slot has another number by now.
    struct Node {
        std::uint64_t number;
        std::uint32_t slot;
        auto operator<=>(const Node &) const = default;
    };

    template <class Order>
    void push(std::vector<Node> &heap, const Node &node, Order order)
    {
        heap.push_back(node);
        std::push_heap(heap.begin(), heap.end(), order);
        if (heap.size() <= 2 * m_residents + 1000)
            return;
        std::erase_if(heap, [this](const Node &n) { return m_next[n.slot] != n.number; });
        // A slot may have come back to a number that it had before.
        std::sort(heap.begin(), heap.end());
        heap.erase(std::unique(heap.begin(), heap.end()), heap.end());
        std::make_heap(heap.begin(), heap.end(), order);
    }
    template <class Order>
    static Node pop(std::vector<Node> &heap, Order order)
    {
        const Node node = heap.front();
        std::pop_heap(heap.begin(), heap.end(), order);
        heap.pop_back();
        return node;
    }

    std::vector<std::uint64_t> m_next; ///< by slot
    std::vector<Node> m_latest, m_soonest; ///< heaps
    std::uint64_t m_residents = 0;
};

} // namespace cs
