// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sensitivity/sensitivity.h"

#include "sim/analysis/ordered_tasks.h"
#include "sim/analysis/sensitivity/parameters.h"
#include "sim/engine/support.h"
#include "sim/model/validate.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr const char *names[]
    = { "hit_ratio", "latency_p99_s", "db_queries_per_s", "db_utilization", "cost_per_month" };

/// Figures by replication.
using Samples = std::vector<std::vector<double>>;

Estimate changeOf(const std::vector<double> &base, const std::vector<double> &values, Unit unit)
{
    Spread spread;
    for (std::size_t i = 0; i < base.size() && i < values.size(); ++i) {
        if (std::isnan(base[i]) || std::isnan(values[i]))
            return {};
        if (unit == Unit::share)
            spread.add(values[i] - base[i]);
        else if (base[i] > 0)
            spread.add((values[i] - base[i]) / base[i], base[i]);
        else if (values[i] != base[i])
            return {}; // something out of nothing is no share of it
        else
            spread.add(0);
    }
    return { spread.mean(), spread.halfWidth() };
}

bool leavesOutZero(const Estimate &change)
{
    return std::abs(change.value) > (std::isnan(change.halfWidth) ? 0 : change.halfWidth);
}

class Sensitivity
{
public:
    Sensitivity(const Scenario &scenario, const SensitivityOptions &options, const SensitivityCallback &progress)
        : m_scenario(scenario)
        , m_options(options)
        , m_progress(progress)
        , m_parameters(scenarioParameters(scenario, options.strategy))
    {
        const auto lines = totalsLines();
        for (const auto &figure : sensitivityFigures())
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (std::string_view(figure.name) == lines[i].name)
                    m_lines.push_back(i);
    }

    Result<SensitivityTable> run(std::stop_token stop)
    {
        const auto base = simulated(m_scenario, stop);
        if (!base)
            return tl::unexpected(base.error());
        m_options.run.automaticWarmUp = Duration::fromSeconds((*base)->warmUpSeconds);
        tell();
        std::vector<Result<Samples>> variants;
        runOrdered<Result<Samples>>(
            2 * m_parameters.size(), m_options.threads, stop,
            [&](std::uint64_t task, std::stop_token cancel) { return variant(task, cancel); },
            [&](std::uint64_t, Result<Samples> &&samples) {
                variants.push_back(std::move(samples));
                ++m_done;
                tell();
                return true;
            });
        if (stop.stop_requested())
            return fail(cancelledMessage);
        return tableOf(**base, variants);
    }

private:
    Result<RunResultPtr> simulated(const Scenario &scenario, std::stop_token stop) const
    {
        ExperimentOptions experiment;
        experiment.run = m_options.run;
        experiment.strategies = { m_options.strategy };
        experiment.replications = m_options.replications;
        auto results = runExperiment(scenario, experiment, stop);
        if (!results)
            return tl::unexpected(results.error());
        return results->front();
    }

    Scenario changed(std::uint64_t task) const
    {
        Scenario scenario = m_scenario;
        m_parameters[task / 2].scale(scenario, task % 2 ? 1 + m_options.by : 1 - m_options.by);
        return scenario;
    }

    Result<Samples> variant(std::uint64_t task, std::stop_token cancel) const
    {
        const Scenario scenario = changed(task);
        if (const Errors errors = validate(scenario); !errors.empty())
            return tl::unexpected(errors.front());
        const auto result = simulated(scenario, cancel);
        if (!result)
            return tl::unexpected(result.error());
        return samplesOf(**result);
    }

    Samples samplesOf(const RunResult &result) const
    {
        Samples out;
        for (const std::size_t line : m_lines)
            out.push_back(
                result.samples.empty() ? std::vector<double> { totalsValues(result)[line] } : result.samples[line]);
        return out;
    }

