// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/replay/future.h"
#include "sim/replay/replay_cache.h"

#include <cstdint>
#include <type_traits>
#include <vector>

namespace cs
{

struct PolicyCacheOptions {
    std::uint64_t capacity = 0; ///< bytes when sized, else entries
    std::int64_t ttlNs = 0; ///< only where entries expire, and no TTLs are recorded
    std::uint64_t seed = 1;
    std::uint32_t objects = 0;
    const std::uint64_t *keys = nullptr; ///< of the objects; only for a policy that wants them
    const Future *future = nullptr; ///< only for a policy that looks ahead
};

/// A policy that works with keys as they are in the trace, not with the numbers of objects.
template <class P>
concept WantsKeys = P::wantsKeys;

/// A cache of one eviction and one capacity over dense object numbers, which are its slots too. A read that misses is
/// stored; a write stores or replaces and makes recent; a remove removes. An object larger than the capacity is not
/// stored. A resident whose size changes makes the cache evict until it fits again. An entry stored at t is fresh on
/// [t, t + ttl), where the TTL is the same for all or the one
/// recorded for the object.
template <class Policy, bool sized, bool expires>
class PolicyCache final : public ReplayCache
{
public:
    explicit PolicyCache(const PolicyCacheOptions &options)
        : m_policy(
            PolicyOptions { options.capacity, options.seed, sized ? CapacityUnit::bytes : CapacityUnit::entries })
        , m_capacity(options.capacity)
        , m_ttlNs(options.ttlNs)
        , m_keys(options.keys)
        , m_future(options.future)
        , m_resident(options.objects)
    {
        if constexpr (Foresees<Policy>)
            m_policy.lookAt(*m_future);
        m_policy.reserve(options.objects);
        if constexpr (sized)
            m_charged.resize(options.objects);
        if constexpr (expires)
            m_deadline.resize(options.objects);
    }

    void play(const RequestSpan &requests, const SizeTable &sizes) override
    {
        m_now = requests.timeNs;
        m_ttls = requests.ttls;
        m_position = requests.first;
        if (requests.op == TraceOp::read)
            return requests.measured ? read<true>(requests.ids, sizes) : read<false>(requests.ids, sizes);
        for (const std::uint32_t id : requests.ids) {
            if (requests.op == TraceOp::write)
                write(id, sizes);
            else if (m_resident[id])
                drop(id);
            ++m_position;
        }
    }

    std::span<const MissCount> counts() const override { return { &m_count, 1 }; }

    std::size_t memoryBytes() const override
    {
        return m_policy.memoryBytes() + m_resident.capacity() + m_charged.capacity() * sizeof(m_charged[0])
            + m_deadline.capacity() * sizeof(m_deadline[0]);
    }

private:
    template <bool measured>
    void read(std::span<const std::uint32_t> ids, const SizeTable &sizes)
    {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::uint32_t id = ids[i];
            if (i + ahead < ids.size())
                prefetch(ids[i + ahead]);
            if (m_resident[id] && !expired(id)) {
                hit(id);
                if constexpr (sized)
                    resize(id, sizes[id]);
                ++m_position;
                continue;
            }
            if constexpr (measured) {
                ++m_count.misses;
                m_count.missBytes += sizes[id];
            }
            store(id, sizes);
            ++m_position;
        }
    }

    static constexpr std::size_t ahead = 24;
    void prefetch(std::uint32_t id) const
    {
        // Where little is kept for each object it costs more than it saves.
        if constexpr (requires { m_policy.prefetch(id); }) {
            __builtin_prefetch(&m_resident[id], 1);
            m_policy.prefetch(id);
        }
    }

    void write(std::uint32_t id, const SizeTable &sizes)
    {
        if (!m_resident[id] || expired(id))
            return store(id, sizes);
        hit(id);
        if constexpr (expires)
            m_deadline[id] = deadlineOf(id);
        if constexpr (sized)
            resize(id, sizes[id]);
    }

    /// Drops the entry if it is.
    bool expired(std::uint32_t id)
    {
        if constexpr (expires) {
            if (m_now >= m_deadline[id]) {
                drop(id);
                return true;
            }
        }
        return false;
    }

    void store(std::uint32_t id, const SizeTable &sizes)
    {
        std::uint64_t size = 1;
        if constexpr (sized)
            size = sizes[id];
        if (size > m_capacity)
            return;
        m_policy.miss(keyOf(id), size);
        while (m_used > m_capacity - size)
            evict();
        m_policy.insert(id, keyOf(id), size);
        m_used += size;
        m_resident[id] = 1;
        if constexpr (sized)
            m_charged[id] = size;
        foresee(id);
        takeGivenUp();
        if constexpr (expires)
            m_deadline[id] = deadlineOf(id);
    }

    void resize(std::uint32_t id, std::uint64_t size)
    {
        if (size == m_charged[id])
            return;
        if (size > m_capacity)
            return drop(id);
        m_used += size - m_charged[id];
        m_charged[id] = size;
        m_policy.update(id, size);
        while (m_used > m_capacity)
            evict();
    }

    void drop(std::uint32_t id)
    {
        m_policy.erase(id);
        leave(id);
    }
    void hit(std::uint32_t id)
    {
        m_policy.hit(id);
        foresee(id);
        takeGivenUp();
    }
    void evict()
    {
        leave(m_policy.evict());
        takeGivenUp();
    }
    void foresee(std::uint32_t id)
    {
        if constexpr (Foresees<Policy>)
            m_policy.nextUse(id, m_future->nextAfter(m_position));
    }
    void takeGivenUp()
    {
        if constexpr (GivesUp<Policy>)
            for (std::uint32_t id = m_policy.givenUp(); id != noSlot; id = m_policy.givenUp())
                leave(id);
    }
    std::uint64_t keyOf(std::uint32_t id) const
    {
        if constexpr (WantsKeys<Policy>)
            return m_keys[id];
        else
            return id;
    }
    std::int64_t deadlineOf(std::uint32_t id) const
    {
        return m_ttls ? recordedDeadline(m_now, (*m_ttls)[id]) : (SimTime { m_now } + Duration { m_ttlNs }).ns;
    }
    void leave(std::uint32_t id)
    {
        m_resident[id] = 0;
        if constexpr (sized)
            m_used -= m_charged[id];
        else
            --m_used;
    }

    Policy m_policy;
    std::uint64_t m_capacity;
    std::int64_t m_ttlNs;
    const std::uint64_t *m_keys;
    const Future *m_future;
    std::uint64_t m_position = 0; ///< of the request that is played
    std::int64_t m_now = 0;
    const SizeTable *m_ttls = nullptr; ///< recorded; go before m_ttlNs
    std::uint64_t m_used = 0;
    MissCount m_count;
    std::vector<std::uint8_t> m_resident;
    std::vector<std::uint64_t> m_charged;
    std::vector<std::int64_t> m_deadline;
};

} // namespace cs
