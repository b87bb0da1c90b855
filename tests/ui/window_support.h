// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/scenario_file.h"
#include "tests/support/paths.h"
#include "tests/ui/test_main.h"
#include "ui/document/scenario_edits.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace cs::ui::test
{

inline const QString storefront = QString::fromStdString(cs::test::sourcePath("scenarios/storefront.scenario.json"));

inline QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A copy that may be written to.
inline QString copyOf(const QString &path, const QTemporaryDir &folder)
{
    const QString copy = folder.filePath(QStringLiteral("copy.scenario.json"));
    QFile::remove(copy);
    QFile file(copy);
    if (file.open(QIODevice::WriteOnly))
        file.write(contents(path));
    return copy;
}

/// How many lines differ between two texts of as many lines; -1 when they have not as many.
inline int linesThatDiffer(const QByteArray &a, const QByteArray &b)
{
    const auto left = a.split('\n');
    const auto right = b.split('\n');
    if (left.size() != right.size())
        return -1;
    int count = 0;
    for (qsizetype line = 0; line < left.size(); ++line)
        count += left[line] != right[line] ? 1 : 0;
    return count;
}

/// Two strategies, some thousand requests: done at once.
inline Scenario quickScenario()
{
    Scenario scenario = newScenario();
    scenario.run.duration = Duration::fromSeconds(600);
    scenario.run.warmUp = Duration { 0 };
    return scenario;
}

/// Runs for minutes if nobody stops it.
inline Scenario endlessScenario()
{
    Scenario scenario = newScenario();
    scenario.workload.dataTypes[0].reads.rate = 5000;
    scenario.workload.dataTypes[0].keys = 100;
    scenario.origin.database.connections.reset();
    scenario.run.duration = Duration::fromSeconds(10.0 * 24 * 3600);
    return scenario;
}

/// Answers the next message box of that object name; `asked` counts.
inline void answerBox(const QString &name, QMessageBox::StandardButton answer, int &asked)
{
    auto *timer = new QTimer(qApp);
    timer->setInterval(10);
    QObject::connect(timer, &QTimer::timeout, qApp, [=, &asked] {
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        if (!box || box->objectName() != name)
            return;
        timer->stop();
        timer->deleteLater();
        ++asked;
        QTest::mouseClick(box->button(answer), Qt::LeftButton);
    });
    timer->start();
}

} // namespace cs::ui::test
