// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/result_fields.h"
#include "sim/store/run_library.h"
#include "tests/support/sample_runs.h"
#include "tests/support/scratch.h"

#include <cmath>
#include <doctest/doctest.h>

namespace cs::test
{

inline RunToKeep toKeep(RunResultPtr result, const std::string &scenario = "{ \"name\": \"one\" }")
{
    RunToKeep run;
    run.result = std::move(result);
    run.scenario = scenario;
    return run;
}

inline RunLibrary opened(const std::string &path)
{
    auto library = RunLibrary::open(path);
    INFO((library ? "" : library.error().text()));
    REQUIRE(library);
    return std::move(*library);
}

inline std::string saved(RunLibrary &library, const RunToKeep &run)
{
    const auto ids = library.save({ &run, 1 });
    INFO((ids ? "" : ids.error().text()));
    REQUIRE(ids);
    REQUIRE(ids->size() == 1);
    return ids->front();
}

/// Figures that a library has to hold for a run.
inline std::size_t figuresOf(const RunResult &run)
{
    std::size_t count = 0;
    for (const auto &row : figureRows(run))
        for (const auto &field : resultFields())
            count += field.appliesTo(row) && std::isfinite(estimateOf(field, row).value);
    return count;
}

inline std::size_t figuresOf(const KeptRunWhole &kept)
{
    std::size_t count = 0;
    for (const auto &row : kept.rows)
        count += row.figures.size();
    return count;
}

} // namespace cs::test
