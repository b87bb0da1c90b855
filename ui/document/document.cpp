// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/document.h"

#include "sim/io/files.h"
#include "sim/io/scenario_file.h"
#include "sim/model/validate.h"
#include "ui/common/text.h"
#include "ui/document/scenario_edits.h"

#include <QDir>
#include <QFileInfo>
#include <QUndoCommand>
#include <algorithm>

namespace cs::ui
{

namespace
{

/// The scenario for a file in folder `to`, of one that was in folder `from`. A trace file inside of `to` is named
/// relative to it, any other by its absolute path: that holds through symbolic links too.
ScenarioPtr moved(const ScenarioPtr &scenario, const QString &from, const QString &to)
{
    const auto &trace = scenario->workload.trace;
    if (from == to || !trace || trace->file.empty() || QDir::isAbsolutePath(qs(trace->file)))
        return scenario;
    const QFileInfo file(QDir(from), qs(trace->file));
    const QString real = file.exists() ? file.canonicalFilePath() : QDir::cleanPath(file.absoluteFilePath());
    const QFileInfo target(to);
    const QString inside
        = QDir(target.exists() ? target.canonicalFilePath() : target.absoluteFilePath()).relativeFilePath(real);
    auto changed = std::make_shared<Scenario>(*scenario);
    changed->workload.trace->file = ss(inside.startsWith(QLatin1String("..")) ? real : inside);
    return changed;
}

} // namespace

class ScenarioCommand : public QUndoCommand
{
public:
    ScenarioCommand(Document *document, ScenarioPtr after, const QString &text, const QString &mergeKey)
        : QUndoCommand(text)
        , m_document(document)
        , m_folder(document->folder())
        , m_before(document->snapshot())
        , m_after(std::move(after))
        , m_mergeKey(mergeKey)
    {
    }

    void undo() override { m_document->apply(m_before, m_folder); }
    void redo() override { m_document->apply(m_after, m_folder); }
    int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const ScenarioCommand *>(other);
        if (next->m_mergeKey != m_mergeKey)
            return false;
        m_after = next->m_after;
        setText(next->text());
        setObsolete(*m_after == *m_before);
        return true;
    }

private:
    Document *m_document;
    QString m_folder; ///< from which both scenarios look for a relative trace file
    ScenarioPtr m_before, m_after;
    QString m_mergeKey;
};

Document::Document(QObject *parent)
    : QObject(parent)
    , m_scenario(std::make_shared<Scenario>(newScenario()))
{
    connect(&m_undo, &QUndoStack::cleanChanged, this, &Document::stateChanged);
}

QString Document::folder() const
{
    return m_path.isEmpty() ? QString() : QFileInfo(m_path).absolutePath();
}

QString Document::displayName() const
{
    if (!m_path.isEmpty())
        return QFileInfo(m_path).fileName();
    return m_scenario->name.empty() ? tr("Untitled") : qs(m_scenario->name);
}

bool Document::isDirty() const
{
    return m_unsavedFromStart || !m_undo.isClean();
}

Result<void> Document::tryOut(const Change &change) const
{
    Scenario candidate = *m_scenario;
    if (auto done = change(candidate); !done)
        return done;
    const Errors before = validate(*m_scenario);
    for (const Error &error : validate(candidate))
        if (std::find(before.begin(), before.end(), error) == before.end())
            return tl::unexpected(error);
    return {};
}

Result<void> Document::edit(const QString &text, const Change &change, const QString &mergeKey)
{
    if (auto possible = tryOut(change); !possible)
        return possible;
    auto after = std::make_shared<Scenario>(*m_scenario);
    if (auto done = change(*after); !done)
        return done;
    if (*after != *m_scenario)
        m_undo.push(new ScenarioCommand(this, std::move(after), text, mergeKey));
    return {};
}

void Document::apply(const ScenarioPtr &scenario, const QString &folder)
{
    m_scenario = moved(scenario, folder, this->folder());
    Q_EMIT changed();
}

ResultAll<void> Document::load(const QString &path)
{
    auto file = loadScenario(ss(path));
    if (!file)
        return tl::unexpected(file.error());
    replace(std::move(file->scenario), std::move(file->text), QFileInfo(path).absoluteFilePath(), false);
    return {};
}

Result<void> Document::save()
{
    return saveAs(m_path);
}

Result<void> Document::saveAs(const QString &path)
{
    if (path.isEmpty())
        return fail("the scenario has no file name yet");
    const QFileInfo file(path);
    const ScenarioPtr there = moved(m_scenario, folder(), file.absolutePath());
    std::string text = writeScenario(*there, m_text);
    if (auto done = writeFile(ss(path), text); !done)
        return done;
    m_text = std::move(text);
    m_path = file.absoluteFilePath();
    m_unsavedFromStart = false;
    if (there != m_scenario) {
        m_scenario = there;
        Q_EMIT changed();
    }
    m_undo.setClean();
    Q_EMIT stateChanged();
    return {};
}

void Document::reset(Scenario scenario, bool dirty)
{
    replace(std::move(scenario), {}, {}, dirty);
}

void Document::restore(Scenario scenario, std::string originalText, const QString &path)
{
    replace(std::move(scenario), std::move(originalText), path, true);
}

void Document::replace(Scenario scenario, std::string text, const QString &path, bool dirty)
{
    m_undo.clear();
    m_scenario = std::make_shared<Scenario>(std::move(scenario));
    m_text = std::move(text);
    m_path = path;
    m_unsavedFromStart = dirty;
    Q_EMIT replaced();
    Q_EMIT changed();
    Q_EMIT stateChanged();
}

} // namespace cs::ui
