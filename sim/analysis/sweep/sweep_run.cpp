// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/experiment.h"
#include "sim/analysis/ordered_tasks.h"
#include "sim/analysis/sweep/sweep.h"
#include "sim/core/version.h"
#include "sim/io/scenario_file.h"
#include "sim/results/main_figures.h"
#include "sim/results/result_fields.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <mutex>

namespace cs
{

namespace
{

using Clock = std::chrono::steady_clock;

bool isMain(std::string_view field)
{
    const auto figures = mainFigures();
    return std::any_of(figures.begin(), figures.end(), [&](const MainFigure &figure) { return figure.field == field; });
}

/// As the library has them, so that a row is the same whether its point was simulated now or kept before.
FiguresByName mainFiguresOf(const RunResult &run)
{
    FiguresByName out;
    const FigureRow totals = totalsRow(run);
    for (const auto &field : resultFields()) {
        if (!field.appliesTo(totals) || !isMain(field.name))
            continue;
        Estimate figure = estimateOf(field, totals);
        figure.value += 0.0; // no -0
        figure.halfWidth += 0.0;
        if (!std::isfinite(figure.halfWidth))
            figure.halfWidth = std::nan("");
        if (std::isfinite(figure.value))
            out[field.name] = figure;
    }
    return out;
}

std::string hex(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

using Rows = std::vector<SweepRow>;

} // namespace

/// One run of a sweep, or of a part of it: which points are kept, simulating the others, and putting all in order.
class SweepRun
{
public:
    SweepRun(const Sweep &sweep, const SweepOptions &options, const SweepCallback &progress)
        : m_sweep(sweep)
        , m_options(options)
        , m_progress(progress)
        , m_started(Clock::now())
    {
        const SweepShard shard = options.shard.value_or(SweepShard {});
        for (std::uint64_t point = shard.index - 1; point < sweep.points(); point += shard.of)
            m_wanted.push_back(point);
        m_rows.resize(m_wanted.size());
    }

    Result<SweepTable> run(std::stop_token stop)
    {
        takeKept();
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < m_wanted.size(); ++i)
            if (m_rows[i].empty())
                open.push_back(i);
        m_kept = m_done = m_wanted.size() - open.size();
        m_threadsPerPoint = open.empty()
            ? 1
            : std::max<unsigned>(
                1, m_options.threads / static_cast<unsigned>(std::min<std::size_t>(open.size(), 4096)));
        tell();
        runOrdered<Rows>(
            open.size(), m_options.threads, stop,
            [&](std::uint64_t task, std::stop_token cancel) { return rowsOf(m_wanted[open[task]], cancel); },
            [&](std::uint64_t task, Rows &&rows) {
                m_rows[open[task]] = std::move(rows);
                return true;
            });
        if (stop.stop_requested())
            return fail(cancelledMessage);
        return table();
    }

private:
    const SweepRequest &request() const { return m_sweep.m_request; }

    void warn(const Error &error) const
    {
        if (m_options.warn)
            m_options.warn(error);
    }

    SweepRow rowAt(std::uint64_t point, std::string strategy) const
    {
        return { point, m_sweep.valuesAt(point), std::move(strategy), {}, {}, {} };
    }

    /// Points that an earlier run of the same sweep has finished.
    void takeKept()
    {
        if (!m_options.library)
            return;
        RunFilter filter;
        filter.sweep = m_sweep.id();
        const auto begun = m_options.library->beginSweep(m_sweep.id(), m_sweep.m_definition);
        const auto runs = m_options.library->list(filter, { "", false });
        if (!begun || !runs) {
            warn(begun ? runs.error() : begun.error());
            m_canKeep = begun.has_value();
            return;
        }
        std::map<std::uint64_t, std::vector<const KeptRun *>> byPoint;
        for (const auto &run : *runs)
            byPoint[run.point->point].push_back(&run);
        for (std::size_t i = 0; i < m_wanted.size(); ++i)
            if (const auto found = byPoint.find(m_wanted[i]); found != byPoint.end())
                m_rows[i] = keptRows(found->first, found->second);
    }

