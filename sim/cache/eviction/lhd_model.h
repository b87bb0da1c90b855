// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace cs
{

/// What LHD knows of its cache: for classes of entries, how many hits and evictions came at which age, and from that
/// the hits to be expected for each unit of time that an entry of that age goes on taking room.
class LhdModel
{
public:
    static constexpr std::uint32_t ages = 20000;
    static constexpr std::uint32_t classes = 16;

    LhdModel()
        : m_density(std::size_t(classes) * ages)
        , m_hits(m_density.size())
        , m_evictions(m_density.size())
    {
        for (std::uint32_t c = 0; c < classes; ++c)
            for (std::uint32_t age = 0; age < ages; ++age)
                m_density[at(c, age)] = static_cast<float>(classes + c + 1) / static_cast<float>(age + 1);
    }

    /// The class of an entry by the sum of its last two ages at a hit; the higher, the younger it was.
    static std::uint8_t classOf(std::uint32_t age)
    {
        if (age == 0)
            return classes - 1;
        std::uint32_t doublings = 0;
        for (; age < ages && doublings < classes - 1; age *= 2)
            ++doublings;
        return static_cast<std::uint8_t>(doublings);
    }
    /// `ages - 1` for all that is older.
    std::uint32_t ageOf(std::uint64_t events) const
    {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(events >> m_coarsening, ages - 1));
    }
    float density(std::uint8_t c, std::uint32_t age) const { return m_density[at(c, age)]; }
    void hit(std::uint8_t c, std::uint32_t age) { m_hits[at(c, age)] += 1; }
    void evicted(std::uint8_t c, std::uint32_t age) { m_evictions[at(c, age)] += 1; }
    std::uint32_t rounds() const { return m_rounds; }

    /// Takes what was counted into account; to be called every so many events.
    void learn(std::uint64_t residents)
    {
        for (std::size_t i = 0; i < m_hits.size(); ++i) {
            m_hits[i] *= decay;
            m_evictions[i] *= decay;
        }
        adaptAges(residents);
        for (std::uint32_t c = 0; c < classes; ++c)
            computeDensities(c);
        ++m_rounds;
    }
    std::size_t memoryBytes() const { return 3 * m_density.capacity() * sizeof(float); }

    static constexpr float decay = 0.9f;

private:
    static constexpr std::size_t at(std::uint32_t c, std::uint32_t age) { return std::size_t(c) * ages + age; }

    /// Early on the width of an age is set, twice, so that the residents' ages fit the table.
    void adaptAges(std::uint64_t residents)
    {
        constexpr float error = 0.01f;
        m_objects = m_objects * decay + static_cast<float>(residents);
        m_mass = m_mass * decay + 1;
        if (m_rounds != 5 && m_rounds != 25)
            return;
        const float width = m_objects / m_mass / (error * static_cast<float>(ages));
        std::uint32_t shift = 1;
        while (static_cast<float>(std::uint64_t(1) << shift) < width)
            ++shift;
        for (std::uint32_t c = 0; c < classes; ++c)
            for (std::vector<float> *counts : { &m_hits, &m_evictions })
                rescale(counts->data() + at(c, 0), static_cast<int>(shift) - static_cast<int>(m_coarsening));
        m_coarsening = shift;
        m_objects *= 8;
        m_mass *= 8;
    }
    static void rescale(float *counts, int wider)
    {
        constexpr std::uint32_t last = ages - 1;
        const std::uint32_t group = std::uint32_t(1) << std::min(20, wider < 0 ? -wider : wider);
        if (wider < 0) {
            for (std::uint32_t age = ages / group; age < last; ++age)
                counts[last] += counts[age];
            for (std::uint32_t age = last; age-- > 0;)
                counts[age] = counts[age / group] / static_cast<float>(group);
        } else if (wider > 0) {
            for (std::uint32_t age = 0; age < last; ++age) {
                float sum = 0;
                for (std::uint32_t i = 0; age < ages / group && i < group; ++i)
                    sum += counts[age * group + i];
                counts[age] = sum;
            }
        }
    }
    /// From the highest age down: hits still to come over the time that all events still to come will take.
    void computeDensities(std::uint32_t c)
    {
        float hits = m_hits[at(c, ages - 1)];
        float events = hits + m_evictions[at(c, ages - 1)];
        float time = events;
        for (std::uint32_t age = ages - 1; age-- > 0;) {
            hits += m_hits[at(c, age)];
            events += m_hits[at(c, age)] + m_evictions[at(c, age)];
            time += events;
            m_density[at(c, age)] = events > 1e-5f ? hits / time : 0;
        }
    }

    std::vector<float> m_density, m_hits, m_evictions; ///< by class and age
    std::uint32_t m_rounds = 0;
    std::uint32_t m_coarsening = 10; ///< an age is 2 to the power of this many events
    float m_objects = 0, m_mass = 0; ///< moving mean of the residents
};

} // namespace cs
