// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/redis/redis_dict.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace cs
{

/// Beside each bucket of the table of keys with a TTL: how many keys it holds and before when none of them expires, so
/// that the expiry cycle passes most buckets without a look at their keys. Holds for one size of the table, while
/// nothing is being moved; after that it is taken anew.
class ExpiryNotes
{
public:
    using Dict = RedisDict<&RedisItem::expiresNext>;

    bool isCurrent(const Dict &dict) const { return m_resizes == dict.resizes() && !m_notes.empty(); }

    void take(const Dict &dict, const RedisItems &items)
    {
        m_resizes = dict.resizes();
        m_notes.resize(dict.buckets());
        for (std::size_t bucket = 0; bucket < m_notes.size(); ++bucket)
            renew(dict, items, bucket);
    }

    /// The keys of a bucket may have other deadlines, or some may be gone.
    void renew(const Dict &dict, const RedisItems &items, std::size_t cursor)
    {
        Note note;
        for (std::uint32_t slot = dict.first(cursor & (m_notes.size() - 1)); slot != RedisItem::none;
             slot = items[slot].expiresNext, ++note.keys)
            note.before = std::min(note.before, milliseconds(items[slot].expiresAt));
        at(cursor) = note;
    }

    // Each after the table has seen to it.
    void added(const Dict &dict, const RedisItem &item)
    {
        if (isCurrent(dict)) {
            Note &note = at(dict.hashOf(item.key));
            note.before = std::min(note.before, milliseconds(item.expiresAt));
            ++note.keys;
        }
    }
    void removed(const Dict &dict, const RedisItem &item)
    {
        if (isCurrent(dict))
            --at(dict.hashOf(item.key)).keys;
    }
    void movedForward(const Dict &dict, const RedisItem &item)
    {
        if (isCurrent(dict)) {
            Note &note = at(dict.hashOf(item.key));
            note.before = std::min(note.before, milliseconds(item.expiresAt));
        }
    }

    std::uint32_t keys(std::size_t cursor) const { return m_notes[cursor & (m_notes.size() - 1)].keys; }
    /// None of the bucket's keys is due by `now`.
    bool isQuiet(std::size_t cursor, std::uint32_t nowMilliseconds) const
    {
        return nowMilliseconds < m_notes[cursor & (m_notes.size() - 1)].before;
    }
    /// Rounded down, and not more than 32 bits hold: a bound that comes early costs a look, no more.
    static std::uint32_t milliseconds(std::int64_t ns)
    {
        return static_cast<std::uint32_t>(std::min<std::int64_t>(ns / 1'000'000, latest));
    }
    std::size_t memoryBytes() const { return m_notes.capacity() * sizeof(Note); }

private:
    static constexpr std::int64_t latest = std::numeric_limits<std::uint32_t>::max();
    struct Note {
        std::uint32_t before = static_cast<std::uint32_t>(latest);
        std::uint32_t keys = 0;
    };
    Note &at(std::size_t cursor) { return m_notes[cursor & (m_notes.size() - 1)]; }

    std::uint64_t m_resizes = 0;
    std::vector<Note> m_notes; ///< by bucket
};

} // namespace cs
