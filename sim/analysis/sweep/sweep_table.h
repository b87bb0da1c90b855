// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/store/kept_run.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// One strategy at one point of a sweep: figures, or why there are none.
struct SweepRow {
    std::uint64_t point = 0;
    std::vector<std::string> values; ///< of the varied fields, in the sweep's order
    std::string strategy;
    std::string error; ///< empty when it was simulated
    std::string fingerprint;
    FiguresByName figures; ///< of mainFigures()
};

/// The part of a sweep that is done with: every n-th point from `index` on, both counted from 1.
struct SweepShard {
    std::uint64_t index = 1, of = 1;
    bool operator==(const SweepShard &) const = default;
};

/// A sweep's outcome, in the order of its points; the same however it was computed.
struct SweepTable {
    std::string sweep; ///< id
    std::string scenario; ///< name
    std::string model; ///< of the program that simulated
    std::uint64_t seed = 1;
    std::string currency;
    std::vector<std::string> paths;
    std::uint64_t points = 0; ///< of the whole sweep
    bool latinHypercube = false;
    std::optional<SweepShard> shard;
    std::vector<SweepRow> rows;

    std::uint64_t failedPoints() const;
};

std::string sweepJson(const SweepTable &table);
std::string sweepCsv(const SweepTable &table);
/// Aligned for a terminal, with the most important figures.
std::string sweepText(const SweepTable &table);
std::string sweepMarkdown(const SweepTable &table);

/// Reads what sweepJson() wrote. Total: errors name `file`.
Result<SweepTable> readSweepJson(std::string_view text, const std::string &file);

struct SweepPart {
    std::string file;
    SweepTable table;
};

/// Parts of one sweep put together.
struct MergedSweep {
    SweepTable table;
    std::vector<std::uint64_t> missing; ///< points
    std::vector<std::string> doubles; ///< in words: points that are in two parts, alike
};

/// An error when the parts are not of one sweep, or say different things about a point.
Result<MergedSweep> mergeSweeps(std::span<const SweepPart> parts);

/// "1, 4 to 9, 12".
std::string pointList(std::span<const std::uint64_t> points);

} // namespace cs
