// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string>

namespace cs::test
{

/// Draws valid scenarios and valid edits of scenarios, over every key of the format. The same for the same seed.
class RandomScenario
{
public:
    explicit RandomScenario(std::uint64_t seed)
        : m_bits(seed)
    {
    }

    Scenario scenario();
    /// One edit such as a person makes: add, remove, rename, move or change something.
    void edit(Scenario &scenario);

private:
    std::uint64_t below(std::uint64_t n) { return m_bits() % n; }
    bool coin() { return below(2) == 0; }
    double number();
    double share() { return static_cast<double>(below(1001)) / 1000; }
    Duration time();
    Law law(bool size);
    std::string name();
    DataType dataType();
    void fillRule(Rule &rule);
    Layer layer(const Scenario &scenario);
    Strategy strategy(const Scenario &scenario);
    void editLayers(Scenario &scenario, Strategy &strategy);
    void editTypes(Scenario &scenario);
    void editRest(Scenario &scenario);
    void completeRules(Layer &layer);
    void editRules(Scenario &scenario, Layer &layer);

    boost::random::mt19937_64 m_bits;
    int m_names = 0;
};

} // namespace cs::test
