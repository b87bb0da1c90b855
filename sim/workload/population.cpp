// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/population.h"

#include "sim/workload/key_shape.h"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <cmath>

namespace cs
{

namespace
{

double mostOf(ChurnShape shape)
{
    return shape == ChurnShape::box ? 1 : 2;
}

/// Rate at the given part of a life, relative to the mean.
double rateAtAge(ChurnShape shape, double part)
{
    switch (shape) {
    case ChurnShape::box:
        return 1;
    case ChurnShape::fade:
        return 2 * (1 - part);
    case ChurnShape::riseFade:
        return part < 0.5 ? 4 * part : 4 * (1 - part);
    }
    return 1;
}

} // namespace

std::unique_ptr<Population> makePopulation(const DataType &type, std::uint64_t seed)
{
    if (!type.churn)
        return nullptr;
    if (type.churn->lifetime)
        return std::make_unique<ShotNoiseKeys>(type.keys, *type.churn->lifetime, type.churn->shape, seed);
    return std::make_unique<ReplacedKeys>(type.keys, KeyShape(type).sharing, type.churn->perHour.value_or(0), seed);
}

double keyNumbersUsed(const DataType &type, double seconds)
{
    const auto keys = static_cast<double>(type.keys);
    if (!type.churn)
        return keys;
    if (type.churn->lifetime)
        return keys * (1 + seconds / type.churn->lifetime->seconds());
    return keys * (1 + type.churn->perHour.value_or(0) * seconds / 3600) + static_cast<double>(KeyShape(type).sharing);
}

double populationBytes(const DataType &type, double seconds)
{
    if (!type.churn)
        return 0;
    if (type.churn->lifetime)
        return 32.0 * static_cast<double>(ShotNoiseKeys::slotsFor(type.keys));
    // Twice for the moment in which the map grows.
    return 64
        * std::min(static_cast<double>(type.keys), keyNumbersUsed(type, seconds) - static_cast<double>(type.keys));
}

ReplacedKeys::ReplacedKeys(std::uint64_t keys, std::uint64_t sharing, double perHour, std::uint64_t seed)
    : m_keys(keys)
    , m_sharing(std::max<std::uint64_t>(1, sharing))
    , m_groups((keys + m_sharing - 1) / m_sharing)
    , m_meanGap(perHour > 0 ? 3600 / (perHour * static_cast<double>(m_groups)) : 0)
    , m_engine(seed)
    , m_next(wait())
    , m_newest(m_groups * m_sharing)
{
}

SimTime ReplacedKeys::wait()
{
    if (m_meanGap == 0)
        return SimTime::never();
    return m_now + Duration::fromSeconds(boost::random::exponential_distribution<double>()(m_engine) * m_meanGap);
}

void ReplacedKeys::advance(SimTime now)
{
    while (m_next <= now) {
        m_now = m_next;
        m_replaced[below(m_engine(), m_groups)] = m_newest;
        m_newest += m_sharing;
        m_next = wait();
    }
}

bool ReplacedKeys::keyAt(std::uint64_t rank, bool, std::uint64_t &key) const
{
    const auto found = m_replaced.find(rank / m_sharing);
    key = found == m_replaced.end() ? rank : found->second + rank % m_sharing;
    return true;
}

std::uint64_t ShotNoiseKeys::slotsFor(std::uint64_t keys)
{
    // Alive are Poisson(keys): six standard deviations of room.
    return keys + static_cast<std::uint64_t>(std::ceil(6 * std::sqrt(static_cast<double>(keys)))) + 8;
}

ShotNoiseKeys::ShotNoiseKeys(std::uint64_t keys, Duration lifetime, ChurnShape shape, std::uint64_t seed)
    : m_meanAlive(keys)
    , m_lifetime(lifetime.ns)
    , m_shape(shape)
    , m_engine(seed)
    , m_ageStream(mixBits(seed + 1))
    , m_meanGap(static_cast<double>(lifetime.ns) / static_cast<double>(keys))
    , m_slots(slotsFor(keys))
{
    for (std::uint64_t slot = m_slots.size(); slot-- > 0;)
        m_free.push_back(static_cast<std::uint32_t>(slot));
    std::int64_t at = -m_lifetime + gap();
    for (; at <= 0; at += gap())
        bear(at);
    m_nextBirth = at;
}

std::int64_t ShotNoiseKeys::gap()
{
    const double ns = boost::random::exponential_distribution<double>()(m_engine) * m_meanGap;
    return static_cast<std::int64_t>(std::min(4e18, ns + 0.5));
}

void ShotNoiseKeys::bear(std::int64_t at)
{
    const std::uint64_t luck = m_engine();
    if (m_free.empty())
        return;
    const std::size_t which = below(luck, m_free.size());
    const std::uint32_t slot = m_free[which];
    m_free[which] = m_free.back();
    m_free.pop_back();
    m_slots[slot] = { m_born++, at };
    m_alive.push_back(slot);
}

void ShotNoiseKeys::advance(SimTime now)
{
    const auto dieUpTo = [this](std::int64_t time) {
        while (!m_alive.empty() && m_slots[m_alive.front()].bornAt <= time - m_lifetime) {
            m_slots[m_alive.front()].key = none;
            m_free.push_back(m_alive.front());
            m_alive.pop_front();
        }
    };
    while (m_nextBirth <= now.ns) {
        dieUpTo(m_nextBirth);
        bear(m_nextBirth);
        const std::int64_t wait = gap();
        m_nextBirth = wait > SimTime::never().ns - m_nextBirth ? SimTime::never().ns : m_nextBirth + wait;
        if (m_nextBirth == SimTime::never().ns)
            break;
    }
    dieUpTo(now.ns);
    m_now = now.ns;
}

bool ShotNoiseKeys::keyAt(std::uint64_t rank, bool byAge, std::uint64_t &key) const
{
    const Slot &slot = m_slots[rank];
    key = slot.key;
    if (key == none)
        return false;
    if (!byAge || m_shape == ChurnShape::box)
        return true;
    // A draw of its own for this key at this time, whoever else reads the type.
    const double luck = unitInterval(numbered(m_ageStream, mixBits(key) ^ static_cast<std::uint64_t>(m_now))());
    const double part = static_cast<double>(m_now - slot.bornAt) / static_cast<double>(m_lifetime);
    return luck * mostOf(m_shape) < rateAtAge(m_shape, part);
}

double ShotNoiseKeys::drawsPerRead(bool byAge) const
{
    return static_cast<double>(m_slots.size()) / static_cast<double>(m_meanAlive) * (byAge ? mostOf(m_shape) : 1);
}

} // namespace cs
