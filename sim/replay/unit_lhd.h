// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/lhd.h"
#include "sim/replay/unit_cache.h"

#include <algorithm>

namespace cs
{

/// As Lhd, with the same draws. What a drawn candidate is judged by is eight bytes in the order of the places that are
/// drawn; the rest lies apart.
class UnitLhd
{
public:
    using Same = Lhd;

    explicit UnitLhd(const UnitOptions &options)
        : m_random(options.seed)
        , m_capacity(options.capacity)
        , m_budget(static_cast<std::int64_t>(shareOf(options.capacity, 0.01)))
        , m_places(options.objects, notHere)
        , m_tags(options.entries())
        , m_pasts(options.entries())
    {
        m_newcomers.fill(notHere);
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_places[object], 1); }
    void prepare(std::uint32_t object) const
    {
        if (const std::uint32_t place = m_places[object]; place != notHere) {
            __builtin_prefetch(&m_tags[place], 1);
            __builtin_prefetch(&m_pasts[place], 1);
        }
    }
    bool read(std::uint32_t object)
    {
        const bool isHit = m_places[object] != notHere;
        if (isHit)
            hit(m_places[object]);
        else
            store(object);
        tick();
        return isHit;
    }
    std::size_t memoryBytes() const
    {
        return m_places.capacity() * sizeof(m_places[0]) + m_tags.capacity() * sizeof(Tag)
            + m_pasts.capacity() * sizeof(Past) + m_model.memoryBytes();
    }

private:
    static constexpr std::uint32_t notHere = 0xffffffffu;
    static constexpr std::uint32_t readsPerRound = 1 << 20;
    static constexpr std::uint32_t exploringRounds = 50;

    struct Tag {
        std::uint32_t readAt = 0;
        std::uint8_t kind = 0; ///< class of the model
        bool explores = false;
    };
    struct Past {
        std::uint32_t object = 0;
        std::uint16_t age = 0; ///< at the last hit
        std::uint16_t ageBefore = LhdModel::ages; ///< at the hit before
    };

    std::uint32_t ageOf(const Tag &tag) const { return m_model.ageOf(m_now - tag.readAt); }
    float density(const Tag &tag) const
    {
        const std::uint32_t age = ageOf(tag);
        if (age == LhdModel::ages - 1)
            return std::numeric_limits<float>::lowest();
        return m_model.density(tag.kind, age) + (tag.explores ? 1.0f : 0.0f);
    }
    void hit(std::uint32_t place)
    {
        Tag &tag = m_tags[place];
        Past &past = m_pasts[place];
        const std::uint32_t age = ageOf(tag);
        m_model.hit(tag.kind, age);
        m_budget += tag.explores;
        past.ageBefore = past.age;
        past.age = static_cast<std::uint16_t>(age);
        begin(tag, past);
    }
    void store(std::uint32_t object)
    {
        if (m_count == m_capacity)
            evict();
        const std::uint32_t place = m_count++;
        m_places[object] = place;
        Past &past = m_pasts[place] = {};
        past.object = object;
        Tag &tag = m_tags[place] = {};
        const bool explores = begin(tag, past);
        if (!explores && density(tag) < m_victimDensity)
            m_newcomers[m_nextNewcomer++ % m_newcomers.size()] = object;
    }
    /// From the hit or store that is now; whether the entry was drawn to explore.
    bool begin(Tag &tag, const Past &past)
    {
        tag.readAt = m_now;
        tag.kind = LhdModel::classOf(std::uint32_t(past.age) + past.ageBefore);
        const bool drawn = m_random() >> 59 == 0;
        tag.explores = drawn && m_budget > 0 && m_model.rounds() < exploringRounds;
        m_budget -= tag.explores;
        return drawn;
    }
    void evict()
    {
        std::array<std::uint32_t, 32> drawn;
        const std::size_t candidates = m_model.rounds() > 50 ? drawn.size() : 8;
        for (std::size_t i = 0; i < candidates; ++i) {
            drawn[i] = static_cast<std::uint32_t>((m_random() >> 32) * m_count >> 32);
            __builtin_prefetch(&m_tags[drawn[i]]);
        }
        std::uint32_t victim = drawn[0];
        float least = std::numeric_limits<float>::max();
        const auto consider = [&](std::uint32_t place) {
            const float promised = density(m_tags[place]);
            if (promised < least) {
                least = promised;
                victim = place;
            }
        };
        for (std::size_t i = 0; i < candidates; ++i)
            consider(drawn[i]);
        for (const std::uint32_t object : m_newcomers)
            if (object != notHere)
                consider(m_places[object]);
        m_victimDensity = LhdModel::decay * m_victimDensity + (1 - LhdModel::decay) * least;
        m_model.evicted(m_tags[victim].kind, ageOf(m_tags[victim]));
        leave(victim);
    }
    void leave(std::uint32_t place)
    {
        const std::uint32_t object = m_pasts[place].object;
        std::replace(m_newcomers.begin(), m_newcomers.end(), object, notHere);
        m_budget += m_tags[place].explores;
        m_places[object] = notHere;
        --m_count;
        if (place == m_count)
            return;
        m_tags[place] = m_tags[m_count];
        m_pasts[place] = m_pasts[m_count];
        m_places[m_pasts[place].object] = place;
    }
    void tick()
    {
        ++m_now;
        if (--m_untilRound > 0)
            return;
        m_untilRound = readsPerRound;
        m_model.learn(m_count);
    }

    SplitMix64 m_random;
    LhdModel m_model;
    std::uint32_t m_capacity;
    std::int64_t m_budget; ///< entries that may still explore
    std::uint32_t m_count = 0;
    HugeVector<std::uint32_t> m_places; ///< by object
    HugeVector<Tag> m_tags; ///< by place
    HugeVector<Past> m_pasts; ///< by place
    std::array<std::uint32_t, 8> m_newcomers;
    std::uint32_t m_nextNewcomer = 0;
    float m_victimDensity = 0;
    std::uint32_t m_now = 0; ///< reads so far
    std::uint32_t m_untilRound = readsPerRound;
};

} // namespace cs
