// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_job.h"

#include "sim/core/quantity.h"
#include "sim/model/validate.h"
#include "sim/results/figure_text.h"
#include "ui/common/text.h"

#include <QPromise>
#include <QThread>
#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>
#include <mutex>
#include <stop_token>

namespace cs::ui
{

namespace
{

constexpr int tickMilliseconds = 250;

} // namespace

/// Shared with the worker, so that a dropped job's worker has something to write to until it notices.
struct RunJob::State {
    ScenarioPtr scenario;
    ExperimentOptions options;
    std::stop_source stop;
    std::mutex mutex;
    ExperimentProgress progress; ///< guarded
};

QString JobProgress::text() const
{
    QString rate = qs(displayCount(std::uint64_t(requestsPerSecond)));
    if (requestsPerSecond >= 1e6)
        rate = RunJob::tr("%1 million").arg(requestsPerSecond / 1e6, 0, 'f', 1);
    const QString left = secondsLeft < 1 ? RunJob::tr("less than 1 s left")
        : secondsLeft < 120              ? RunJob::tr("%1 s left").arg(int(secondsLeft + 0.5))
                                         : RunJob::tr("%1 min left").arg(int(secondsLeft / 60 + 0.5));
    QString text = RunJob::tr("%1 % · %2 requests/s · %3").arg(int(fraction * 100)).arg(rate, left);
    if (halfWidth)
        text += RunJob::tr(" · %1 replications, hit ratio ± %2")
                    .arg(replicationsDone)
                    .arg(qs(figureText(*halfWidth, Unit::share, 2)));
    if (halfWidth && precision)
        text += RunJob::tr(" of ± %1").arg(qs(figureText(*precision, Unit::share, 2)));
    return text;
}

RunJob::RunJob(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // a job begins when the one before has left
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
    errors = gapsOf(scenario, strategies);
    if (!errors.empty())
        return errors;
    const std::uint64_t needed = memoryOfARun(scenario, optionsFor(strategies, folder));
    const std::uint64_t available = availableMemoryBytes();
    if (needed > available)
        errors.push_back({ "run",
            "a run needs up to " + displayQuantity(double(needed), Unit::bytes) + " of memory, this machine has "
                + displayQuantity(double(available), Unit::bytes),
            "fewer keys, smaller caches or a shorter duration" });
    return errors;
}

ExperimentOptions RunJob::optionsFor(const std::vector<std::size_t> &strategies, const QString &folder)
{
    ExperimentOptions options;
    options.strategies = strategies;
    options.run.scenarioFolder = ss(folder);
    return options;
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
    m_state = std::make_shared<State>();
    m_state->scenario = scenario;
    m_state->options = optionsFor(strategies, folder);
    m_state->options.threads
        = threadsWithin(memoryOfARun(*scenario, m_state->options), unsigned(QThread::idealThreadCount()));
    const auto work = [state = m_state](QPromise<Outcome> &promise) {
        const auto report = [&](const ExperimentProgress &now) {
            if (promise.isCanceled())
                state->stop.request_stop();
            const std::lock_guard lock(state->mutex);
            state->progress = now;
        };
        if (!state->stop.stop_requested())
            promise.addResult(runExperiment(*state->scenario, state->options, state->stop.get_token(), report));
    };
    if (m_watcher)
        m_watcher.release()->deleteLater(); // it may be the one whose signal brought us here
    m_watcher = std::make_unique<Watcher>();
    connect(m_watcher.get(), &QFutureWatcherBase::finished, this,
        [this, generation = ++m_generation] { collect(generation); });
    m_running = true;
    m_timer.start();
    Q_EMIT started();
    m_watcher->setFuture(QtConcurrent::run(&m_pool, work));
}

void RunJob::tick()
{
    if (!m_running)
        return;
    ExperimentProgress now;
    {
        const std::lock_guard lock(m_state->mutex);
        now = m_state->progress;
    }
    Q_EMIT progress({ std::min(1.0, now.runs.fraction), now.runs.requestsDone, now.runs.requestsPerSecond,
        now.runs.secondsLeft, now.replicationsDone, now.halfWidth, now.precision });
}

void RunJob::collect(quint64 generation)
{
    if (generation != m_generation || !m_running)
        return;
    end();
    const auto future = m_watcher->future();
    if (m_state->stop.stop_requested() || future.resultCount() == 0)
        return Q_EMIT cancelled();
    const Outcome outcome = future.result();
    if (outcome)
        Q_EMIT finished({ m_state->scenario, *outcome });
    else
        Q_EMIT failed({ outcome.error() });
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
    m_watcher->future().cancel();
    ++m_generation;
    end();
    Q_EMIT cancelled();
}

} // namespace cs::ui
