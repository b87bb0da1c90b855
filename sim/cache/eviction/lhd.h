// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/lhd_model.h"
#include "sim/cache/eviction/policy.h"
#include "sim/core/random.h"

#include <array>
#include <limits>
#include <vector>

namespace cs
{

/// Least hit density (Beckmann, Chen, Cidon, "LHD: improving cache hit rate by maximizing hit density", NSDI 2018): the
/// victim is, of 32 residents drawn at random and the last 8 newcomers that looked poor, the one that promises the
/// fewest hits per unit of room and time, by what entries like it did at its age. One in 32 is an explorer that stays,
/// within 1 % of the capacity. Constants and order of steps as in libCacheSim; draws are this program's own.
class Lhd
{
public:
    static constexpr Eviction eviction = Eviction::lhd;
    static constexpr std::string_view description = "Evicts, of a sample, what promises the fewest hits for the room "
                                                    "it takes (Beckmann et al., NSDI 2018)";

    explicit Lhd(const PolicyOptions &options)
        : m_random(options.seed)
        , m_budget(static_cast<std::int64_t>(std::min(shareOf(options.capacity, 0.01), maxBudget)))
    {
        m_newcomers.fill(noSlot);
    }

    void reserve(std::uint32_t slots)
    {
        if (m_places.size() < slots)
            m_places.resize(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t size)
    {
        m_places[slot] = static_cast<std::uint32_t>(m_tags.size());
        Tag &tag = m_tags.emplace_back();
        tag.slot = slot;
        tag.size = static_cast<float>(size);
        const bool explores = read(tag);
        if (!explores && density(tag) < m_victimDensity)
            m_newcomers[m_nextNewcomer++ % m_newcomers.size()] = slot;
        tick();
    }
    void hit(std::uint32_t slot)
    {
        Tag &tag = m_tags[m_places[slot]];
        const std::uint32_t age = ageOf(tag);
        m_model.hit(tag.kind, age);
        if (tag.explores)
            m_budget += static_cast<std::int64_t>(tag.size);
        tag.ageBefore = tag.age;
        tag.age = static_cast<std::uint16_t>(age);
        read(tag);
        tick();
    }
    void update(std::uint32_t slot, std::uint64_t size)
    {
        Tag &tag = m_tags[m_places[slot]];
        if (tag.explores)
            m_budget += static_cast<std::int64_t>(tag.size) - static_cast<std::int64_t>(size);
        tag.size = static_cast<float>(size);
    }
    std::uint32_t evict()
    {
        std::uint32_t victim = 0;
        float least = std::numeric_limits<float>::max();
        const auto consider = [&](std::uint32_t place) {
            const float promised = density(m_tags[place]);
            if (promised < least) {
                least = promised;
                victim = place;
            }
        };
        std::array<std::uint32_t, 32> drawn;
        const std::size_t candidates = m_model.rounds() > 50 ? drawn.size() : 8;
        for (std::size_t i = 0; i < candidates; ++i) {
            drawn[i] = static_cast<std::uint32_t>((m_random() >> 32) * m_tags.size() >> 32);
            __builtin_prefetch(&m_tags[drawn[i]]);
        }
        victim = drawn[0];
        for (std::size_t i = 0; i < candidates; ++i)
            consider(drawn[i]);
        for (const std::uint32_t slot : m_newcomers)
            if (slot != noSlot)
                consider(m_places[slot]);
        m_victimDensity = LhdModel::decay * m_victimDensity + (1 - LhdModel::decay) * least;
        const Tag tag = m_tags[victim];
        m_model.evicted(tag.kind, ageOf(tag));
        erase(tag.slot);
        return tag.slot;
    }
    void erase(std::uint32_t slot)
    {
        std::replace(m_newcomers.begin(), m_newcomers.end(), slot, noSlot);
        const std::uint32_t place = m_places[slot];
        if (m_tags[place].explores)
            m_budget += static_cast<std::int64_t>(m_tags[place].size);
        m_tags[place] = m_tags.back();
        m_places[m_tags[place].slot] = place;
        m_tags.pop_back();
    }
    /// What was learnt stays.
    void clear()
    {
        while (!m_tags.empty())
            erase(m_tags.back().slot);
    }
    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_places[slot], 1); }
    std::size_t memoryBytes() const
    {
        return m_tags.capacity() * sizeof(Tag) + m_places.capacity() * sizeof(std::uint32_t) + m_model.memoryBytes();
    }

private:
    static constexpr std::uint64_t maxBudget = std::uint64_t(1) << 62;
    static constexpr std::uint32_t readsPerRound = 1 << 20;
    static constexpr std::uint32_t exploringRounds = 50;

    struct Tag {
        std::uint64_t readAt = 0;
        float size = 0;
        std::uint32_t slot = 0;
        std::uint16_t age = 0; ///< at the last hit
        std::uint16_t ageBefore = LhdModel::ages; ///< at the hit before
        std::uint8_t kind = 0; ///< class of the model
        bool explores = false;
    };

    std::uint32_t ageOf(const Tag &tag) const { return m_model.ageOf(m_now - tag.readAt); }
    float density(const Tag &tag) const
    {
        const std::uint32_t age = ageOf(tag);
        if (age == LhdModel::ages - 1)
            return std::numeric_limits<float>::lowest();
        return m_model.density(tag.kind, age) / std::max(1.0f, tag.size) + (tag.explores ? 1.0f : 0.0f);
    }
    /// Whether it was drawn to explore.
    bool read(Tag &tag)
    {
        tag.readAt = m_now;
        tag.kind = LhdModel::classOf(std::uint32_t(tag.age) + tag.ageBefore);
        const bool drawn = m_random() >> 59 == 0;
        tag.explores = drawn && m_budget > 0 && m_model.rounds() < exploringRounds;
        if (tag.explores)
            m_budget -= static_cast<std::int64_t>(tag.size);
        return drawn;
    }
    void tick()
    {
        ++m_now;
        if (--m_untilRound > 0)
            return;
        m_untilRound = readsPerRound;
        m_model.learn(m_tags.size());
    }

    SplitMix64 m_random;
    LhdModel m_model;
    std::vector<Tag> m_tags;
    std::vector<std::uint32_t> m_places; ///< of a slot in m_tags
    std::array<std::uint32_t, 8> m_newcomers;
    std::uint32_t m_nextNewcomer = 0;
    float m_victimDensity = 0;
    std::int64_t m_budget; ///< size that may still explore
    std::uint64_t m_now = 0; ///< hits and stores so far
    std::uint32_t m_untilRound = readsPerRound;
};

} // namespace cs
