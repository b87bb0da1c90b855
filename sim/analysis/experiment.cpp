// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/experiment.h"

#include "sim/analysis/ordered_tasks.h"
#include "sim/analysis/replications.h"
#include "sim/analysis/sampled_runs.h"
#include "sim/engine/support.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>

namespace cs
{

namespace
{

class Experiment
{
public:
    Experiment(const Scenario &scenario, const ExperimentOptions &options, const ExperimentCallback &progress)
        : m_asked(scenario)
        , m_scenario(
              options.sample ? scaledForSample(oneReplication(scenario), *options.sample) : oneReplication(scenario))
        , m_options(options)
        , m_run(options.run)
        , m_progress(progress)
        , m_mergers(options.strategies.size(), ReplicationMerger(scenario))
        , m_samples(options.strategies.size())
    {
        // A number of replications that is asked for is that number, whatever the scenario wants to know precisely.
        const bool counted = options.replications && !options.precision;
        m_precision = counted ? std::nullopt : options.precision ? options.precision : scenario.run.precision;
        const std::uint64_t asked = options.replications.value_or(scenario.run.replications);
        const std::uint64_t most = options.maxReplications.value_or(scenario.run.maxReplications);
        if (options.sample) {
            m_precision.reset();
            m_most = samplesOfRun;
        } else {
            m_most = m_precision ? most : asked;
        }
        m_fewest = options.sample ? samplesOfRun
            : m_precision         ? std::min(most, std::max(asked, fewestForPrecision))
                                  : asked;
    }

    Result<std::vector<RunResultPtr>> run(std::stop_token stop)
    {
        const std::size_t all = m_options.strategies.size();
        auto firsts = firstRuns(stop);
        if (!firsts)
            return tl::unexpected(firsts.error());
        for (std::size_t i = 0; i < all; ++i)
            keep(i, 0, std::move((*firsts)[i]));
        m_replicationsDone = 1;
        std::optional<Error> failure;
        if (m_most > 1)
            runOrdered<Result<RunResultPtr>>((m_most - 1) * all, m_options.threads, stop,
                [&](std::uint64_t task, std::stop_token cancel) { return simulateOne(all + task, cancel); },
                [&](std::uint64_t task, Result<RunResultPtr> &&result) {
                    return take(all + task, std::move(result), failure);
                });
        if (stop.stop_requested())
            return fail(cancelledMessage);
        if (failure)
            return tl::unexpected(*failure);
        std::vector<RunResultPtr> results;
        for (std::size_t i = 0; i < all; ++i) {
            auto result = m_options.sample
                ? wholeFromSamples(m_asked, m_options.strategies[i], *m_options.sample, m_samples[i])
                : Result<RunResultPtr>(finished(m_mergers[i]));
            if (!result)
                return tl::unexpected(result.error());
            results.push_back(std::move(*result));
        }
        return results;
    }

private:
    /// Replication 0 of every strategy over one span of time: who cut off less as warm-up than another runs again.
    Result<std::vector<RunResultPtr>> firstRuns(std::stop_token stop)
    {
        const std::size_t all = m_options.strategies.size();
        std::vector<RunResultPtr> runs(all);
        for (int round = 0; round < 2; ++round) {
            std::optional<Error> failure;
            m_tasksDone = m_requestsDone = 0;
            m_begun = Clock::now();
            runOrdered<Result<RunResultPtr>>(
                all, m_options.threads, stop,
                [&](std::uint64_t task, std::stop_token cancel) -> Result<RunResultPtr> {
                    if (runs[task] && runs[task]->warmUpSeconds == m_run.automaticWarmUp->seconds()) {
                        const std::lock_guard lock(m_mutex);
                        ++m_tasksDone;
                        return runs[task];
                    }
                    return simulateOne(task, cancel);
                },
                [&](std::uint64_t task, Result<RunResultPtr> &&result) {
                    if (result)
                        runs[task] = std::move(*result);
                    else
                        failure = result.error();
                    return result.has_value();
                });
            if (stop.stop_requested())
                return fail(cancelledMessage);
            if (failure)
                return tl::unexpected(*failure);
            if (round > 0 || runs.empty() || !runs.front()->warmUpAutomatic || m_run.automaticWarmUp)
                break;
            // Every replication has the cut that the first ones agree on.
            double longest = 0;
            for (const auto &run : runs)
                longest = std::max(longest, run->warmUpSeconds);
            m_run.automaticWarmUp = Duration::fromSeconds(longest);
        }
        return runs;
    }

    Result<RunResultPtr> simulateOne(std::uint64_t task, std::stop_token cancel)
    {
        const std::size_t all = m_options.strategies.size();
        RunOptions options = m_run;
        const std::uint64_t seed = m_run.seed.value_or(m_scenario.run.seed);
        if (m_options.sample)
            options.sample
                = KeySample(*m_options.sample, seed, static_cast<int>(task / all), static_cast<int>(samplesOfRun));
        else
            options.seed = replicationSeed(seed, task / all);
        auto result = simulate(m_scenario, m_options.strategies[task % all], options, cancel,
            [this, task](const Progress &now) { tell(task, now); });
        const std::lock_guard lock(m_mutex);
        m_running.erase(task);
        m_tasksDone += 1;
        if (result)
            m_requestsDone += (*result)->requests;
        tellDone();
        return result;
    }

    void keep(std::size_t strategy, std::uint64_t number, RunResultPtr run)
    {
        if (m_options.sample)
            m_samples[strategy].push_back(std::move(run));
        else
            m_mergers[strategy].add(number, std::move(run));
    }

