// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_job.h"

#include "sim/core/quantity.h"
#include "sim/engine/support.h"
#include "sim/model/validate.h"
#include "ui/common/text.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThread>
#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <atomic>
#include <mutex>
#include <stop_token>

namespace cs::ui
{

namespace
{

constexpr int tickMilliseconds = 250;

RunOptions optionsFor(const QString &folder)
{
    RunOptions options;
    options.scenarioFolder = ss(folder);
    return options;
}

} // namespace

/// Shared with the workers, so that a dropped job's workers have something to write to until they notice.
struct RunJob::State {
    ScenarioPtr scenario;
    std::stop_source stop;
    std::mutex mutex;
    std::vector<Progress> progress; ///< by slot, guarded
    std::vector<double> weight; ///< requests expected, by slot
    std::vector<Result<RunResultPtr>> results;
    std::size_t left = 0;
    std::vector<std::size_t> strategies; ///< by slot
    RunOptions options;
};

QString JobProgress::text() const
{
    QString rate = qs(displayCount(std::uint64_t(requestsPerSecond)));
    if (requestsPerSecond >= 1e6)
        rate = RunJob::tr("%1 million").arg(requestsPerSecond / 1e6, 0, 'f', 1);
    const QString left = secondsLeft < 1 ? RunJob::tr("less than 1 s left")
        : secondsLeft < 120              ? RunJob::tr("%1 s left").arg(int(secondsLeft + 0.5))
                                         : RunJob::tr("%1 min left").arg(int(secondsLeft / 60 + 0.5));
    return RunJob::tr("%1 % · %2 requests/s · %3").arg(int(fraction * 100)).arg(rate, left);
}

RunJob::RunJob(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(tickMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &RunJob::tick);
}

RunJob::~RunJob()
{
    if (m_state)
        m_state->stop.request_stop();
    m_pool.clear();
    m_pool.waitForDone();
}

Errors RunJob::obstacles(const Scenario &scenario, const std::vector<std::size_t> &strategies, const QString &folder)
{
    Errors errors = validate(scenario);
    if (!errors.empty())
        return errors;
    if (strategies.empty())
        return { { "strategies", "there is no strategy to simulate", "add one" } };
    std::uint64_t needed = 0;
    for (const std::size_t strategy : strategies) {
        for (const Error &error : unsupported(scenario, strategy))
            if (std::find(errors.begin(), errors.end(), error) == errors.end())
                errors.push_back(error);
    }
    if (errors.empty())
        needed = memoryNeeded(scenario, strategies, folder);
    const std::uint64_t available = availableMemoryBytes();
    if (needed > available)
        errors.push_back({ "run",
            "a run needs up to " + displayQuantity(double(needed), Unit::bytes) + " of memory, this machine has "
                + displayQuantity(double(available), Unit::bytes),
            "fewer keys, smaller caches or a shorter duration" });
    return errors;
}

std::uint64_t RunJob::memoryNeeded(
    const Scenario &scenario, const std::vector<std::size_t> &strategies, const QString &folder)
{
    std::uint64_t most = 0;
    for (const std::size_t strategy : strategies)
        most = std::max(most, estimateRun(scenario, strategy, optionsFor(folder)).memoryBytes);
    return most;
}

void RunJob::start(const ScenarioPtr &scenario, const std::vector<std::size_t> &strategies, const QString &folder)
{
    if (m_running)
        cancel();
    const Errors errors = obstacles(*scenario, strategies, folder);
    if (!errors.empty()) {
        Q_EMIT refused(errors);
        return;
    }
    ++m_generation;
    m_watchers.clear();
    m_state = std::make_shared<State>();
    m_state->scenario = scenario;
    m_state->left = strategies.size();
    m_state->strategies = strategies;
    m_state->options = optionsFor(folder);
    m_state->progress.resize(strategies.size());
    m_state->results.assign(strategies.size(), fail(cancelledMessage));
    std::uint64_t together = 0, largest = 1;
    for (const std::size_t strategy : strategies) {
        const RunEstimate estimate = estimateRun(*scenario, strategy, optionsFor(folder));
        m_state->weight.push_back(double(std::max<std::uint64_t>(1, estimate.requests)));
        together += estimate.memoryBytes;
        largest = std::max(largest, estimate.memoryBytes);
    }
    // As many at once as the machine has cores and memory for.
    const int byMemory
        = together <= availableMemoryBytes() ? int(strategies.size()) : int(availableMemoryBytes() / largest);
    m_pool.setMaxThreadCount(std::clamp(std::min(byMemory, QThread::idealThreadCount()), 1, 16));
    m_running = true;
    m_timer.start();
    Q_EMIT started();
    for (std::size_t slot = 0; slot < strategies.size(); ++slot)
        launch(slot);
}

void RunJob::launch(std::size_t slot)
{
    using Outcome = Result<RunResultPtr>;
    const auto work = [state = m_state, slot, strategy = m_state->strategies[slot], options = m_state->options](
                          QPromise<Outcome> &promise) {
        const auto report = [&](const Progress &now) {
            if (promise.isCanceled())
                state->stop.request_stop();
            const std::lock_guard lock(state->mutex);
            state->progress[slot] = now;
        };
        if (state->stop.stop_requested())
            return;
        Outcome outcome = simulate(*state->scenario, strategy, options, state->stop.get_token(), report);
        promise.addResult(std::move(outcome));
    };
    auto watcher = std::make_unique<Watcher>();
    connect(watcher.get(), &QFutureWatcherBase::finished, this,
        [this, slot, generation = m_generation] { collect(slot, generation); });
    watcher->setFuture(QtConcurrent::run(&m_pool, work));
    m_watchers.resize(std::max(m_watchers.size(), slot + 1));
    if (m_watchers[slot])
        m_watchers[slot].release()->deleteLater(); // it may be the one whose signal brought us here
    m_watchers[slot] = std::move(watcher);
}

void RunJob::tick()
{
    if (!m_running)
        return;
    JobProgress all;
    double total = 0, done = 0;
    {
        const std::lock_guard lock(m_state->mutex);
        for (std::size_t slot = 0; slot < m_state->progress.size(); ++slot) {
            const Progress &one = m_state->progress[slot];
            total += m_state->weight[slot];
            done += m_state->weight[slot] * one.fraction;
            all.requestsDone += one.requestsDone;
            if (one.fraction < 1)
                all.requestsPerSecond += one.requestsPerSecond;
        }
    }
    all.fraction = total > 0 ? std::min(1.0, done / total) : 0;
    all.secondsLeft = all.requestsPerSecond > 0 ? (total - done) / all.requestsPerSecond : 0;
    Q_EMIT progress(all);
}

void RunJob::collect(std::size_t slot, quint64 generation)
{
    if (generation != m_generation || !m_running)
        return;
    const auto future = m_watchers[slot]->future();
    if (future.resultCount() > 0)
        m_state->results[slot] = future.result();
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->progress[slot].fraction = 1;
    }
    if (--m_state->left > 0)
        return;
    RunSet set { m_state->scenario, {} };
    Errors errors;
    for (const auto &result : m_state->results) {
        if (result)
            set.runs.push_back(*result);
        else
            errors.push_back(result.error());
    }
    // One span of time for all: where warm-ups of different lengths were chosen, once more with the longest.
    if (errors.empty() && !m_state->stop.stop_requested() && !m_state->options.automaticWarmUp) {
        m_state->options.automaticWarmUp = alignedWarmUp(set.runs);
        if (m_state->options.automaticWarmUp) {
            m_state->left = m_state->strategies.size();
            for (std::size_t again = 0; again < m_state->strategies.size(); ++again)
                launch(again);
            return;
        }
    }
    end();
    if (m_state->stop.stop_requested())
        Q_EMIT cancelled();
    else if (!errors.empty())
        Q_EMIT failed(errors);
    else
        Q_EMIT finished(set);
}

void RunJob::end()
{
    m_running = false;
    m_timer.stop();
}

void RunJob::cancel()
{
    if (!m_running)
        return;
    m_state->stop.request_stop();
    for (const auto &watcher : m_watchers)
        watcher->future().cancel();
    ++m_generation;
    end();
    Q_EMIT cancelled();
}

} // namespace cs::ui
