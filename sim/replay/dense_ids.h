// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <cstdint>
#include <span>

namespace cs
{

/// Numbers keys in the order of their first appearance: 0, 1, 2 and so on. Open addressing with linear probing over
/// 12-byte places, so that a known key costs one cache line, fetched ahead.
class DenseIds
{
public:
    /// At most this many keys; one more is `full`.
    static constexpr std::uint32_t maxKeys = 0xfffffff0u;

    DenseIds();

    /// Writes the number of each key to `ids`, which is as long. False when there would be more than maxKeys.
    bool map(std::span<const std::uint64_t> keys, std::uint32_t *ids);

    std::uint32_t size() const { return m_size; }
    std::size_t memoryBytes() const { return m_places.size() * sizeof(Place); }
    void release();

private:
    /// Two halves of the key, for a place has no room for the padding that 8-byte alignment costs.
    struct Place {
        std::uint32_t low;
        std::uint32_t high;
        std::uint32_t id;
    };
    static constexpr std::uint32_t noId = 0xffffffffu;

    void rehash(std::size_t places);

    HugeVector<Place> m_places;
    std::uint64_t m_mask = 0;
    std::uint32_t m_size = 0;
};

} // namespace cs
