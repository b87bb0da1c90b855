// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"
#include "sim/results/text_table.h"

#include <span>

/// Figures of runs as tables for people.
namespace cs
{

/// Totals of every run, with the differences to the first.
TextTable totalsTextTable(std::span<const RunResultPtr> runs);
TextTable dataTypesTextTable(std::span<const RunResultPtr> runs);
TextTable layersTextTable(std::span<const RunResultPtr> runs);
/// The totals that no other table has, as far as they are not 0: what only some scenarios do.
TextTable moreFiguresTextTable(std::span<const RunResultPtr> runs);
/// What the events of the timeline did, event by event; no rows without a timeline.
TextTable eventsTextTable(std::span<const RunResultPtr> runs);
/// "node loss Redis".
std::string eventText(const EventResult &event);
/// "12 s", "never fell", "not by the end".
std::string recoveryText(const EventResult &event);

/// "seed 1, 24 h simulated, the first 10 min cut off as warm-up (found automatically), 81,234 requests".
std::string runSentence(const RunResult &run);

} // namespace cs
