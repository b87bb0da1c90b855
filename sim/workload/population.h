// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <memory>
#include <vector>

namespace cs
{

/// Which key has a popularity rank at a time, for data types whose keys come and go. Time only moves forward.
/// Everything that reads or writes the type asks the same population.
class Population
{
public:
    virtual ~Population() = default;
    /// What happens up to `now`.
    virtual void advance(SimTime now) = 0;
    /// The key of a rank below slots(); false when a draw of this rank comes to nothing. With `byAge` the key's rate
    /// over its life counts, else only whether it is alive.
    virtual bool keyAt(std::uint64_t rank, bool byAge, std::uint64_t &key) const = 0;
    /// Ranks that draws go over.
    virtual std::uint64_t slots() const = 0;
    /// Draws needed for one that comes to something.
    virtual double drawsPerRead(bool byAge) const = 0;
};

/// nullptr for a type without churn: its keys are its ranks.
std::unique_ptr<Population> makePopulation(const DataType &type, std::uint64_t seed);

/// How many key numbers a type uses up in so many seconds, those there at the start included.
double keyNumbersUsed(const DataType &type, double seconds);
/// Memory of a population in all, for the forecast.
double populationBytes(const DataType &type, double seconds);

/// Keys are replaced one at a time (together with those that share their cache key), as a Poisson process that picks
/// uniformly; the new key takes the rank of the old one and a number never used before.
class ReplacedKeys final : public Population
{
public:
    ReplacedKeys(std::uint64_t keys, std::uint64_t sharing, double perHour, std::uint64_t seed);
    void advance(SimTime now) override;
    bool keyAt(std::uint64_t rank, bool byAge, std::uint64_t &key) const override;
    std::uint64_t slots() const override { return m_keys; }
    double drawsPerRead(bool) const override { return 1; }

private:
    SimTime wait();

    std::uint64_t m_keys, m_sharing, m_groups;
    double m_meanGap; ///< seconds; 0 = never
    StreamEngine m_engine;
    SimTime m_now, m_next;
    std::uint64_t m_newest; ///< first number of the next group born
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> m_replaced; ///< group -> its first number
};

/// Shot noise (Traverso et al., ACM SIGCOMM CCR 43(1), 2013): keys are born as a Poisson process, live for a constant
/// time and are read at a rate of the given shape over their life. Somewhat more ranks than the mean number alive are
/// there, and a key takes a free one at birth, drawn uniformly; at a birth that finds none free, none is born (about
/// once in 10^9). At time 0 it has been going on for ever.
class ShotNoiseKeys final : public Population
{
public:
    ShotNoiseKeys(std::uint64_t keys, Duration lifetime, ChurnShape shape, std::uint64_t seed);
    void advance(SimTime now) override;
    bool keyAt(std::uint64_t rank, bool byAge, std::uint64_t &key) const override;
    std::uint64_t slots() const override { return m_slots.size(); }
    double drawsPerRead(bool byAge) const override;

    static std::uint64_t slotsFor(std::uint64_t keys);

private:
    static constexpr std::uint64_t none = ~std::uint64_t(0);
    struct Slot {
        std::uint64_t key = none;
        std::int64_t bornAt = 0; ///< ns; negative before the start
    };
    void bear(std::int64_t at);
    std::int64_t gap();

    std::uint64_t m_meanAlive;
    std::int64_t m_lifetime;
    ChurnShape m_shape;
    StreamEngine m_engine;
    std::uint64_t m_ageStream;
    double m_meanGap; ///< ns
    std::int64_t m_now = 0, m_nextBirth;
    std::uint64_t m_born = 0;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::deque<std::uint32_t> m_alive; ///< slots in order of birth, so in order of death
};

} // namespace cs
