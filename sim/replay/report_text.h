// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/replay.h"

#include <string>

namespace cs
{

/// "cache-strategist/replay", version 1; `trace` is the name to show.
std::string replayJson(const ReplayReport &report, const std::string &trace);
std::string replayCsv(const ReplayReport &report);
/// A line about the trace and an aligned table with units.
std::string replayTable(const ReplayReport &report, const std::string &trace);

} // namespace cs
