// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"
#include "ui/common/text.h"
#include "ui/document/autosave.h"
#include "ui/document/document.h"
#include "ui/document/place.h"
#include "ui/models/data_types_model.h"

#include <QDir>
#include <QStandardPaths>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

class DocumentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renameIsFollowedEverywhere();
    void removingADataTypeTakesItsRulesAlong();
    void layerEditsKeepOrderAndNames();
    void saveWritesOnlyTheEdit();
    void saveAsElsewhereKeepsTheTrace();
    void failedSaveKeepsFileAndChanges();
    void brokenFileLeavesTheDocumentAlone();
    void unsavedChangesSurviveACrash();
    void placesOfErrorsAreFound();
};

void DocumentTest::renameIsFollowedEverywhere()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    DataTypesModel model(&document);
    std::size_t rules = 0;
    const std::string old = document.scenario().workload.dataTypes[0].name;
    for (const auto &strategy : document.scenario().strategies)
        for (const auto &layer : strategy.layers)
            rules += layer.ruleFor(old) ? 1 : 0;
    QVERIFY(rules > 0);
    QVERIFY(model.setData(model.index(0, 0), QStringLiteral("People"), Qt::EditRole));
    for (const auto &strategy : document.scenario().strategies) {
        for (const auto &layer : strategy.layers) {
            QVERIFY(!layer.ruleFor(old));
            rules -= layer.ruleFor("People") ? 1 : 0;
        }
    }
    QCOMPARE(rules, size_t(0));
}

void DocumentTest::removingADataTypeTakesItsRulesAlong()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    const std::string name = document.scenario().workload.dataTypes[0].name;
    QVERIFY(document.edit(QStringLiteral("x"), [](Scenario &s) -> Result<void> {
        removeDataType(s, 0);
        return {};
    }));
    for (const auto &strategy : document.scenario().strategies)
        for (const auto &layer : strategy.layers)
            for (const auto &entry : layer.rules)
                QVERIFY(entry.first != name);
}

void DocumentTest::layerEditsKeepOrderAndNames()
{
    Scenario scenario = newScenario();
    QCOMPARE(addLayer(scenario, 1, LayerKind::cdn), size_t(0));
    QCOMPARE(addLayer(scenario, 1, LayerKind::redis), size_t(2));
    const auto &layers = scenario.strategies[1].layers;
    QVERIFY(layers[1].name != layers[2].name);
    TimelineEvent flush;
    flush.layer = layers[1].name;
    scenario.timeline.push_back(flush);
    renameLayer(scenario, 1, 1, "Main cache");
    QCOMPARE(scenario.timeline[0].layer, std::string("Main cache"));
    moveLayer(scenario, 1, 1, 0);
    QCOMPARE(layers[0].name, std::string("Main cache"));
    removeLayer(scenario, 1, 0);
    QVERIFY(scenario.timeline.empty());
}

void DocumentTest::saveWritesOnlyTheEdit()
{
    QTemporaryDir folder;
    const QString path = copyOf(storefront, folder);
    const QByteArray before = contents(path);
    Document document;
    QVERIFY(document.load(path).has_value());
    DataTypesModel model(&document);
    QVERIFY(
        model.setData(model.index(1, model.columnOf(QStringLiteral("keys"))), QStringLiteral("4321"), Qt::EditRole));
    QVERIFY(document.save().has_value());
    QVERIFY(!document.isDirty());
    QCOMPARE(linesThatDiffer(before, contents(path)), 1);
    document.undoStack()->undo();
    QVERIFY(document.isDirty());
    QVERIFY(document.save().has_value());
    QCOMPARE(contents(path), before);
}

void DocumentTest::saveAsElsewhereKeepsTheTrace()
{
    QTemporaryDir folder;
    const QDir root(QFileInfo(folder.path()).canonicalFilePath());
    QVERIFY(root.mkpath(QStringLiteral("a/logs")) && root.mkpath(QStringLiteral("b")));
    QFile log(root.filePath(QStringLiteral("a/logs/access.log")));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.close();
    Scenario scenario = newScenario();
    scenario.workload.trace.emplace().file = "logs/access.log";
    const QString first = root.filePath(QStringLiteral("a/s.scenario.json"));
    QVERIFY(saveScenario(ss(first), scenario).has_value());
    Document document;
    QVERIFY(document.load(first).has_value());
    QVERIFY(document.edit(QStringLiteral("seed"), [](Scenario &s) -> Result<void> {
        s.run.seed = 9;
        return {};
    }));
    const auto trace = [&] { return qs(document.scenario().workload.trace->file); };
    const auto saved = [&] { return qs(loadScenario(ss(document.path()))->scenario.workload.trace->file); };
    QVERIFY(!document.saveAs(root.filePath(QStringLiteral("none/s.scenario.json"))).has_value());
    QCOMPARE(trace(), QStringLiteral("logs/access.log"));
    QVERIFY(document.saveAs(root.filePath(QStringLiteral("b/s.scenario.json"))).has_value());
    QCOMPARE(trace(), log.fileName());
    QCOMPARE(saved(), log.fileName());
    QVERIFY(!document.isDirty());
    // What the history brings back looks from the new folder as well.
    document.undoStack()->undo();
    QCOMPARE(trace(), log.fileName());
    document.undoStack()->redo();
    QCOMPARE(trace(), log.fileName());
    QVERIFY(!document.isDirty());
    QVERIFY(document.load(first).has_value());
    QVERIFY(document.saveAs(root.filePath(QStringLiteral("s.scenario.json"))).has_value());
    QCOMPARE(saved(), QStringLiteral("a/logs/access.log"));
}

