// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/network.h"

#include <vector>

namespace cs
{

/// A moment of the day that stands for a share of the measured span.
struct DaySlot {
    double weight = 1;
    std::vector<std::pair<double, double>> factors; ///< by data type, of reads and writes
};

/// The rates of the measured span in so few slots that the layers can be solved for each.
std::vector<DaySlot> daySlots(const PlannedWorkload &workload);

/// The network over the measured span: means over the slots, and what needs the single slots.
struct DayFigures {
    NetworkState mean; ///< rates are means over time
    std::vector<NetworkState> slots;
    std::vector<double> weights; ///< of the slots
    bool canStayBehind = false; ///< the database keeps up, but would not catch up once it is far behind
};
DayFigures solveDay(const PlannedWorkload &workload, const PlannedStrategy &strategy);

} // namespace cs
