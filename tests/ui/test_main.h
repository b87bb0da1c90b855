// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace cs::ui::test
{

/// Points everything a program keeps (settings, data, cache, sockets) into one folder that only this process has, so
/// that tests see neither the user's files nor those of a test that runs beside them.
inline bool moveHome(const QTemporaryDir &home)
{
    if (!home.isValid())
        return false;
    bool done = qputenv("HOME", home.path().toLocal8Bit());
    for (const char *name : { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" }) {
        const QString folder = home.filePath(QString::fromLatin1(name));
        done = QDir().mkpath(folder) && done;
        // Qt takes a runtime folder only when nobody else may look into it.
        done = QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner) && done;
        done = qputenv(name, folder.toLocal8Bit()) && done;
    }
    return done;
}

/// The main of a test program. The home moves before Qt reads any of it.
template <class Test>
int runTest(int argc, char **argv)
{
    const QTemporaryDir home;
    if (!moveHome(home))
        qFatal("no temporary home: %s", qPrintable(home.errorString()));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("cache-strategist-tests"));
    QApplication::setApplicationName(QStringLiteral("cache-strategist-tests"));
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace cs::ui::test
