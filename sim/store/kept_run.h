// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"
#include "sim/results/interval.h"
#include "sim/results/run_result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cs
{

enum class RunSource { simulate, compare, sweep, window };
template <>
struct NameTable<RunSource> {
    static constexpr Named<RunSource> table[] = {
        { RunSource::simulate, "simulate" },
        { RunSource::compare, "compare" },
        { RunSource::sweep, "sweep" },
        { RunSource::window, "window" },
    };
};

/// A run for the library. `scenario` is the text that gives this result again: its seed, duration and replications are
/// those of the run. `folder` is where a trace that it names is looked for, empty without one.
struct RunToKeep {
    RunResultPtr result;
    std::string scenario;
    std::string folder;
    RunSource source = RunSource::simulate;
};

/// A point of a sweep; the runs of its strategies are kept together or not at all.
struct SweepPointId {
    std::string sweep;
    std::uint64_t point = 0;
};

/// What the library says about a run, without its scenario and result.
struct KeptRun {
    std::int64_t number = 0; ///< of the row
    std::string id; ///< 16 hexadecimal digits
    std::int64_t createdMs = 0; ///< since 1970, UTC
    std::string version; ///< of the program
    std::string scenario; ///< its name
    std::string folder;
    std::string strategy;
    std::uint64_t seed = 0, replications = 1;
    std::string fingerprint;
    std::string source;
    std::string note;
    std::vector<std::string> tags;
    std::optional<SweepPointId> point;
};

/// Figures by the names of the result format; what has no value is missing.
using FiguresByName = std::map<std::string, Estimate, std::less<>>;

/// A row of figures of a kept run: totals, a data type, a layer, a data type at a layer.
struct KeptFigures {
    std::string scope, layer, dataType;
    FiguresByName figures;
};

struct KeptRunWhole {
    KeptRun run;
    std::string scenario; ///< JSON text
    std::string result; ///< JSON text of format "cache-strategist/result" with this one run
    std::vector<KeptFigures> rows;
};

enum class Comparison { less, lessOrEqual, equal, notEqual, greaterOrEqual, greater };
template <>
struct NameTable<Comparison> {
    static constexpr Named<Comparison> table[] = {
        { Comparison::less, "<" },
        { Comparison::lessOrEqual, "<=" },
        { Comparison::equal, "=" },
        { Comparison::notEqual, "!=" },
        { Comparison::greaterOrEqual, ">=" },
        { Comparison::greater, ">" },
    };
};

/// About a figure of a run's totals; a run without the figure does not fit.
struct FigureCondition {
    std::string field;
    Comparison comparison = Comparison::greater;
    double value = 0; ///< SI
};

/// What runs are wanted; what is not said does not matter. `*` in a name stands for any text; case does not matter.
struct RunFilter {
    std::optional<std::string> scenario, strategy, tag, sweep, source;
    std::optional<std::int64_t> sinceMs, untilMs;
    std::vector<FigureCondition> conditions;
};

struct RunOrder {
    std::string field; ///< of the totals; empty = when it was kept
    bool descending = true;
};

struct LibraryStats {
    std::uint64_t runs = 0, tagged = 0, scenarios = 0, sweeps = 0;
    std::optional<std::int64_t> oldestMs, newestMs;
    std::uint64_t bytes = 0; ///< used of the file
    std::uint64_t limitBytes = 0;
};

} // namespace cs
