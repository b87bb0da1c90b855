// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace cs
{

/// Chunk sizes of memcached 1.6 (slabs.c): from 96 bytes up by a factor of 1.25, in multiples of 8, the largest half a
/// page of 1 MiB. Class 0 is none.
class SlabSizes
{
public:
    static constexpr std::uint32_t pageBytes = 1 << 20;
    static constexpr std::uint32_t largestChunk = pageBytes / 2;
    static constexpr std::uint32_t mostClasses = 64; ///< class 0 included

    constexpr SlabSizes()
    {
        constexpr double factor = 1.25;
        std::uint32_t size = 96;
        for (; size < largestChunk / factor; size = static_cast<std::uint32_t>(size * factor)) {
            size = (size + 7) / 8 * 8;
            m_bytes[++m_largest] = size;
        }
        m_bytes[++m_largest] = largestChunk;
    }

    constexpr std::uint32_t largest() const { return m_largest; }
    constexpr std::uint32_t chunkBytes(std::uint32_t slabClass) const { return m_bytes[slabClass]; }
    constexpr std::uint32_t chunksPerPage(std::uint32_t slabClass) const { return pageBytes / m_bytes[slabClass]; }

    /// The class of an item; the largest one for all that is larger.
    constexpr std::uint32_t classOf(std::uint64_t bytes) const
    {
        std::uint32_t at = 1;
        while (at < m_largest && m_bytes[at] < bytes)
            ++at;
        return at;
    }

private:
    std::array<std::uint32_t, mostClasses> m_bytes {};
    std::uint32_t m_largest = 0;
};

inline constexpr SlabSizes slabSizes;

/// An item as memcached stores it: bytes with its header, and the slab classes of its chunks. Items above half a page
/// are a header chunk and a chain of data chunks, the last one of a size that fits.
struct SlabItem {
    std::uint64_t bytes = 0; ///< header, CAS, key, value and their ends
    std::uint32_t slabClass = 0; ///< whose LRU it is in
    std::uint32_t parts = 0; ///< chunks; 0 = memcached refuses it
    std::array<std::uint8_t, 4> classes {}; ///< of the chunks
    std::uint64_t heldBytes() const;
};

/// Refused are keys above 250 bytes and items above 1 MiB (the defaults of the server).
SlabItem slabItem(std::uint64_t keyBytes, std::uint64_t valueBytes);

} // namespace cs
