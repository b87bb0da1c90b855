// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cs
{

/// Slots in the order in which their entries expire. At most one look at a slot is pending that counts; one that comes
/// too early, because the entry was overwritten or its TTL moved, asks again.
class ExpiryHeap
{
public:
    void expect(std::uint32_t slot, SimTime deadline)
    {
        if (slot >= m_expected.size())
            m_expected.resize(slot + 1, SimTime::never());
        if (deadline >= m_expected[slot])
            return;
        m_expected[slot] = deadline;
        m_looks.push_back({ deadline, slot });
        std::push_heap(m_looks.begin(), m_looks.end());
    }

    bool isDue(SimTime now) const { return !m_looks.empty() && m_looks.front().deadline <= now; }
    void prefetch() const { __builtin_prefetch(m_looks.data()); }

    /// Calls `look(slot)` for every slot that is due; it says when the slot's entry expires now, or never() when that
    /// has been seen to.
    template <class Look>
    void takeDue(SimTime now, Look look)
    {
        while (!m_looks.empty() && m_looks.front().deadline <= now) {
            std::pop_heap(m_looks.begin(), m_looks.end());
            const Expiring due = m_looks.back();
            m_looks.pop_back();
            if (m_expected[due.slot] != due.deadline)
                continue; // an earlier look at this slot has been put in its place
            m_expected[due.slot] = SimTime::never();
            expect(due.slot, look(due.slot));
        }
    }

    void clear()
    {
        m_looks.clear();
        m_expected.clear();
    }

    std::size_t memoryBytes() const
    {
        return m_looks.capacity() * sizeof(Expiring) + m_expected.capacity() * sizeof(SimTime);
    }

private:
    struct Expiring {
        SimTime deadline;
        std::uint32_t slot;
        bool operator<(const Expiring &other) const
        {
            return deadline != other.deadline ? deadline > other.deadline : slot > other.slot;
        }
    };
    std::vector<Expiring> m_looks; ///< heap by deadline
    std::vector<SimTime> m_expected; ///< by slot: deadline of the look that is pending
};

} // namespace cs
