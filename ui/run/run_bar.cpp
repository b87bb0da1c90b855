// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace cs::ui
{

RunBar::RunBar(RunJob *job, QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 2, 6, 2);
    m_text->setObjectName(QStringLiteral("runStatus"));
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setObjectName(QStringLiteral("runProgress"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_bar->setToolTip(tr("Share of the requests simulated"));
    m_bar->setRange(0, 1000);
    m_bar->setFormat(QStringLiteral("%p %"));
    m_bar->setMaximumWidth(260);
    m_cancel->setObjectName(QStringLiteral("runCancel"));
    m_cancel->setToolTip(tr("Stop the run; earlier results stay (Esc)"));
    row->addWidget(m_text, 1);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, job, &RunJob::cancel);
    connect(job, &RunJob::started, this, [this] { setRunning(true); });
    connect(job, &RunJob::progress, this, [this](const JobProgress &progress) {
        m_bar->setValue(int(1000 * progress.fraction));
        m_text->setText(tr("Simulating: %1").arg(progress.text()));
    });
    connect(job, &RunJob::finished, this, [this] {
        m_bar->setValue(m_bar->maximum());
        setRunning(false);
    });
    connect(job, &RunJob::failed, this, [this] { setRunning(false); });
    connect(job, &RunJob::cancelled, this, [this] { setRunning(false); });
    setRunning(false);
}

QString RunBar::text() const
{
    return m_text->text();
}

void RunBar::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setToolTip(text);
}

void RunBar::setRunning(bool running)
{
    m_bar->setVisible(running);
    m_cancel->setVisible(running);
    if (running)
        m_bar->setValue(0);
}

} // namespace cs::ui
