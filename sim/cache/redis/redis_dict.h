// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace cs
{

/// A key as the server's tables see it: what every command touches of an entry, in half a cache line.
struct RedisItem {
    static constexpr std::uint32_t none = ~std::uint32_t(0);
    static constexpr std::int64_t noExpiry = std::numeric_limits<std::int64_t>::max();

    std::uint64_t key = 0;
    std::int64_t expiresAt = noExpiry; ///< ns of simulated time: gone from then on
    std::uint32_t next = none; ///< in its chain of the main table, or in the list of free slots
    std::uint32_t expiresNext = none; ///< in its chain of the table of keys with a TTL
    std::uint32_t lru = 0; ///< 24 bits: clock of the last access, or minutes and counter
    bool used = false;

    bool expires() const { return expiresAt != noExpiry; }
};

using RedisItems = std::vector<RedisItem>;

/// The chained hash table of redis-server 7.0 (src/dict.c) over slots of one array: power-of-two buckets, new entries
/// at the head of their chain, growth that moves one bucket with every access while both tables exist. The order of its
/// buckets is what the server's eviction samples and its expiry cycle walk, so it has to be the real one.
template <std::uint32_t RedisItem::*Next>
class RedisDict
{
public:
    static constexpr std::uint32_t none = RedisItem::none;
    static constexpr std::size_t initialBuckets = 4;
    /// Bytes of a bucket: the table is an array of pointers.
    static constexpr std::uint64_t bytesPerBucket = 8;
    /// Above this many keys a bucket the table doubles even if that takes it beyond maxmemory.
    static constexpr double mostLoad = 1.618;

    explicit RedisDict(std::uint64_t hashSeed)
        : m_seed(hashSeed)
    {
    }

    std::size_t size() const { return m_used[0] + m_used[1]; }
    std::size_t buckets() const { return m_heads[0].size() + m_heads[1].size(); }
    std::uint64_t bytes() const { return m_bytes; }
    bool isRehashing() const { return m_rehashing; }
    std::size_t memoryBytes() const { return (m_heads[0].capacity() + m_heads[1].capacity()) * sizeof(std::uint32_t); }

    std::uint32_t find(RedisItems &items, std::uint64_t key)
    {
        if (m_rehashing)
            rehash(items, 1);
        return peek(items, key);
    }

    /// Without the share of moving buckets that every access pays.
    std::uint32_t peek(const RedisItems &items, std::uint64_t key) const
    {
        if (size() == 0)
            return none;
        const std::uint64_t at = hash(key);
        for (int table = 0; table <= (m_rehashing ? 1 : 0); ++table)
            for (std::uint32_t slot = m_heads[table][at & (m_heads[table].size() - 1)]; slot != none;
                 slot = items[slot].*Next)
                if (items[slot].key == key)
                    return slot;
        return none;
    }

    /// Has the processor fetch the key's bucket, or what stands first in it.
    void prefetchBucket(std::uint64_t key) const
    {
        if (!m_heads[0].empty())
            __builtin_prefetch(&m_heads[0][hash(key) & (m_heads[0].size() - 1)]);
    }
    std::uint32_t firstInBucket(std::uint64_t key) const
    {
        return m_heads[0].empty() ? none : m_heads[0][hash(key) & (m_heads[0].size() - 1)];
    }

    /// The key must not be there. `mayTake(bytes)` says whether a larger table still fits into maxmemory.
    template <class MayTake>
    void insert(RedisItems &items, std::uint32_t slot, MayTake mayTake)
    {
        if (m_rehashing)
            rehash(items, 1);
        growIfNeeded(mayTake);
        const int table = m_rehashing ? 1 : 0;
        std::uint32_t &head = m_heads[table][hash(items[slot].key) & (m_heads[table].size() - 1)];
        items[slot].*Next = head;
        head = slot;
        ++m_used[table];
    }

    /// The slot must be there.
    void erase(RedisItems &items, std::uint32_t slot)
    {
        if (m_rehashing)
            rehash(items, 1);
        const std::uint64_t at = hash(items[slot].key);
        for (int table = 0; table <= (m_rehashing ? 1 : 0); ++table) {
            std::uint32_t *link = &m_heads[table][at & (m_heads[table].size() - 1)];
            while (*link != none && *link != slot)
                link = &(items[*link].*Next);
            if (*link != slot)
                continue;
            *link = items[slot].*Next;
            --m_used[table];
            return;
        }
    }

    /// Moves `count` filled buckets into the new table.
    void rehash(RedisItems &items, std::uint64_t count)
    {
        std::uint64_t emptyVisits = count * 10;
        auto &from = m_heads[0];
        for (; count > 0 && m_used[0] > 0; --count) {
            while (from[m_moved] == none) {
                ++m_moved;
                if (--emptyVisits == 0)
                    return;
            }
            for (std::uint32_t slot = std::exchange(from[m_moved], none); slot != none;) {
                std::uint32_t &head = m_heads[1][hash(items[slot].key) & (m_heads[1].size() - 1)];
                const std::uint32_t after = std::exchange(items[slot].*Next, head);
                head = slot;
                slot = after;
                --m_used[0];
                ++m_used[1];
            }
            ++m_moved;
        }
        if (m_used[0] == 0)
            finishRehash();
    }

    /// Neighbours of a random bucket, as `dictGetSomeKeys` takes them: whole chains of consecutive buckets, the last
    /// chain by reservoir sampling; a new place only after more than `out.size()` empty buckets in a row. Returns how
    /// many were found.
    std::size_t sample(RedisItems &items, SplitMix64 &random, std::span<std::uint32_t> out)
    {
        const std::size_t wanted = std::min(out.size(), size());
        for (std::size_t i = 0; i < wanted && m_rehashing; ++i)
            rehash(items, 1);
        const std::size_t mask = std::max(m_heads[0].size(), m_heads[1].size()) - 1;
        std::size_t bucket = random() & mask, found = 0, empty = 0;
        for (std::size_t steps = wanted * 10; found < wanted && steps > 0; --steps) {
            for (int table = 0; table <= (m_rehashing ? 1 : 0); ++table) {
                if (m_rehashing && table == 0 && bucket < m_moved) {
                    // Nothing is left there; if the new table ends before, go to where something is.
                    if (bucket < m_heads[1].size())
                        continue;
                    bucket = m_moved;
                }
                if (bucket >= m_heads[table].size())
                    continue;
                std::uint32_t slot = m_heads[table][bucket];
                if (slot == none) {
                    if (++empty >= 5 && empty > wanted) {
                        bucket = random() & mask;
                        empty = 0;
                    }
                    continue;
                }
                empty = 0;
                for (; slot != none; slot = items[slot].*Next, ++found) {
                    const std::size_t place = found < wanted ? found : below(random(), found + 1);
                    if (place < wanted)
                        out[place] = slot;
                }
                if (found >= wanted)
                    return wanted;
            }
            bucket = (bucket + 1) & mask;
        }
        return found;
    }

    /// A random entry of a random bucket that is not empty: keys in short chains are picked more often.
    std::uint32_t randomEntry(RedisItems &items, SplitMix64 &random)
    {
        if (size() == 0)
            return none;
        if (m_rehashing)
            rehash(items, 1);
        std::uint32_t head = none;
        while (head == none) {
            const std::size_t first = m_rehashing ? m_moved : 0;
            const std::size_t bucket = first + below(random(), buckets() - first);
            head = bucket < m_heads[0].size() ? m_heads[0][bucket] : m_heads[1][bucket - m_heads[0].size()];
        }
        std::size_t length = 0;
        for (std::uint32_t slot = head; slot != none; slot = items[slot].*Next)
            ++length;
        for (std::size_t skip = below(random(), length); skip > 0; --skip)
            head = items[head].*Next;
        return head;
    }

    /// Calls `visit(slot)` for the entries of a bucket, in both tables; it may erase the entry. Returns how many there
    /// were.
    template <class Visit>
    std::size_t visitBucket(RedisItems &items, std::size_t cursor, Visit visit)
    {
        std::size_t seen = 0;
        for (int table = 0; table <= (m_rehashing ? 1 : 0); ++table) {
            if (m_heads[table].empty())
                continue;
            for (std::uint32_t slot = m_heads[table][cursor & (m_heads[table].size() - 1)]; slot != none; ++seen) {
                const std::uint32_t after = items[slot].*Next;
                visit(slot);
                slot = after;
            }
        }
        return seen;
    }

    /// Less than a tenth full: the cron makes it smaller.
    bool isSparse() const { return buckets() > initialBuckets && size() * 100 < 10 * buckets(); }
    /// Changes when the buckets become others.
    std::uint64_t resizes() const { return m_resizes; }
    /// While nothing is being moved: the first entry of a bucket, and the number whose low bits are a key's bucket.
    std::uint32_t first(std::size_t bucket) const { return m_heads[0][bucket]; }
    std::uint64_t hashOf(std::uint64_t key) const { return hash(key); }

    void shrink()
    {
        const std::size_t wanted = std::bit_ceil(std::max(m_used[0], initialBuckets));
        if (!m_rehashing && wanted != m_heads[0].size())
            resize(wanted);
    }

    void clear()
    {
        m_heads[0] = m_heads[1] = {};
        m_used[0] = m_used[1] = 0;
        m_bytes = 0;
        m_moved = 0;
        m_rehashing = false;
        ++m_resizes;
    }

private:
    std::uint64_t hash(std::uint64_t key) const { return mixBits(key * 0x9E3779B97F4A7C15ULL ^ m_seed); }

    template <class MayTake>
    void growIfNeeded(MayTake mayTake)
    {
        if (m_rehashing)
            return;
        const std::size_t buckets = m_heads[0].size();
        if (buckets == 0)
            return resize(initialBuckets);
        if (m_used[0] < buckets)
            return;
        const std::size_t wanted = std::bit_ceil(m_used[0] + 1);
        const double load = static_cast<double>(m_used[0]) / static_cast<double>(buckets);
        if (load > mostLoad || mayTake(wanted * bytesPerBucket))
            resize(wanted);
    }

    void resize(std::size_t wanted)
    {
        m_bytes += wanted * bytesPerBucket;
        ++m_resizes;
        if (m_heads[0].empty()) {
            m_heads[0].assign(wanted, none);
            return;
        }
        m_heads[1].assign(wanted, none);
        m_rehashing = true;
        m_moved = 0;
    }

    void finishRehash()
    {
        m_bytes -= m_heads[0].size() * bytesPerBucket;
        m_heads[0] = std::move(m_heads[1]);
        m_heads[1] = {};
        m_used[0] = std::exchange(m_used[1], 0);
        m_rehashing = false;
        m_moved = 0;
    }

    std::uint64_t m_seed;
    std::vector<std::uint32_t> m_heads[2]; ///< first of each bucket's chain; the second table only while rehashing
    std::size_t m_used[2] = { 0, 0 };
    std::uint64_t m_bytes = 0; ///< of the server's memory
    std::size_t m_moved = 0; ///< buckets of the old table that are empty by now
    std::uint64_t m_resizes = 0;
    bool m_rehashing = false;
};

} // namespace cs