    /// Nothing when the point is not whole: some of its runs were deleted.
    Rows keptRows(std::uint64_t point, const std::vector<const KeptRun *> &runs) const
    {
        const auto scenario = m_sweep.scenarioAt(point);
        if (!scenario)
            return {};
        Rows rows;
        for (const auto strategy : request().strategies) {
            const std::string &name = scenario->strategies[strategy].name;
            const auto run
                = std::find_if(runs.begin(), runs.end(), [&](const KeptRun *one) { return one->strategy == name; });
            if (run == runs.end())
                return {};
            auto figures = m_options.library->totals(**run);
            if (!figures)
                return {};
            std::erase_if(*figures, [](const auto &figure) { return !isMain(figure.first); });
            SweepRow row = rowAt(point, name);
            row.fingerprint = (*run)->fingerprint;
            row.figures = std::move(*figures);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    Rows failed(std::uint64_t point, const Scenario &scenario, const std::string &error) const
    {
        Rows rows;
        for (const auto strategy : request().strategies) {
            rows.push_back(rowAt(point, scenario.strategies[strategy].name));
            rows.back().error = error;
        }
        return rows;
    }

    Rows rowsOf(std::uint64_t point, std::stop_token cancel)
    {
        const auto scenario = m_sweep.scenarioAt(point);
        if (!scenario) {
            finish(point);
            return failed(point, request().scenario, scenario.error().front().text());
        }
        ExperimentOptions experiment;
        experiment.strategies = request().strategies;
        experiment.run.scenarioFolder = request().scenarioFolder;
        experiment.threads = m_threadsPerPoint;
        const auto results = runExperiment(*scenario, experiment, cancel,
            [this, point](const ExperimentProgress &now) { tell(point, now.runs.fraction); });
        if (!results) {
            finish(point);
            return failed(point, *scenario, results.error().text());
        }
        Rows rows;
        for (const auto &result : *results) {
            rows.push_back(rowAt(point, result->strategy));
            rows.back().fingerprint = hex(result->fingerprint);
            rows.back().figures = mainFiguresOf(*result);
        }
        keep(point, *scenario, *results);
        finish(point);
        return rows;
    }

    void keep(std::uint64_t point, const Scenario &scenario, const std::vector<RunResultPtr> &results)
    {
        if (!m_options.library || !m_canKeep)
            return;
        std::error_code failed;
        std::string folder;
        if (scenario.workload.trace)
            folder
                = std::filesystem::absolute(request().scenarioFolder.empty() ? "." : request().scenarioFolder, failed);
        const std::string text = writeScenario(scenario);
        std::vector<RunToKeep> runs;
        for (const auto &result : results)
            runs.push_back({ result, text, folder, RunSource::sweep });
        const std::lock_guard lock(m_libraryMutex);
        const auto saved = m_options.library->save(runs, SweepPointId { m_sweep.id(), point });
        if (!saved && !std::exchange(m_warned, true))
            warn({ "points are not kept", saved.error().text(), {} });
    }

    void finish(std::uint64_t point)
    {
        const std::lock_guard lock(m_progressMutex);
        m_running.erase(point);
        ++m_done;
        tell();
    }
    void tell(std::uint64_t point, double fraction)
    {
        const std::lock_guard lock(m_progressMutex);
        m_running[point] = fraction;
        tell();
    }
    void tell() const
    {
        if (!m_progress)
            return;
        double done = static_cast<double>(m_done - m_kept);
        for (const auto &[point, fraction] : m_running)
            done += fraction;
        const double all = static_cast<double>(m_wanted.size() - m_kept);
        const double elapsed = std::chrono::duration<double>(Clock::now() - m_started).count();
        SweepProgress now { m_wanted.size(), m_done, m_kept, 1, 0 };
        if (!m_wanted.empty())
            now.fraction = (done + static_cast<double>(m_kept)) / static_cast<double>(m_wanted.size());
        if (done > 0)
            now.secondsLeft = elapsed * (all - done) / done;
        m_progress(now);
    }

    SweepTable table()
    {
        SweepTable out;
        out.sweep = m_sweep.id();
        out.scenario = request().scenario.name;
        out.model = std::string(version) + '-' + modelVersion;
        out.seed = request().scenario.run.seed;
        out.currency = request().scenario.prices.currency;
        for (const auto &vary : request().varies)
            out.paths.push_back(vary.path);
        out.points = m_sweep.points();
        out.latinHypercube = request().latinHypercube.has_value();
        out.shard = m_options.shard;
        for (auto &rows : m_rows)
            std::move(rows.begin(), rows.end(), std::back_inserter(out.rows));
        return out;
    }

    const Sweep &m_sweep;
    const SweepOptions &m_options;
    const SweepCallback &m_progress;
    const Clock::time_point m_started;
    std::vector<std::uint64_t> m_wanted;
    std::vector<Rows> m_rows; ///< by place in m_wanted
    std::size_t m_kept = 0;
    unsigned m_threadsPerPoint = 1;
    bool m_canKeep = true;

    std::mutex m_libraryMutex;
    bool m_warned = false;
    std::mutex m_progressMutex; ///< guards what follows
    std::size_t m_done = 0;
    std::map<std::uint64_t, double> m_running;
};

Result<SweepTable> Sweep::run(const SweepOptions &options, std::stop_token stop, const SweepCallback &progress) const
{
    return SweepRun(*this, options, progress).run(stop);
}

} // namespace cs