    SensitivityRow rowOf(
        std::size_t index, const Samples &base, const Result<Samples> &low, const Result<Samples> &high) const
    {
        SensitivityRow row;
        row.path = m_parameters[index].path;
        row.value = m_parameters[index].value;
        row.low = m_parameters[index].text(changed(2 * index));
        row.high = m_parameters[index].text(changed(2 * index + 1));
        if (!low || !high) {
            row.error = (low ? high : low).error().text();
            return row;
        }
        const auto figures = sensitivityFigures();
        for (std::size_t i = 0; i < figures.size(); ++i)
            row.effects.push_back(sensitivityEffect(base[i], (*low)[i], (*high)[i], figures[i].unit));
        const auto same = [](const std::vector<double> &a, const std::vector<double> &b) {
            return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
        };
        row.isInert = std::equal(base.begin(), base.end(), low->begin(), same)
            && std::equal(base.begin(), base.end(), high->begin(), same);
        return row;
    }

    SensitivityTable tableOf(const RunResult &base, const std::vector<Result<Samples>> &variants) const
    {
        SensitivityTable table;
        table.scenario = m_scenario.name;
        table.strategy = m_scenario.strategies[m_options.strategy].name;
        table.by = m_options.by;
        table.seed = base.seed;
        table.replications = base.replications;
        table.warmUpSeconds = base.warmUpSeconds;
        table.durationSeconds = base.durationSeconds;
        table.figures = sensitivityFigures();
        const Samples samples = samplesOf(base);
        for (const auto &figure : samples) {
            Spread spread;
            for (const double value : figure)
                spread.add(value);
            table.unchanged.push_back({ spread.mean(), spread.halfWidth() });
        }
        for (std::size_t i = 0; i < m_parameters.size(); ++i)
            table.rows.push_back(rowOf(i, samples, variants[2 * i], variants[2 * i + 1]));
        sort(table);
        return table;
    }

    void sort(SensitivityTable &table) const
    {
        const auto by = std::find_if(table.figures.begin(), table.figures.end(),
            [this](const SensitivityFigure &figure) { return figure.name == m_options.sortBy; });
        const auto place = static_cast<std::size_t>(by - table.figures.begin());
        const auto key = [&](const SensitivityRow &row) {
            if (!row.error.empty())
                return -2.0;
            if (row.isInert)
                return -1.0;
            return place < row.effects.size() ? (row.effects[place].isClear() ? row.effects[place].size() : 0)
                                              : row.size();
        };
        std::stable_sort(table.rows.begin(), table.rows.end(),
            [&key](const SensitivityRow &a, const SensitivityRow &b) { return key(a) > key(b); });
    }

    void tell() const
    {
        if (m_progress)
            m_progress(1 + m_done, 1 + 2 * m_parameters.size());
    }

    const Scenario &m_scenario;
    SensitivityOptions m_options;
    const SensitivityCallback &m_progress;
    std::vector<ScenarioParameter> m_parameters;
    std::vector<std::size_t> m_lines; ///< of the totals, by figure
    std::uint64_t m_done = 0;
};

} // namespace

double SensitivityEffect::size() const
{
    return std::max(std::isnan(low.value) ? 0 : std::abs(low.value), std::isnan(high.value) ? 0 : std::abs(high.value));
}

bool SensitivityEffect::isClear() const
{
    return leavesOutZero(low) || leavesOutZero(high);
}

double SensitivityRow::size() const
{
    double size = 0;
    for (const auto &effect : effects)
        if (effect.isClear())
            size = std::max(size, effect.size());
    return size;
}

std::vector<SensitivityFigure> sensitivityFigures()
{
    std::vector<SensitivityFigure> out;
    const auto lines = totalsLines();
    for (const char *name : names)
        for (const auto &line : lines)
            if (std::string_view(line.name) == name)
                out.push_back({ line.name, line.label, line.unit });
    return out;
}

SensitivityEffect sensitivityEffect(
    const std::vector<double> &base, const std::vector<double> &low, const std::vector<double> &high, Unit unit)
{
    return { changeOf(base, low, unit), changeOf(base, high, unit) };
}

Result<SensitivityTable> simulatedSensitivity(const Scenario &scenario, const SensitivityOptions &options,
    std::stop_token stop, const SensitivityCallback &progress)
{
    if (!(options.by > 0 && options.by < 1))
        return fail("must be more than 0 % and less than 100 %", "by", "such as 20%");
    if (options.replications < 2)
        return fail(
            "a sensitivity needs at least 2 replications", "replications", "without them nothing says what is chance");
    return Sensitivity(scenario, options, progress).run(stop);
}

} // namespace cs
