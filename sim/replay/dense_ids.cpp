// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/dense_ids.h"

#include "sim/core/random.h"

namespace cs
{

namespace
{

constexpr std::size_t ahead = 16;
constexpr std::size_t firstPlaces = 1 << 13;

} // namespace

DenseIds::DenseIds()
{
    rehash(firstPlaces);
}

bool DenseIds::map(std::span<const std::uint64_t> keys, std::uint32_t *ids)
{
    // Room for a batch of new keys beforehand, so that nothing moves inside the loop.
    while ((m_size + keys.size()) * 4 > m_places.size() * 3)
        rehash(m_places.size() * 2);
    if (keys.size() > maxKeys - m_size)
        return false;
    Place *const places = m_places.data();
    std::uint64_t upcoming[ahead];
    const std::size_t count = keys.size();
    for (std::size_t i = 0; i < ahead && i < count; ++i)
        __builtin_prefetch(&places[upcoming[i] = mixBits(keys[i]) & m_mask]);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t at = upcoming[i % ahead];
        if (i + ahead < count)
            __builtin_prefetch(&places[upcoming[i % ahead] = mixBits(keys[i + ahead]) & m_mask]);
        const auto low = static_cast<std::uint32_t>(keys[i]);
        const auto high = static_cast<std::uint32_t>(keys[i] >> 32);
        for (;; at = (at + 1) & m_mask) {
            Place &place = places[at];
            if (place.low == low && place.high == high && place.id != noId)
                break;
            if (place.id == noId) {
                place = { low, high, m_size++ };
                break;
            }
        }
        ids[i] = places[at].id;
    }
    return true;
}

void DenseIds::rehash(std::size_t places)
{
    HugeVector<Place> old(places, Place { 0, 0, noId });
    old.swap(m_places);
    m_mask = places - 1;
    for (const Place &place : old) {
        if (place.id == noId)
            continue;
        std::uint64_t at = mixBits(std::uint64_t(place.high) << 32 | place.low) & m_mask;
        while (m_places[at].id != noId)
            at = (at + 1) & m_mask;
        m_places[at] = place;
    }
}

void DenseIds::release()
{
    m_places = {};
    m_mask = 0;
}

} // namespace cs
