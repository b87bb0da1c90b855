// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/slot_lists.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cs
{

/// A FIFO of keys that were evicted, with the sizes they had, up to a total size; the oldest fall out.
class GhostQueue
{
public:
    explicit GhostQueue(std::uint64_t capacity)
        : m_capacity(capacity)
    {
    }

    void reserve(std::uint32_t) { }

    /// Takes the key out; false when it is not remembered.
    bool take(std::uint64_t key)
    {
        const auto found = m_index.find(key);
        if (found == m_index.end())
            return false;
        forget(found->second);
        m_index.erase(found);
        return true;
    }

    /// Remembers a key that is not in the queue; one larger than the whole queue is forgotten at once.
    void push(std::uint64_t key, std::uint64_t size)
    {
        if (size > m_capacity)
            return;
        while (m_used > m_capacity - size)
            dropOldest();
        const std::uint32_t at = makeEntry();
        m_entries[at] = { key, size };
        m_order.pushNewest(at);
        m_index.emplace(key, at);
        m_used += size;
    }

    /// Only while it is not empty.
    void dropOldest()
    {
        const std::uint32_t oldest = m_order.oldest();
        m_index.erase(m_entries[oldest].key);
        forget(oldest);
    }
    void prefetch(std::uint32_t) const { }
    bool empty() const { return m_order.empty(); }
    std::uint64_t used() const { return m_used; }

    void clear()
    {
        m_index.clear();
        m_entries.clear();
        m_free.clear();
        m_order.clear();
        m_used = 0;
    }

    std::size_t memoryBytes() const
    {
        // The map keeps a byte of metadata beside each place.
        return m_entries.capacity() * sizeof(Entry) + m_free.capacity() * sizeof(std::uint32_t) + m_order.memoryBytes()
            + m_index.bucket_count() * (sizeof(std::uint64_t) * 2 + 1);
    }

private:
    struct Entry {
        std::uint64_t key = 0;
        std::uint64_t size = 0;
    };

    std::uint32_t makeEntry()
    {
        if (!m_free.empty()) {
            const std::uint32_t at = m_free.back();
            m_free.pop_back();
            return at;
        }
        m_entries.emplace_back();
        m_order.reserve(static_cast<std::uint32_t>(m_entries.size()));
        return static_cast<std::uint32_t>(m_entries.size() - 1);
    }
    void forget(std::uint32_t at)
    {
        m_used -= m_entries[at].size;
        m_order.remove(at);
        m_free.push_back(at);
    }

    std::uint64_t m_capacity;
    std::uint64_t m_used = 0;
    SlotLists<> m_order;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_free;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> m_index;
};

} // namespace cs
