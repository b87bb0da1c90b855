// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cs
{

/// `Lists` doubly linked lists over slots, from newest to oldest, in one array of 32-bit links. A slot is in at most
/// one of them. Unlinking needs no branch: every list is a ring that is closed by a node of its own.
template <std::uint32_t Lists = 1>
class SlotLists
{
public:
    SlotLists()
        : m_links(Lists)
    {
        clear();
    }

    void reserve(std::uint32_t slots)
    {
        if (m_links.size() < std::size_t(slots) + Lists)
            m_links.resize(std::size_t(slots) + Lists);
    }

    bool empty(std::uint32_t list = 0) const { return m_links[list].newer == list; }
    /// The oldest slot of a list that is not empty.
    std::uint32_t oldest(std::uint32_t list = 0) const { return m_links[list].newer - Lists; }
    /// The next newer slot, or `Lists` ring nodes below zero: test with `isEnd`.
    std::uint32_t newer(std::uint32_t slot) const { return m_links[node(slot)].newer - Lists; }
    static bool isEnd(std::uint32_t slot) { return std::uint32_t(slot + Lists) < Lists; }

    void pushNewest(std::uint32_t slot, std::uint32_t list = 0)
    {
        const std::uint32_t at = node(slot);
        const std::uint32_t first = m_links[list].older;
        m_links[at] = { list, first };
        m_links[first].newer = at;
        m_links[list].older = at;
    }

    void remove(std::uint32_t slot)
    {
        const Link link = m_links[node(slot)];
        m_links[link.newer].older = link.older;
        m_links[link.older].newer = link.newer;
    }

    void clear()
    {
        for (std::uint32_t list = 0; list < Lists; ++list)
            m_links[list] = { list, list };
    }

    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_links[node(slot)], 1); }
    std::size_t memoryBytes() const { return m_links.capacity() * sizeof(Link); }

private:
    /// Of a ring node: `newer` is the oldest slot, `older` the newest.
    struct Link {
        std::uint32_t newer = 0;
        std::uint32_t older = 0;
    };
    static constexpr std::uint32_t node(std::uint32_t slot) { return slot + Lists; }

    std::vector<Link> m_links;
};

} // namespace cs
