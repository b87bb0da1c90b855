// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cs
{

/// Numbers keys in the order of their first appearance: 0, 1, 2 and so on. Open addressing with linear probing over
/// 16-byte places, so that a known key costs one cache line, fetched ahead. The size of the last request lies there
/// too.
class DenseIds
{
public:
    /// At most this many keys; one more is `full`.
    static constexpr std::uint32_t maxKeys = 0xfffffff0u;

    DenseIds();

    /// Writes the number of each key to `ids`, which is as long, and to `differing` in order the indices of the
    /// requests whose size may be another than at the last request for the key, or whose key is new. False when there
    /// would be more than maxKeys.
    bool map(std::span<const std::uint64_t> keys, const std::uint64_t *sizes, std::uint32_t *ids,
        std::vector<std::uint32_t> &differing);

    std::uint32_t size() const { return m_size; }
    std::size_t memoryBytes() const { return m_places.size() * sizeof(Place); }
    /// The keys by their numbers.
    std::vector<std::uint64_t> keys() const;
    void forgetSizes();
    void release();

private:
    struct Place {
        std::uint64_t key;
        std::uint32_t id;
        std::uint32_t size; ///< tooBig: look elsewhere
    };
    static constexpr std::uint32_t noId = 0xffffffffu;
    static constexpr std::uint32_t tooBig = 0xffffffffu;

    void rehash(std::size_t places);
    /// The place of a key, which is new when its id is noId.
    Place &find(std::uint64_t key, std::uint64_t at);

    HugeVector<Place> m_places;
    std::uint64_t m_mask = 0;
    std::uint32_t m_size = 0;
};

} // namespace cs
