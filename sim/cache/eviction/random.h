// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"

#include <vector>

namespace cs
{

/// Random replacement: every resident is the victim with the same probability (Gelenbe, "A unified approach to the
/// evaluation of a class of replacement algorithms", IEEE Trans. Computers C-22(6), 1973). The victims depend on the
/// seed and the sequence of calls alone. Numbers come from SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Random
{
public:
    static constexpr Eviction eviction = Eviction::random;
    static constexpr std::string_view description = "Evicts any entry, each with the same probability (Gelenbe, 1973)";

    explicit Random(const PolicyOptions &options)
        : m_state(options.seed)
    {
    }

    void reserve(std::uint32_t slots)
    {
        if (m_position.size() < slots)
            m_position.resize(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t)
    {
        m_position[slot] = static_cast<std::uint32_t>(m_residents.size());
        m_residents.push_back(slot);
    }
    void hit(std::uint32_t) { }
    void update(std::uint32_t, std::uint64_t) { }
    std::uint32_t evict()
    {
        const std::uint32_t victim = m_residents[below(static_cast<std::uint32_t>(m_residents.size()))];
        erase(victim);
        return victim;
    }
    void erase(std::uint32_t slot)
    {
        const std::uint32_t last = m_residents.back();
        m_residents[m_position[slot]] = last;
        m_position[last] = m_position[slot];
        m_residents.pop_back();
    }
    void clear() { m_residents.clear(); }
    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_position[slot], 1); }
    std::size_t memoryBytes() const { return (m_position.capacity() + m_residents.capacity()) * sizeof(std::uint32_t); }

private:
    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// The upper half of 32 x 32 bits, without its bias (Lemire, ACM TOMACS 29(1), 2019).
    std::uint32_t below(std::uint32_t limit)
    {
        const std::uint32_t unfair = (0u - limit) % limit;
        std::uint64_t product = 0;
        do {
            product = (next() >> 32) * limit;
        } while (static_cast<std::uint32_t>(product) < unfair);
        return static_cast<std::uint32_t>(product >> 32);
    }

    std::uint64_t m_state;
    std::vector<std::uint32_t> m_residents;
    std::vector<std::uint32_t> m_position; ///< of a slot in m_residents
};

} // namespace cs
