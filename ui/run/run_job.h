// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"
#include "sim/core/error.h"
#include "ui/document/document.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

namespace cs::ui
{

/// What the window is told a few times a second while a job runs.
struct JobProgress {
    double fraction = 0;
    std::uint64_t requestsDone = 0;
    double requestsPerSecond = 0;
    double secondsLeft = 0;
    std::uint64_t replicationsDone = 0; ///< of every strategy
    std::optional<double> halfWidth; ///< of the hit ratio's interval, once there is one
    std::optional<double> precision; ///< the half width that ends the run
    /// "43 % · 1.2 M requests/s · 12 s left"; with replications also how many are done and how precise they are.
    QString text() const;
};

/// A finished set of runs and the scenario that they are of.
struct RunSet {
    ScenarioPtr scenario;
    std::vector<RunResultPtr> runs;
};

/// Simulates strategies of one scenario on worker threads, as often as the scenario asks: the same experiment that the
/// command line does. One job at a time: a new one cancels the one before, and
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
    /// What the command line would do with these strategies of a scenario in this folder.
    static ExperimentOptions optionsFor(const std::vector<std::size_t> &strategies, const QString &folder);

Q_SIGNALS:
    void started();
    void progress(const cs::ui::JobProgress &progress); ///< at most 4 times a second
    void finished(const cs::ui::RunSet &set);
    void failed(const cs::Errors &errors); ///< it started and went wrong
    void refused(const cs::Errors &errors); ///< it did not start
    void cancelled();

private:
    struct State;
    void tick();
    void collect(quint64 generation);
    void end();

    using Outcome = Result<std::vector<RunResultPtr>>;
    using Watcher = QFutureWatcher<Outcome>;
    std::shared_ptr<State> m_state;
    std::unique_ptr<Watcher> m_watcher;
    QThreadPool m_pool;
    QTimer m_timer;
    quint64 m_generation = 0;
    bool m_running = false;
};

} // namespace cs::ui
