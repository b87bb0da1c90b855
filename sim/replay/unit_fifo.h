// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/fifo.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As Fifo. Stores are numbered; what was stored last with a number that lies a capacity back has left, so there is no
/// queue.
class UnitFifo
{
public:
    using Same = Fifo;

    explicit UnitFifo(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_stores(options.capacity)
        , m_storedAt(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_storedAt[object], 1); }
    bool read(std::uint32_t object)
    {
        if (m_storedAt[object] + m_capacity > m_stores)
            return true;
        m_storedAt[object] = static_cast<std::uint32_t>(++m_stores);
        return false;
    }
    std::size_t memoryBytes() const { return m_storedAt.capacity() * sizeof(m_storedAt[0]); }

private:
    std::uint64_t m_capacity;
    std::uint64_t m_stores; ///< number of the last one; the first follows the capacity
    HugeVector<std::uint32_t> m_storedAt; ///< 0 = never
};

} // namespace cs
