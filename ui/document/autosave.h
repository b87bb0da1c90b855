// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <vector>

class QLockFile;

namespace cs::ui
{

class Document;

/// Keeps a copy of unsaved changes in the program's data folder, every 30 s while there are some, and takes it away
/// once they are saved or dropped. A copy that a program which is gone has left behind can be restored.
class Autosave : public QObject
{
    Q_OBJECT
public:
    explicit Autosave(Document *document, QObject *parent = nullptr);
    ~Autosave() override;

    struct Leftover {
        QString file;
        QString name; ///< for people
        QString time;
    };
    /// Copies that no running program owns, newest first.
    std::vector<Leftover> leftovers() const;
    bool restore(const Leftover &leftover);
    static void discard(const Leftover &leftover);

    /// Writes (or removes) the copy now.
    void sync();

Q_SIGNALS:
    void failed(const QString &reason);

private:
    static QString folder();
    bool claim();

    Document *m_document;
    QTimer m_timer;
    QString m_file;
    std::unique_ptr<QLockFile> m_lock;
    std::shared_ptr<const void> m_saved;
};

} // namespace cs::ui
