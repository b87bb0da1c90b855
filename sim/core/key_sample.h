// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"

#include <cmath>

namespace cs
{

/// A share of all keys, chosen by a hash: spatial sampling. Samples 0..count-1 of one seed are disjoint where there is
/// room for all of them, else drawn apart.
class KeySample
{
public:
    KeySample() = default;
    KeySample(double share, std::uint64_t seed, int sample, int count)
        : m_share(share)
        , m_width(share >= 1 ? ~std::uint64_t(0) : static_cast<std::uint64_t>(std::ldexp(share, 64)))
    {
        const bool room = share * count <= 1;
        m_salt = substream(seed, "sample", room ? 0 : static_cast<std::uint64_t>(sample));
        m_begin = room ? m_width * static_cast<std::uint64_t>(sample) : 0;
    }

    bool holds(std::uint64_t key) const
    {
        return m_share >= 1 || mixBits(mixBits(key ^ m_salt) + m_salt) - m_begin < m_width;
    }
    double share() const { return m_share; }

private:
    double m_share = 1;
    std::uint64_t m_width = ~std::uint64_t(0), m_begin = 0, m_salt = 0;
};

} // namespace cs
