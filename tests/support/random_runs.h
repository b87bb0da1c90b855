// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/engine/support.h"
#include "sim/model/scenario.h"
#include "sim/model/validate.h"

#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace cs::test
{

/// Small scenarios that run: a few thousand requests over a minute or two, one to three data types, up to three layers,
/// and every setting of the format that the engine takes. A setting that it refuses, or that does not go with what is
/// there already, is left out; so the generator grows with the engine.
class RandomRun
{
public:
    explicit RandomRun(std::uint64_t seed)
        : m_bits(mixBits(seed))
    {
    }

    /// Strategy 0 has the layers, strategy 1 none.
    Scenario scenario();

private:
    using Change = std::function<void()>;

    std::uint64_t below(std::uint64_t n) { return cs::below(m_bits(), n); }
    bool one(std::uint64_t in) { return below(in) == 0; }
    double real(double low, double high) { return low + (high - low) * unitInterval(m_bits()); }
    Duration time(double low, double high) { return Duration::fromSeconds(real(low, high)); }
    Law timeLaw(double mean);
    Law sizeLaw();
    template <class E>
    E any()
    {
        return NameTable<E>::table[below(std::size(NameTable<E>::table))].value;
    }

    /// Makes the change one time in `in`, and takes it back where the scenario is no longer one that runs.
    void maybe(std::uint64_t in, const Change &change);
    void addType();
    void changeWorkload(std::size_t type);
    void addLayer();
    void changeLayer(std::size_t layer);
    void changeRule(std::size_t layer, std::size_t rule);
    void changeFreshness(std::size_t layer, std::size_t rule);
    void changeOrigin();
    void addEvent();
    Layer &layer(std::size_t index) { return m_scenario.strategies[0].layers[index]; }

    SplitMix64 m_bits;
    Scenario m_scenario;
    double m_seconds = 0;
};

} // namespace cs::test
