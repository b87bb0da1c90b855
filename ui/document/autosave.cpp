// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/autosave.h"

#include "sim/io/files.h"
#include "sim/io/scenario_file.h"
#include "ui/common/text.h"
#include "ui/document/document.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QLockFile>
#include <QStandardPaths>
#include <QUuid>

namespace cs::ui
{

namespace
{

constexpr int intervalMilliseconds = 30'000;
const QString suffix = QStringLiteral(".autosave");
const QString lockSuffix = QStringLiteral(".lock");

QJsonObject readCopy(const QString &file)
{
    QFile copy(file);
    if (!copy.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(copy.readAll()).object();
}

} // namespace

Autosave::Autosave(Document *document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    m_timer.setInterval(intervalMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::sync);
    connect(document, &Document::stateChanged, this, [this] {
        if (!m_document->isDirty())
            sync();
    });
    m_timer.start();
}

Autosave::~Autosave()
{
    // An orderly end: what was dirty has been saved or dropped by the user.
    if (!m_file.isEmpty())
        QFile::remove(m_file);
}

QString Autosave::folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/autosave");
}

bool Autosave::claim()
{
    if (m_lock)
        return true;
    if (!QDir().mkpath(folder()))
        return false;
    m_file = folder() + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + suffix;
    m_lock = std::make_unique<QLockFile>(m_file + lockSuffix);
    m_lock->setStaleLockTime(0);
    return m_lock->tryLock(0);
}

void Autosave::sync()
{
    if (!m_document->isDirty()) {
        if (!m_file.isEmpty())
            QFile::remove(m_file);
        m_saved.reset();
        return;
    }
    const ScenarioPtr now = m_document->snapshot();
    if (m_saved == now)
        return;
    if (!claim())
        return Q_EMIT failed(tr("Unsaved changes cannot be kept in %1.").arg(folder()));
    const QJsonObject copy { { QStringLiteral("path"), m_document->path() },
        { QStringLiteral("name"), m_document->displayName() },
        { QStringLiteral("original"), qs(m_document->originalText()) },
        { QStringLiteral("scenario"), qs(writeScenario(*now, m_document->originalText())) } };
    if (const auto done = writeFile(ss(m_file), QJsonDocument(copy).toJson().toStdString()); !done)
        return Q_EMIT failed(qs(done.error().text()));
    m_saved = now;
}

std::vector<Autosave::Leftover> Autosave::leftovers() const
{
    std::vector<Leftover> found;
    const QDir dir(folder());
    for (const QFileInfo &info : dir.entryInfoList({ QLatin1Char('*') + suffix }, QDir::Files, QDir::Time)) {
        QLockFile lock(info.filePath() + lockSuffix);
        lock.setStaleLockTime(0);
        if (info.filePath() == m_file || !lock.tryLock(0))
            continue;
        const QString name = readCopy(info.filePath()).value(QStringLiteral("name")).toString();
        found.push_back({ info.filePath(), name.isEmpty() ? info.fileName() : name,
            QLocale().toString(info.lastModified(), QLocale::ShortFormat) });
    }
    return found;
}

bool Autosave::restore(const Leftover &leftover)
{
    const QJsonObject copy = readCopy(leftover.file);
    auto scenario = readScenario(ss(copy.value(QStringLiteral("scenario")).toString()));
    if (!scenario) {
        Q_EMIT failed(qs(joined(scenario.error())));
        return false;
    }
    m_document->restore(std::move(*scenario), ss(copy.value(QStringLiteral("original")).toString()),
        copy.value(QStringLiteral("path")).toString());
    sync();
    discard(leftover);
    return true;
}

void Autosave::discard(const Leftover &leftover)
{
    QFile::remove(leftover.file);
    QFile::remove(leftover.file + lockSuffix);
}

} // namespace cs::ui
