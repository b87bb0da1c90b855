// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/engine/simulation.h"
#include "ui/document/document.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <vector>

namespace cs::ui
{

/// What the window is told a few times a second while a job runs.
struct JobProgress {
    double fraction = 0;
    std::uint64_t requestsDone = 0;
    double requestsPerSecond = 0;
    double secondsLeft = 0;
    QString text() const; ///< "43 % · 1.2 M requests/s · 12 s left"
};

/// A finished set of runs and the scenario that they are of.
struct RunSet {
    ScenarioPtr scenario;
    std::vector<RunResultPtr> runs;
};

/// Simulates strategies of one scenario on worker threads. One job at a time: a new one cancels the one before, and
/// what a cancelled job still delivers is dropped. The thread that owns this object never waits.
class RunJob : public QObject
{
    Q_OBJECT
public:
    explicit RunJob(QObject *parent = nullptr);
    ~RunJob() override;

    /// Refuses at once what cannot run (invalid, not supported, more memory than there is): `refused`, all reasons.
    void start(const ScenarioPtr &scenario, const std::vector<std::size_t> &strategies, const QString &folder);
    void cancel();
    bool isRunning() const { return m_running; }

    /// Everything that keeps these strategies from running, each with its place.
    static Errors obstacles(
        const Scenario &scenario, const std::vector<std::size_t> &strategies, const QString &folder);
    /// Memory that the runs take at most when they go one after the other.
    static std::uint64_t memoryNeeded(
        const Scenario &scenario, const std::vector<std::size_t> &strategies, const QString &folder);

Q_SIGNALS:
    void started();
    void progress(const cs::ui::JobProgress &progress); ///< at most 4 times a second
    void finished(const cs::ui::RunSet &set);
    void failed(const cs::Errors &errors); ///< it started and went wrong
    void refused(const cs::Errors &errors); ///< it did not start
    void cancelled();

private:
    struct State;
    void launch(std::size_t slot);
    void tick();
    void collect(std::size_t slot, quint64 generation);
    void end();

    using Watcher = QFutureWatcher<Result<RunResultPtr>>;
    std::shared_ptr<State> m_state;
    std::vector<std::unique_ptr<Watcher>> m_watchers;
    QThreadPool m_pool;
    QTimer m_timer;
    quint64 m_generation = 0;
    bool m_running = false;
};

} // namespace cs::ui
