// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/gdsf.h"
#include "sim/replay/unit_cache.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// As Gdsf. With one size for all, priorities are whole multiples of what a read weighs, and no victim's is less than
/// that of the one before: so entries wait in a bucket for each priority, as it was when they came there, and are
/// looked at again when their bucket is the lowest.
class UnitGdsf
{
public:
    using Same = Gdsf;

    explicit UnitGdsf(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_entries(options.objects)
        , m_buckets(buckets)
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
        }
        entry.priority = m_lowest + ++entry.reads;
        entry.lastRead = ++m_clock;
        if (!hit)
            wait(object, entry.priority);
        return hit;
    }
    std::size_t memoryBytes() const
    {
        std::size_t bytes = m_entries.capacity() * sizeof(Entry) + m_next.capacity() * sizeof(m_next[0]);
        for (const auto &bucket : m_buckets)
            bytes += bucket.capacity() * sizeof(bucket[0]);
        return bytes;
    }

private:
    struct alignas(16) Entry {
        std::uint32_t reads = 0; ///< 0 = not here
        std::uint32_t priority = 0;
        std::uint32_t lastRead = 0;
    };
    static constexpr std::uint32_t buckets = 256;

    /// One whose priority is beyond the last bucket is looked at again when that one comes.
    void wait(std::uint32_t object, std::uint32_t priority)
    {
        m_buckets[std::min(priority, m_lowest + buckets - 1) % buckets].push_back(object);
    }
    void evict()
    {
        for (;;) {
            while (m_taken < m_next.size()) {
                const std::uint64_t next = m_next[m_taken++];
                const auto object = static_cast<std::uint32_t>(next);
                Entry &entry = m_entries[object];
                if (m_taken + 12 < m_next.size())
                    __builtin_prefetch(&m_entries[static_cast<std::uint32_t>(m_next[m_taken + 12])], 1);
                if (entry.lastRead == next >> 32) {
                    entry.reads = 0;
                    return;
                }
                wait(object, entry.priority);
            }
            lookAtNext();
        }
    }
    void lookAtNext()
    {
        do
            ++m_lowest;
        while (m_buckets[m_lowest % buckets].empty());
        m_next.clear();
        m_taken = 0;
        m_looked.clear();
        m_looked.swap(m_buckets[m_lowest % buckets]);
        for (std::size_t i = 0; i < m_looked.size(); ++i) {
            if (i + 16 < m_looked.size())
                __builtin_prefetch(&m_entries[m_looked[i + 16]]);
            const std::uint32_t object = m_looked[i];
            const Entry &entry = m_entries[object];
            if (entry.priority == m_lowest)
                m_next.push_back(std::uint64_t(entry.lastRead) << 32 | object);
            else
                wait(object, entry.priority);
        }
        std::sort(m_next.begin(), m_next.end());
    }

    std::uint32_t m_capacity;
    std::uint32_t m_count = 0;
    std::uint32_t m_clock = 0;
    HugeVector<Entry> m_entries;
    std::vector<std::vector<std::uint32_t>> m_buckets;
    std::vector<std::uint32_t> m_looked;
    std::vector<std::uint64_t> m_next; ///< of the lowest priority: last read and object, in the order of eviction
    std::size_t m_taken = 0; ///< of m_next
    std::uint32_t m_lowest = 0; ///< priority in reads: of the last victim, after an eviction
};

} // namespace cs
