// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/import_job.h"

#include "ui/common/text.h"

#include <QPromise>
#include <QtConcurrent/QtConcurrentRun>

namespace cs::ui
{

ImportJob::ImportJob(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, [this] { Q_EMIT progress(m_state->fraction.load()); });
}

ImportJob::~ImportJob()
{
    if (m_state)
        m_state->stop.request_stop();
    if (m_watcher)
        m_watcher->waitForFinished();
}

void ImportJob::start(const QString &path, const ImportOptions &options)
{
    if (m_running)
        cancel();
    m_state = std::make_shared<State>();
    const quint64 generation = ++m_generation;
    const auto work = [state = m_state, file = ss(path), options](QPromise<Outcome> &promise) {
        const auto report = [&](double fraction) {
            state->fraction = fraction;
            if (promise.isCanceled())
                state->stop.request_stop();
        };
        auto imported = importLog(file, options, state->stop.get_token(), report);
        if (imported)
            promise.addResult(Outcome(std::make_shared<const ImportReport>(std::move(*imported))));
        else
            promise.addResult(Outcome(tl::unexpected(imported.error())));
    };
    m_watcher = std::make_unique<QFutureWatcher<Outcome>>();
    connect(m_watcher.get(), &QFutureWatcherBase::finished, this, [this, generation] { collect(generation); });
    m_running = true;
    m_timer.start();
    m_watcher->setFuture(QtConcurrent::run(work));
}

void ImportJob::collect(quint64 generation)
{
    if (generation != m_generation || !m_running)
        return;
    m_running = false;
    m_timer.stop();
    const auto future = m_watcher->future();
    if (future.resultCount() == 0)
        return Q_EMIT cancelled();
    const Outcome outcome = future.result();
    if (outcome)
        Q_EMIT finished(*outcome);
    else
        Q_EMIT failed(outcome.error());
}

void ImportJob::cancel()
{
    if (!m_running)
        return;
    m_state->stop.request_stop();
    ++m_generation;
    m_running = false;
    m_timer.stop();
    Q_EMIT cancelled();
}

} // namespace cs::ui
