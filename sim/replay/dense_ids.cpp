// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/dense_ids.h"

#include "sim/core/random.h"

#include <algorithm>
#include <utility>

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

bool DenseIds::map(std::span<const std::uint64_t> keys, const std::uint64_t *sizes, std::uint32_t *ids,
    std::vector<std::uint32_t> &differing)
{
    // Room for a batch of new keys beforehand, so that nothing moves inside the loop.
    while ((m_size + keys.size()) * 4 > m_places.size() * 3)
        rehash(m_places.size() * 2);
    if (keys.size() > maxKeys - m_size)
        return false;
    differing.resize(keys.size());
    std::size_t differ = 0;
    std::uint64_t upcoming[ahead];
    const std::size_t count = keys.size();
    for (std::size_t i = 0; i < ahead && i < count; ++i)
        __builtin_prefetch(&m_places[upcoming[i] = mixBits(keys[i]) & m_mask], 1);
    for (std::size_t i = 0; i < count; ++i) {
        Place &place = find(keys[i], upcoming[i % ahead]);
        if (i + ahead < count)
            __builtin_prefetch(&m_places[upcoming[i % ahead] = mixBits(keys[i + ahead]) & m_mask], 1);
        if (place.id == noId)
            place = { keys[i], m_size++, tooBig };
        ids[i] = place.id;
        differing[differ] = static_cast<std::uint32_t>(i);
        if ((place.size != sizes[i]) | (place.size == tooBig)) {
            ++differ;
            // A size that was not recorded is no other size.
            if (sizes[i] != 0 || place.size == tooBig)
                place.size = static_cast<std::uint32_t>(std::min<std::uint64_t>(sizes[i], tooBig));
        }
    }
    differing.resize(differ);
    return true;
}

DenseIds::Place &DenseIds::find(std::uint64_t key, std::uint64_t at)
{
    Place *const places = m_places.data();
    while (places[at].key != key || places[at].id == noId) {
        if (places[at].id == noId)
            break;
        at = (at + 1) & m_mask;
    }
    return places[at];
}

std::vector<std::uint64_t> DenseIds::keys() const
{
    std::vector<std::uint64_t> out(m_size);
    for (const Place &place : m_places)
        if (place.id != noId)
            out[place.id] = place.key;
    return out;
}

void DenseIds::forgetSizes()
{
    for (Place &place : m_places)
        place.size = tooBig;
}

void DenseIds::rehash(std::size_t places)
{
    HugeVector<Place> old(places, Place { 0, noId, 0 });
    old.swap(m_places);
    m_mask = places - 1;
    // As if the keys came in the order of their numbers: what was seen early, mostly what is seen often, is found at
    // the first place.
    for (Place place : old) {
        if (place.id == noId)
            continue;
        std::uint64_t at = mixBits(place.key) & m_mask;
        for (; m_places[at].id != noId; at = (at + 1) & m_mask)
            if (m_places[at].id > place.id)
                std::swap(m_places[at], place);
        m_places[at] = place;
    }
}

void DenseIds::release()
{
    m_places = {};
    m_mask = 0;
}

} // namespace cs
