// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

namespace cs
{

/// What a synthetic workload will come to, for the forecast before a run.

/// Reads of data type `index` in the first `seconds`: its own, those of pages and of scans.
double expectedReads(const Workload &workload, std::size_t index, double seconds);
/// Writes per second of a data type, the mean.
double writesPerSecond(const DataType &type);
/// Keys of a data type that caches can come to see in that time, missing ones included.
double expectedCacheKeys(const DataType &type, double seconds);
/// Memory of the stream that is in proportion to the data type's keys.
double streamBytes(const DataType &type, double seconds);

} // namespace cs
