// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "ui/common/settings.h"

#include <QObject>

class QWidget;

namespace cs::ui
{

class Document;

/// Open, save and import with their dialogs; asks before changes would be lost.
class DocumentFiles : public QObject
{
    Q_OBJECT
public:
    DocumentFiles(Document *document, Settings *settings, QWidget *window);

    /// True when there is nothing to lose, it was saved, or the user gave it up.
    bool mayReplace();

    void newScenario();
    void openDialog();
    /// A scenario is opened, anything else goes to the import.
    void openAny(const QString &path);
    void open(const QString &path);
    /// Opened to look at: saving asks for another place.
    void openShipped(const QString &path);
    void importLog(const QString &path = {});
    bool save();
    bool saveAs();

Q_SIGNALS:
    void opened();
    void message(const QString &text);
    void problems(const QString &title, const cs::Errors &errors);

private:
    bool write(const QString &path);

    Document *m_document;
    Settings *m_settings;
    QWidget *m_window;
    bool m_shipped = false;
};

} // namespace cs::ui
