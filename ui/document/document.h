// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <functional>
#include <memory>
#include <string>

namespace cs::ui
{

using ScenarioPtr = std::shared_ptr<const Scenario>;
using Change = std::function<Result<void>(Scenario &)>;

/// The open scenario with its file, its original text and its history. It changes by edit(), undo and redo alone.
class Document : public QObject
{
    Q_OBJECT
public:
    explicit Document(QObject *parent = nullptr);

    const Scenario &scenario() const { return *m_scenario; }
    ScenarioPtr snapshot() const { return m_scenario; }
    QUndoStack *undoStack() { return &m_undo; }

    /// Empty while it was never saved.
    QString path() const { return m_path; }
    /// Folder in which a relative trace file is looked for.
    QString folder() const;
    QString displayName() const;
    bool isDirty() const;
    const std::string &originalText() const { return m_text; }

    /// Applies a change as one undo step. A change that fails, or that makes the scenario invalid where it was valid,
    /// is refused with the reason and nothing happens. Edits in a row with the same non-empty merge key are one step.
    Result<void> edit(const QString &text, const Change &change, const QString &mergeKey = {});
    /// Why such an edit would be refused, without doing it.
    Result<void> tryOut(const Change &change) const;

    ResultAll<void> load(const QString &path);
    /// Writes to the file it came from and nothing but the changes.
    Result<void> save();
    /// To another file; a relative trace file is still the same one from there.
    Result<void> saveAs(const QString &path);
    /// A document without file. `dirty`: it exists nowhere else (an import).
    void reset(Scenario scenario, bool dirty);
    /// After a crash: the state as it was, with changes unsaved.
    void restore(Scenario scenario, std::string originalText, const QString &path);

Q_SIGNALS:
    void changed(); ///< the scenario is another
    void replaced(); ///< another document is open; `changed` follows
    void stateChanged(); ///< path or dirtiness

private:
    friend class ScenarioCommand;
    void apply(const ScenarioPtr &scenario, const QString &folder);
    void replace(Scenario scenario, std::string text, const QString &path, bool dirty);

    ScenarioPtr m_scenario;
    std::string m_text;
    QString m_path;
    QUndoStack m_undo;
    bool m_unsavedFromStart = false;
};

} // namespace cs::ui
