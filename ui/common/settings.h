// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace cs::ui
{

/// What the program remembers between starts; all keys are in settings.cpp. Settings of another version are ignored
/// rather than misread.
class Settings
{
public:
    Settings();

    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);

    QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    void resetLayout();

    /// Newest first, files that are gone left out.
    QStringList recentFiles() const;
    void addRecentFile(const QString &path);
    void clearRecentFiles();

    /// Where the next file dialog starts.
    QString folder() const;
    void setFolder(const QString &folder);

private:
    QSettings m_settings;
};

} // namespace cs::ui
