// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"

#include <vector>

namespace cs
{

/// Least frequently used while resident: the entry with the fewest reads leaves, among equals the one not read for the
/// longest time; counts are forgotten on eviction. Every step is O(1) (Shah, Mitra, Matani, "An O(1) algorithm for
/// implementing the LFU cache eviction scheme", 2010).
class Lfu
{
public:
    static constexpr Eviction eviction = Eviction::lfu;
    static constexpr std::string_view description = "Evicts the entry with the fewest reads since it was stored, ties "
                                                    "by age of the last read (Shah et al., 2010)";

    explicit Lfu(const PolicyOptions &) { clear(); }

    void reserve(std::uint32_t slots)
    {
        if (m_entries.size() < slots)
            m_entries.resize(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t)
    {
        std::uint32_t group = m_groups[0].next;
        if (group == 0 || m_groups[group].frequency != 1)
            group = makeGroup(1, 0);
        append(slot, group);
    }
    void hit(std::uint32_t slot)
    {
        const std::uint32_t group = m_entries[slot].group;
        const std::uint64_t frequency = m_groups[group].frequency + 1;
        std::uint32_t target = m_groups[group].next;
        if (target == 0 || m_groups[target].frequency != frequency) {
            if (m_groups[group].oldest == slot && m_groups[group].newest == slot) {
                m_groups[group].frequency = frequency;
                return;
            }
            target = makeGroup(frequency, group);
        }
        erase(slot);
        append(slot, target);
    }
    void update(std::uint32_t, std::uint64_t) { }
    std::uint32_t evict()
    {
        const std::uint32_t victim = m_groups[m_groups[0].next].oldest;
        erase(victim);
        return victim;
    }
    void erase(std::uint32_t slot)
    {
        const Entry entry = m_entries[slot];
        Group &group = m_groups[entry.group];
        (entry.newer == noSlot ? group.newest : m_entries[entry.newer].older) = entry.older;
        (entry.older == noSlot ? group.oldest : m_entries[entry.older].newer) = entry.newer;
        if (group.oldest == noSlot)
            dropGroup(entry.group);
    }
    void clear()
    {
        m_groups.assign(1, Group {});
        m_freeGroup = 0;
    }
    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_entries[slot], 1); }
    std::size_t memoryBytes() const
    {
        return m_entries.capacity() * sizeof(Entry) + m_groups.capacity() * sizeof(Group);
    }

private:
    struct Entry {
        std::uint32_t newer = noSlot;
        std::uint32_t older = noSlot;
        std::uint32_t group = 0;
    };
    /// All entries of one frequency. Groups are a ring by rising frequency, closed by group 0, which is always empty.
    struct Group {
        std::uint64_t frequency = 0;
        std::uint32_t newest = noSlot;
        std::uint32_t oldest = noSlot;
        std::uint32_t previous = 0;
        std::uint32_t next = 0;
    };

    void append(std::uint32_t slot, std::uint32_t at)
    {
        Group &group = m_groups[at];
        m_entries[slot] = { noSlot, group.newest, at };
        (group.newest == noSlot ? group.oldest : m_entries[group.newest].newer) = slot;
        group.newest = slot;
    }
    std::uint32_t makeGroup(std::uint64_t frequency, std::uint32_t after)
    {
        std::uint32_t made = m_freeGroup;
        if (made != 0) {
            m_freeGroup = m_groups[made].next;
        } else {
            made = static_cast<std::uint32_t>(m_groups.size());
            m_groups.emplace_back();
        }
        const std::uint32_t next = m_groups[after].next;
        m_groups[made] = { frequency, noSlot, noSlot, after, next };
        m_groups[after].next = made;
        m_groups[next].previous = made;
        return made;
    }
    void dropGroup(std::uint32_t group)
    {
        m_groups[m_groups[group].previous].next = m_groups[group].next;
        m_groups[m_groups[group].next].previous = m_groups[group].previous;
        m_groups[group].next = m_freeGroup;
        m_freeGroup = group;
    }

    std::vector<Entry> m_entries;
    std::vector<Group> m_groups;
    std::uint32_t m_freeGroup = 0;
};

} // namespace cs