void DocumentTest::failedSaveKeepsFileAndChanges()
{
    QTemporaryDir folder;
    Document document;
    QVERIFY(document.edit(QStringLiteral("x"), [](Scenario &s) -> Result<void> {
        s.run.seed = 9;
        return {};
    }));
    QVERIFY(!document.save().has_value());
    QVERIFY(!document.saveAs(folder.path()).has_value());
    QVERIFY(!document.saveAs(folder.filePath(QStringLiteral("no/such/folder/x.scenario.json"))).has_value());
    QVERIFY(document.isDirty());
    QVERIFY(document.path().isEmpty());
    QCOMPARE(document.scenario().run.seed, std::uint64_t(9));
}

void DocumentTest::brokenFileLeavesTheDocumentAlone()
{
    QTemporaryDir folder;
    const QString path = copyOf(storefront, folder);
    QByteArray text = contents(path);
    text.replace("\"keys\": 50000", "\"keys\": \"fifty\"").replace("\"2400/h\"", "2400");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    Document document;
    QVERIFY(document.load(storefront).has_value());
    const Scenario before = document.scenario();
    const auto done = document.load(path);
    QVERIFY(!done.has_value());
    QVERIFY(done.error().size() >= 2);
    QVERIFY(document.scenario() == before);
    QCOMPARE(document.path(), storefront);
}

void DocumentTest::unsavedChangesSurviveACrash()
{
    QTemporaryDir folder;
    const QString path = copyOf(storefront, folder);
    const QString place
        = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/autosave");
    QDir(place).removeRecursively();
    Document crashed;
    Autosave before(&crashed);
    QVERIFY(crashed.load(path).has_value());
    DataTypesModel model(&crashed);
    QVERIFY(model.setData(model.index(0, model.columnOf(QStringLiteral("keys"))), QStringLiteral("123"), Qt::EditRole));
    before.sync();
    const QStringList kept = QDir(place).entryList({ QStringLiteral("*.autosave") });
    QCOMPARE(kept.size(), 1);
    // A copy without the lock of a living program is what a crash leaves behind.
    QVERIFY(QFile::copy(place + QLatin1Char('/') + kept.front(), place + QStringLiteral("/left.autosave")));

    Document next;
    Autosave after(&next);
    const auto left = after.leftovers();
    QCOMPARE(left.size(), size_t(1));
    QVERIFY(after.restore(left.front()));
    QVERIFY(next.scenario() == crashed.scenario());
    QVERIFY(next.isDirty());
    QCOMPARE(next.path(), path);
    QVERIFY(after.leftovers().empty());
    const QByteArray original = contents(path);
    QVERIFY(next.save().has_value());
    QCOMPARE(linesThatDiffer(original, contents(path)), 1);
    // Once saved nothing is kept any longer.
    QVERIFY(crashed.load(path).has_value());
    QCOMPARE(QDir(place).entryList({ QStringLiteral("*.autosave") }).size(), 0);
}

void DocumentTest::placesOfErrorsAreFound()
{
    const Scenario scenario = newScenario();
    const Place rule = parsePlace("strategies[1].layers[0].rules[\"Items\"].ttl", scenario);
    QCOMPARE(int(rule.area), int(PlaceArea::strategy));
    QCOMPARE(rule.strategy, 1);
    QCOMPARE(rule.layer, 0);
    QCOMPARE(rule.dataType, 0);
    QCOMPARE(rule.key, std::string("ttl"));
    const Place type = parsePlace("workload.data_types[2].keys", scenario);
    QCOMPARE(int(type.area), int(PlaceArea::dataType));
    QCOMPARE(type.dataType, 2);
    QCOMPARE(int(parsePlace("run.seed", scenario).area), int(PlaceArea::run));
    QCOMPARE(int(parsePlace("origin.database.connections", scenario).area), int(PlaceArea::origin));
    QCOMPARE(int(parsePlace("", scenario).area), int(PlaceArea::elsewhere));
    QCOMPARE(parsePlace("strategies[", scenario).strategy, -1);
}

int main(int argc, char **argv)
{
    return runTest<DocumentTest>(argc, argv);
}
#include "document_test.moc"
