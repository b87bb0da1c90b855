// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_import.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <stop_token>

namespace cs::ui
{

/// Imports a log on a worker thread. A new import cancels the one before.
class ImportJob : public QObject
{
    Q_OBJECT
public:
    explicit ImportJob(QObject *parent = nullptr);
    ~ImportJob() override;

    void start(const QString &path, const ImportOptions &options);
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progress(double fraction); ///< at most 4 times a second
    void finished(const std::shared_ptr<const cs::ImportReport> &report);
    void failed(const cs::Error &error);
    void cancelled();

private:
    using Outcome = Result<std::shared_ptr<const ImportReport>>;
    struct State {
        std::stop_source stop;
        std::atomic<double> fraction { 0 };
    };
    void collect(quint64 generation);

    std::shared_ptr<State> m_state;
    std::unique_ptr<QFutureWatcher<Outcome>> m_watcher;
    QTimer m_timer;
    quint64 m_generation = 0;
    bool m_running = false;
};

} // namespace cs::ui
