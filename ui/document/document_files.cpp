// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/document_files.h"

#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/document/scenario_edits.h"
#include "ui/pages/import_dialog.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace cs::ui
{

namespace
{

const QString ending = QStringLiteral(".scenario.json");

bool looksLikeScenario(const QString &path)
{
    if (path.endsWith(ending))
        return true;
    QFile file(path);
    return path.endsWith(QLatin1String(".json")) && file.open(QIODevice::ReadOnly)
        && file.read(4096).contains("cache-strategist/scenario");
}

} // namespace

DocumentFiles::DocumentFiles(Document *document, Settings *settings, QWidget *window)
    : QObject(window)
    , m_document(document)
    , m_settings(settings)
    , m_window(window)
{
}

bool DocumentFiles::mayReplace()
{
    if (!m_document->isDirty())
        return true;
    QMessageBox box(QMessageBox::Warning, tr("Unsaved changes"),
        tr("Save the changes to \"%1\"?").arg(m_document->displayName()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
    box.setObjectName(QStringLiteral("unsavedChanges"));
    box.setInformativeText(tr("They are lost if you don't save them."));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        return save();
    case QMessageBox::Discard:
        return true;
    default:
        return false;
    }
}

void DocumentFiles::newScenario()
{
    if (!mayReplace())
        return;
    m_shipped = false;
    m_document->reset(ui::newScenario(), false);
    Q_EMIT opened();
}

void DocumentFiles::openDialog()
{
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Open scenario"), m_settings->folder(), tr("Scenarios (*.scenario.json *.json);;All files (*)"));
    if (!path.isEmpty())
        openAny(path);
}

void DocumentFiles::openAny(const QString &path)
{
    if (looksLikeScenario(path) || !QFileInfo(path).isFile())
        open(path);
    else
        importLog(path);
}

void DocumentFiles::open(const QString &path)
{
    if (!mayReplace())
        return;
    if (const auto done = m_document->load(path); !done) {
        const QString count = counted(qsizetype(done.error().size()), tr("1 problem"), tr("%1 problems"));
        return Q_EMIT problems(tr("%1 cannot be opened: %2").arg(QFileInfo(path).fileName(), count), done.error());
    }
    m_shipped = false;
    m_settings->addRecentFile(path);
    m_settings->setFolder(QFileInfo(path).absolutePath());
    Q_EMIT problems({}, {});
    Q_EMIT opened();
}

void DocumentFiles::openShipped(const QString &path)
{
    if (!mayReplace())
        return;
    if (const auto done = m_document->load(path); !done)
        return Q_EMIT problems(tr("%1 cannot be opened").arg(QFileInfo(path).fileName()), done.error());
    m_shipped = true;
    Q_EMIT problems({}, {});
    Q_EMIT opened();
}

void DocumentFiles::importLog(const QString &path)
{
    ImportDialog dialog(path, m_window);
    if (dialog.exec() != QDialog::Accepted || !dialog.report() || !mayReplace())
        return;
    m_shipped = false;
    m_document->reset(dialog.report()->scenario, true);
    Q_EMIT opened();
}

bool DocumentFiles::save()
{
    return m_shipped || m_document->path().isEmpty() ? saveAs() : write(m_document->path());
}

bool DocumentFiles::saveAs()
{
    const QString name
        = m_document->path().isEmpty() ? QStringLiteral("untitled") + ending : QFileInfo(m_document->path()).fileName();
    QString path = QFileDialog::getSaveFileName(m_window, tr("Save scenario"),
        m_settings->folder() + QLatin1Char('/') + name, tr("Scenarios (*.scenario.json)"));
    if (path.isEmpty())
        return false;
    if (QFileInfo(path).suffix().isEmpty())
        path += ending;
    return write(path);
}

bool DocumentFiles::write(const QString &path)
{
    if (const auto done = m_document->saveAs(path); !done) {
        Q_EMIT problems(tr("Not saved; nothing is lost, choose another place or try again"), { done.error() });
        return false;
    }
    m_shipped = false;
    m_settings->addRecentFile(path);
    m_settings->setFolder(QFileInfo(path).absolutePath());
    Q_EMIT problems({}, {});
    Q_EMIT message(tr("Saved %1.").arg(path));
    return true;
}

} // namespace cs::ui
