// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"
#include "sim/model/scenario.h"
#include "sim/results/run_result.h"

#include <string>

/// Settings of a scenario and figures of a run in words.
namespace cs
{

std::string durationText(Duration duration);
/// "lognormal, mean 2 kB, cv 0.8"
std::string lawText(const Law &law, Unit unit);
std::string popularityText(const Popularity &popularity);
/// "2,400 reads/h, between 960 and 3,840 over the day (peak at 20 h)"
std::string readsText(const Reads &reads);
/// "1,000 : 1" or "no writes"
std::string readWriteRatioText(const DataType &type);
/// "2 GB", "100 entries", "without limit"
std::string capacityText(const Capacity &capacity);
std::string ttlText(const Rule &rule);
/// "delete on write, effective after 1 ms"
std::string invalidationText(const Rule &rule);
std::string warmingText(const Rule &rule);
/// Mean or quantile of a latency, "-" when there is none.
std::string meanText(const Histogram &latency);
std::string quantileText(const Histogram &latency, double q);

} // namespace cs
