// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/settings.h"

#include <QDir>
#include <QFileInfo>

namespace cs::ui
{

namespace
{

constexpr int settingsVersion = 1;
constexpr int recentLimit = 10;
const QString versionKey = QStringLiteral("version");
const QString themeKey = QStringLiteral("theme");
const QString geometryKey = QStringLiteral("geometry");
const QString recentKey = QStringLiteral("recent");
const QString folderKey = QStringLiteral("folder");

} // namespace

Settings::Settings()
{
    if (m_settings.value(versionKey, settingsVersion).toInt() != settingsVersion)
        m_settings.clear();
    m_settings.setValue(versionKey, settingsVersion);
}

ThemeChoice Settings::theme() const
{
    const QString name = m_settings.value(themeKey).toString();
    if (name == QLatin1String("light"))
        return ThemeChoice::light;
    return name == QLatin1String("dark") ? ThemeChoice::dark : ThemeChoice::system;
}

void Settings::setTheme(ThemeChoice theme)
{
    const char *name = theme == ThemeChoice::light ? "light" : theme == ThemeChoice::dark ? "dark" : "system";
    m_settings.setValue(themeKey, QString::fromLatin1(name));
}

QByteArray Settings::geometry() const
{
    return m_settings.value(geometryKey).toByteArray();
}

void Settings::setGeometry(const QByteArray &geometry)
{
    m_settings.setValue(geometryKey, geometry);
}

void Settings::resetLayout()
{
    m_settings.remove(geometryKey);
}

QStringList Settings::recentFiles() const
{
    QStringList present;
    for (const QString &path : m_settings.value(recentKey).toStringList())
        if (QFileInfo::exists(path))
            present << path;
    return present;
}

void Settings::addRecentFile(const QString &path)
{
    QStringList files = m_settings.value(recentKey).toStringList();
    const QString absolute = QFileInfo(path).absoluteFilePath();
    files.removeAll(absolute);
    files.prepend(absolute);
    m_settings.setValue(recentKey, QStringList(files.mid(0, recentLimit)));
}

void Settings::clearRecentFiles()
{
    m_settings.remove(recentKey);
}

QString Settings::folder() const
{
    return m_settings.value(folderKey, QDir::homePath()).toString();
}

void Settings::setFolder(const QString &folder)
{
    m_settings.setValue(folderKey, folder);
}

} // namespace cs::ui
