// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/run_job.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace cs::ui
{

/// State of the run in the status bar: what it does, how far it is, and a way to stop it.
class RunBar : public QWidget
{
    Q_OBJECT
public:
    explicit RunBar(RunJob *job, QWidget *parent = nullptr);

    QString text() const;
    void setText(const QString &text);

private:
    void setRunning(bool running);

    QLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
};

} // namespace cs::ui
