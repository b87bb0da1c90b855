// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/replay_cache.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>

namespace cs
{

/// What an eviction over entries of one size is told about its cache and its stream, which is all reads.
struct UnitOptions {
    /// More is as good as this, which is some times the objects.
    static constexpr std::uint64_t maxCapacity = 0x7fffffff;

    std::uint32_t capacity = 1; ///< entries
    std::uint32_t objects = 0;
    std::uint64_t seed = 1;
    const std::uint64_t *keys = nullptr; ///< of the objects, for one that hashes them
    const std::uint32_t *nextReads = nullptr; ///< by position of the stream, for one that looks ahead
    std::uint64_t requests = 0;

    /// The most that there will be.
    std::uint32_t entries() const { return std::min(capacity, objects); }
};

/// An eviction with its residents: whether an object is there, what a read changes, and who leaves are one step over
/// one small record for each object.
template <class P>
concept UnitPolicy = requires(P policy, const P view, std::uint32_t object)
{
    P(UnitOptions {});
    /// Whether it is a hit. What missed is stored.
    {
        policy.read(object)
        } -> std::same_as<bool>;
    /// The object will be read soon.
    view.prefetch(object);
    {
        view.memoryBytes()
        } -> std::same_as<std::size_t>;
};

/// One that wants to look at each read once more, in their order, when what was prefetched is there.
template <class P>
concept Prepares = requires(P policy, std::uint32_t object)
{
    policy.prepare(object);
};

/// A cache of entries that never expire, for a stream of reads: what PolicyCache counts, without what it can do
/// besides.
template <UnitPolicy Policy>
class UnitCache final : public ReplayCache
{
public:
    explicit UnitCache(const UnitOptions &options)
        : m_policy(options)
    {
    }

    void play(const RequestSpan &requests, const SizeTable &sizes) override
    {
        std::span<const std::uint32_t> ids = requests.ids;
        while (!ids.empty()) {
            const auto part = ids.first(std::min(ids.size(), m_missed.size()));
            const std::size_t misses = read(part);
            if (requests.measured)
                count({ m_missed.data(), misses }, sizes);
            ids = ids.subspan(part.size());
        }
    }
    std::span<const MissCount> counts() const override { return { &m_count, 1 }; }
    std::size_t memoryBytes() const override { return m_policy.memoryBytes(); }

private:
    static constexpr std::size_t far = 32, near = 16;

    /// How many of m_missed are filled.
    std::size_t read(std::span<const std::uint32_t> ids)
    {
        std::size_t misses = 0;
        for (std::size_t i = 0; i < far && i < ids.size(); ++i)
            m_policy.prefetch(ids[i]);
        if constexpr (Prepares<Policy>)
            for (std::size_t i = 0; i < near && i < ids.size(); ++i)
                m_policy.prepare(ids[i]);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (i + far < ids.size())
                m_policy.prefetch(ids[i + far]);
            if constexpr (Prepares<Policy>)
                if (i + near < ids.size())
                    m_policy.prepare(ids[i + near]);
            m_missed[misses] = ids[i];
            misses += !m_policy.read(ids[i]);
        }
        return misses;
    }
    // Apart from the reads, so that many sizes are fetched at a time.
    void count(std::span<const std::uint32_t> missed, const SizeTable &sizes)
    {
        m_count.misses += missed.size();
        for (const std::uint32_t id : missed)
            m_count.missBytes += sizes[id];
    }

    Policy m_policy;
    MissCount m_count;
    std::array<std::uint32_t, 4096> m_missed;
};

} // namespace cs