    /// In order; false when nothing more is needed.
    bool take(std::uint64_t task, Result<RunResultPtr> &&result, std::optional<Error> &failure)
    {
        const std::size_t all = m_options.strategies.size();
        if (!result) {
            failure = result.error();
            return false;
        }
        const std::lock_guard lock(m_mutex);
        keep(task % all, task / all, std::move(*result));
        if ((task + 1) % all != 0)
            return true;
        m_replicationsDone = task / all + 1;
        return !m_precision || m_replicationsDone < m_fewest || !isPrecise();
    }

    double widest() const
    {
        double width = 0;
        for (const auto &merger : m_mergers)
            width = std::max(width, merger.hitRatioHalfWidth());
        return width;
    }
    bool isPrecise() const { return widest() <= *m_precision; }

    RunResultPtr finished(const ReplicationMerger &merger) const
    {
        RunResultPtr merged = merger.merged();
        if (!m_precision)
            return merged;
        auto out = std::make_shared<RunResult>(*merged);
        out->precision = m_precision;
        out->precisionReached = merger.hitRatioHalfWidth() <= *m_precision;
        if (!out->precisionReached)
            out->notes.push_back("The hit ratio is not known to the precision that was asked for after "
                + std::to_string(m_replicationsDone) + " replications; a longer duration narrows the interval too");
        return out;
    }

    /// Runs that are expected to be needed in all.
    double expectedTasks() const
    {
        const double all = static_cast<double>(m_options.strategies.size());
        const double width = widest();
        if (!m_precision || m_replicationsDone < 2 || !(width > 0))
            return all * static_cast<double>(m_precision ? m_fewest : m_most);
        const double factor = width / *m_precision;
        return all
            * std::clamp(static_cast<double>(m_replicationsDone) * factor * factor, static_cast<double>(m_fewest),
                static_cast<double>(m_most));
    }

    void tell(std::uint64_t task, const Progress &now)
    {
        if (!m_progress)
            return;
        const std::lock_guard lock(m_mutex);
        m_running[task] = now;
        tellAll();
    }

    /// Short runs end before they tell anything: what they add up to is told a few times a second.
    void tellDone()
    {
        constexpr std::chrono::milliseconds apart(100);
        if (m_progress && Clock::now() - m_told >= apart)
            tellAll();
    }

    void tellAll()
    {
        m_told = Clock::now();
        ExperimentProgress all;
        double done = static_cast<double>(m_tasksDone);
        all.runs.requestsDone = m_requestsDone;
        for (const auto &[number, one] : m_running) {
            done += one.fraction;
            all.runs.requestsDone += one.requestsDone;
        }
        const double needed = std::max(expectedTasks(), done);
        const double seconds = std::chrono::duration<double>(m_told - m_begun).count();
        all.runs.fraction = needed > 0 ? done / needed : 0;
        all.runs.requestsPerSecond = seconds > 0 ? static_cast<double>(all.runs.requestsDone) / seconds : 0;
        all.runs.secondsLeft = done > 0 ? seconds * (needed - done) / done : 0;
        all.replicationsDone = m_replicationsDone;
        all.precision = m_precision;
        if (m_replicationsDone > 1 && !m_options.sample)
            all.halfWidth = widest();
        m_progress(all);
    }

    using Clock = std::chrono::steady_clock;
    const Scenario &m_asked;
    const Scenario m_scenario;
    const ExperimentOptions &m_options;
    RunOptions m_run;
    const ExperimentCallback &m_progress;
    std::optional<double> m_precision;
    std::uint64_t m_most = 1, m_fewest = 1;
    std::vector<ReplicationMerger> m_mergers;
    std::vector<std::vector<RunResultPtr>> m_samples; ///< by strategy, in place of the mergers

    std::mutex m_mutex; ///< guards what follows, and the mergers once runs are under way
    std::map<std::uint64_t, Progress> m_running;
    std::uint64_t m_tasksDone = 0, m_requestsDone = 0, m_replicationsDone = 0;
    Clock::time_point m_begun = Clock::now(), m_told = m_begun;
};

} // namespace

Scenario oneReplication(Scenario scenario)
{
    scenario.run.replications = 1;
    scenario.run.precision.reset();
    return scenario;
}

Errors gapsOf(const Scenario &scenario, const std::vector<std::size_t> &strategies)
{
    Errors gaps;
    const Scenario one = oneReplication(scenario);
    for (const std::size_t strategy : strategies)
        for (auto &gap : unsupported(one, strategy))
            if (std::find(gaps.begin(), gaps.end(), gap) == gaps.end())
                gaps.push_back(std::move(gap));
    return gaps;
}

std::uint64_t memoryOfARun(const Scenario &scenario, const ExperimentOptions &options)
{
    std::uint64_t most = 1;
    for (const std::size_t strategy : options.strategies)
        most = std::max(most, estimateRun(scenario, strategy, options.run).memoryBytes);
    return most;
}

unsigned threadsWithin(std::uint64_t memoryOfARun, unsigned wanted)
{
    const std::uint64_t fitting = availableMemoryBytes() / std::max<std::uint64_t>(1, memoryOfARun);
    return static_cast<unsigned>(std::clamp<std::uint64_t>(fitting, 1, std::max(1U, wanted)));
}

Result<std::vector<RunResultPtr>> runExperiment(const Scenario &scenario, const ExperimentOptions &options,
    std::stop_token stop, const ExperimentCallback &progress)
{
    if (options.sample)
        for (const auto strategy : options.strategies)
            if (const Errors errors = notSampled(scenario, strategy, *options.sample); !errors.empty())
                return tl::unexpected(errors.front());
    return Experiment(scenario, options, progress).run(stop);
}

} // namespace cs
