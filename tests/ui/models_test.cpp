// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"
#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/document/autosave.h"
#include "ui/document/document.h"
#include "ui/document/place.h"
#include "ui/fields/field_edit.h"
#include "ui/fields/fields.h"
#include "ui/fields/law_edit.h"
#include "ui/fields/law_text.h"
#include "ui/models/data_types_model.h"
#include "ui/models/layers_model.h"
#include "ui/models/rules_model.h"
#include "ui/models/text_table_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

class ModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }
    void lawsReadBackAsWritten_data();
    void lawsReadBackAsWritten();
    void wrongLawsAreRefused();
    void lawEditorChangesKindAndKeepsTheMean();
    void modelsKeepQtsRules();
    void tableShowsTheDataTypes();
    void cellEditIsOneUndoStep();
    void refusedTextChangesNothing();
    void cellEditorStaysOpenWhileItsTextIsWrong();
    void pasteFillsCellsAndAddsRows();
    void refusedPasteChangesNothing();
    void copiedTablePastesBackUnchanged();
    void renameIsFollowedEverywhere();
    void removingADataTypeTakesItsRulesAlong();
    void layerEditsKeepOrderAndNames();
    void ruleCellSetsAndClearsTheTtl();
    void typingInAFieldIsOneUndoStep();
    void wrongTextStaysInTheFieldAndOutOfTheScenario();
    void everyFieldOfTheShippedScenariosReadsBack();
    void saveWritesOnlyTheEdit();
    void failedSaveKeepsFileAndChanges();
    void brokenFileLeavesTheDocumentAlone();
    void unsavedChangesSurviveACrash();
    void placesOfErrorsAreFound();
};

void ModelsTest::lawsReadBackAsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    const std::pair<const char *, const char *> rows[] = {
        { "180ms", "180ms" },
        { "180ms cv 1", "lognormal mean 180ms cv 1" },
        { "lognormal mean 180ms cv 0.5", "lognormal mean 180ms cv 0.5" },
        { "p50 1ms p99 4ms", "lognormal p50 1ms p99 4ms" },
        { "exponential mean 2s", "exponential mean 2s" },
        { "uniform min 1ms max 3ms", "uniform min 1ms max 3ms" },
        { "gpd location 0ns scale 1ms shape 0.25", "" },
        { "table 1ms, 2ms weights 1, 3", "table 1ms, 2ms weights 1, 3" },
        { "per_key 1ms, 2ms", "per_key 1ms, 2ms" },
    };
    for (const auto &[text, canonical] : rows)
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(canonical);
}

void ModelsTest::lawsReadBackAsWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const auto law = parseLaw(ss(text), Unit::time);
    QVERIFY2(law.has_value(), law ? "" : law.error().text().c_str());
    const std::string written = formatLaw(*law, Unit::time);
    if (!canonical.isEmpty())
        QCOMPARE(qs(written), canonical);
    const auto again = parseLaw(written, Unit::time);
    QVERIFY(again.has_value());
    QVERIFY(*again == *law);
}

void ModelsTest::wrongLawsAreRefused()
{
    for (const char *text : { "", "180", "180 kB", "lognormal", "lognormal mean 1ms", "uniform min 1ms", "1ms shape 2",
             "mean 1ms", "exponential 1ms 2ms", "table", "table 1ms,", "cv 1", "lognormal mean 1ms cv 1ms" })
        QVERIFY2(!parseLaw(text, Unit::time).has_value(), text);
}

void ModelsTest::lawEditorChangesKindAndKeepsTheMean()
{
    LawEdit edit(Unit::time);
    edit.setText(QStringLiteral("lognormal mean 180ms cv 1"));
    QString last;
    connect(&edit, &LawEdit::edited, &edit, [&](const QString &text) { last = text; });
    auto *kind = edit.findChild<QComboBox *>();
    for (int index = 0; index < kind->count(); ++index) {
        edit.setText(QStringLiteral("180ms"));
        kind->setCurrentIndex(index);
        Q_EMIT kind->activated(index);
        const auto law = parseLaw(ss(last), Unit::time);
        QVERIFY2(law.has_value(), qPrintable(last));
        QCOMPARE(edit.text(), last);
        if (index != 2 && index != 5) // percentiles and Pareto are not set by their mean
            QVERIFY2(qAbs(law->expected() - 0.18) < 1e-9, qPrintable(last));
    }
}

void ModelsTest::modelsKeepQtsRules()
{
    Document document;
    DataTypesModel types(&document);
    LayersModel layers(&document);
    RulesModel rules(&document);
    TextTableModel table;
    const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
    QAbstractItemModelTester a(&types, mode), b(&layers, mode), c(&rules, mode), d(&table, mode);
    layers.setStrategy(1);
    rules.setStrategy(1);
    const auto edit = [&](auto change) {
        QVERIFY(document.edit(QStringLiteral("x"), [&](Scenario &s) -> Result<void> {
            change(s);
            return {};
        }));
    };
    edit([](Scenario &s) { addDataType(s); });
    edit([](Scenario &s) { duplicateDataType(s, 0); });
    edit([](Scenario &s) { addLayer(s, 1, LayerKind::cdn); });
    edit([](Scenario &s) { moveLayer(s, 1, 0, 1); });
    QCOMPARE(types.rowCount(), 3);
    QCOMPARE(layers.rowCount(), 2);
    QCOMPARE(rules.columnCount(), 3);
    edit([](Scenario &s) { removeDataType(s, 1); });
    edit([](Scenario &s) { removeLayer(s, 1, 0); });
    while (document.undoStack()->canUndo())
        document.undoStack()->undo();
    QCOMPARE(types.rowCount(), 1);
    table.setContent({ { QStringLiteral("A"), {} } }, { { { QStringLiteral("1"), 1.0, Meaning::better } } });
    QVERIFY(document.load(storefront).has_value());
    QCOMPARE(types.rowCount(), int(document.scenario().workload.dataTypes.size()));
}

void ModelsTest::tableShowsTheDataTypes()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    DataTypesModel model(&document);
    const auto &types = document.scenario().workload.dataTypes;
    QCOMPARE(types.size(), size_t(6));
    QCOMPARE(model.rowCount(), 6);
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(
            model.index(row, model.columnOf(QStringLiteral("name"))).data().toString(), qs(types[size_t(row)].name));
    QCOMPARE(model.index(0, model.columnOf(QStringLiteral("reads_rate"))).data().toString(), QStringLiteral("2400/h"));
    QCOMPARE(
        model.index(0, model.columnOf(QStringLiteral("value_size"))).data().toString(), QStringLiteral("2 kB, cv 0.8"));
}

void ModelsTest::cellEditIsOneUndoStep()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    DataTypesModel model(&document);
    const Scenario before = document.scenario();
    const auto cell = model.index(0, model.columnOf(QStringLiteral("reads_rate")));
    QVERIFY(model.setData(cell, QStringLiteral("1/s"), Qt::EditRole));
    QCOMPARE(document.scenario().workload.dataTypes[0].reads.rate, 1.0);
    QVERIFY(document.isDirty());
    QVERIFY(document.undoStack()->undoText().contains(QStringLiteral("Reads")));
    document.undoStack()->undo();
    QVERIFY(document.scenario() == before);
    QVERIFY(!document.isDirty());
    document.undoStack()->redo();
    QCOMPARE(document.scenario().workload.dataTypes[0].reads.rate, 1.0);
}

void ModelsTest::refusedTextChangesNothing()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    DataTypesModel model(&document);
    const Scenario before = document.scenario();
    const QString second = qs(before.workload.dataTypes[1].name);
    const std::pair<const char *, QString> wrong[]
        = { { "reads_rate", QStringLiteral("2400") }, { "keys", QStringLiteral("-5") }, { "keys", QStringLiteral("0") },
              { "exponent", QStringLiteral("9") }, { "value_size", QStringLiteral("2 s") }, { "name", second } };
    for (const auto &[field, text] : wrong) {
        const auto cell = model.index(0, model.columnOf(QString::fromLatin1(field)));
        QVERIFY2(!model.problem(cell, text).isEmpty(), field);
        QVERIFY2(!model.setData(cell, text, Qt::EditRole), field);
    }
    QVERIFY(document.scenario() == before);
    QVERIFY(!document.isDirty());
}

void ModelsTest::cellEditorStaysOpenWhileItsTextIsWrong()
{
    Document document;
    DataTypesModel model(&document);
    EditTable table;
    table.setModel(&model);
    table.resize(900, 200);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    const auto cell = model.index(0, model.columnOf(QStringLiteral("keys")));
    table.setCurrentIndex(cell);
    table.edit(cell);
    auto *editor = table.findChild<QLineEdit *>(QStringLiteral("cellEditor"));
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("many"));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(editor->isVisible());
    QCOMPARE(editor->text(), QStringLiteral("many"));
    QTRY_VERIFY(editor->toolTip().contains(QStringLiteral("many")));
    QTest::qWait(0);
    QVERIFY(editor->isVisible());
    QCOMPARE(document.scenario().workload.dataTypes[0].keys, std::uint64_t(10000));
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("77"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(document.scenario().workload.dataTypes[0].keys, std::uint64_t(77));
    QTRY_VERIFY(!table.findChild<QLineEdit *>(QStringLiteral("cellEditor")));
}

void ModelsTest::pasteFillsCellsAndAddsRows()
{
    Document document;
    DataTypesModel model(&document);
    const auto start = model.index(0, model.columnOf(QStringLiteral("name")));
    const auto done = model.paste(start, QStringLiteral("Users\tGET /u/:id\t5/s\nPages\tGET /p/:id\t7/s\n"));
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
    const auto &types = document.scenario().workload.dataTypes;
    QCOMPARE(types.size(), size_t(2));
    QCOMPARE(types[0].name, std::string("Users"));
    QCOMPARE(types[1].endpoint, std::string("GET /p/:id"));
    QCOMPARE(types[1].reads.rate, 7.0);
    QVERIFY(document.scenario().strategies[1].layers[0].ruleFor("Users"));
    document.undoStack()->undo();
    QCOMPARE(document.scenario().workload.dataTypes.size(), size_t(1));
}

void ModelsTest::refusedPasteChangesNothing()
{
    Document document;
    DataTypesModel model(&document);
    const Scenario before = document.scenario();
    const auto done
        = model.paste(model.index(0, 0), QStringLiteral("Users\tGET /u/:id\t5/s\nPages\tGET /p/:id\tseven\n"));
    QVERIFY(!done.has_value());
    QVERIFY(qs(done.error().message).contains(QStringLiteral("line 2")));
    QVERIFY(document.scenario() == before);
}

void ModelsTest::copiedTablePastesBackUnchanged()
{
    Document document;
    QVERIFY(document.load(storefront).has_value());
    DataTypesModel model(&document);
    EditTable table;
    table.setModel(&model);
    table.selectAll();
    const QString text = table.selectionAsTsv(false);
    QCOMPARE(text.count(QLatin1Char('\n')), 6);
    const auto done = model.paste(model.index(0, 0), text);
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
    QVERIFY(!document.isDirty());
}

void ModelsTest::renameIsFollowedEverywhere()
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

void ModelsTest::removingADataTypeTakesItsRulesAlong()
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

void ModelsTest::layerEditsKeepOrderAndNames()
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

void ModelsTest::ruleCellSetsAndClearsTheTtl()
{
    Document document;
    RulesModel model(&document);
    model.setStrategy(1);
    const auto cell = model.index(0, RulesModel::columnOfLayer(0));
    const auto rule = [&] { return document.scenario().strategies[1].layers[0].ruleFor("Items"); };
    QVERIFY(model.setData(cell, QStringLiteral("90s"), Qt::EditRole));
    QCOMPARE(rule()->ttl->seconds(), 90.0);
    QCOMPARE(int(rule()->invalidation), int(Invalidation::deleteOnWrite));
    QVERIFY(!model.problem(cell, QStringLiteral("90")).isEmpty());
    QVERIFY(model.setData(cell, QStringLiteral("none"), Qt::EditRole));
    QVERIFY(rule() && !rule()->ttl);
    QVERIFY(model.setData(cell, QString(), Qt::EditRole));
    QVERIFY(!rule());
    QCOMPARE(cell.data().toString(), QStringLiteral("–"));
}

void ModelsTest::typingInAFieldIsOneUndoStep()
{
    Document document;
    FieldEdit edit(
        bind(*fieldNamed(scenarioFields(), QStringLiteral("run_seed")), [](Scenario &s) { return &s; }), &document);
    edit.refresh(true);
    auto *line = edit.findChild<QLineEdit *>();
    edit.show();
    QVERIFY(QTest::qWaitForWindowExposed(&edit));
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("4217"));
    QCOMPARE(document.scenario().run.seed, std::uint64_t(4217));
    QCOMPARE(document.undoStack()->count(), 1);
    document.undoStack()->undo();
    QCOMPARE(document.scenario().run.seed, std::uint64_t(1));
    edit.refresh();
    QCOMPARE(line->text(), QStringLiteral("1"));
}

void ModelsTest::wrongTextStaysInTheFieldAndOutOfTheScenario()
{
    Document document;
    FieldEdit edit(
        bind(*fieldNamed(scenarioFields(), QStringLiteral("run_duration")), [](Scenario &s) { return &s; }), &document);
    edit.refresh(true);
    auto *line = edit.findChild<QLineEdit *>();
    const Scenario before = document.scenario();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("5 parsecs"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(edit.isInvalid());
    QVERIFY(!edit.problem().isEmpty());
    QCOMPARE(line->text(), QStringLiteral("5 parsecs"));
    edit.refresh();
    QCOMPARE(line->text(), QStringLiteral("5 parsecs"));
    QCOMPARE(document.scenario().run.duration, before.run.duration);
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("300 s"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(!edit.isInvalid());
    QCOMPARE(line->text(), QStringLiteral("5min"));
}

/// What a field prints it also reads, to the same scenario.
template <class T>
static void readsBack(const std::vector<Field<T>> &fields, const T &object)
{
    for (const auto &field : fields) {
        if (field.applies && !field.applies(object))
            continue;
        T copy = object;
        const auto done = field.set(copy, ss(field.get(object)));
        QVERIFY2(done.has_value(), qPrintable(field.id + QStringLiteral(" = ") + field.get(object)));
        QVERIFY2(copy == object, qPrintable(field.id + QStringLiteral(" = ") + field.get(object)));
    }
}

void ModelsTest::everyFieldOfTheShippedScenariosReadsBack()
{
    const QDir folder(QString::fromStdString(cs::test::sourcePath("scenarios")));
    const QStringList names = folder.entryList({ QStringLiteral("*.scenario.json") });
    QVERIFY(names.size() >= 4);
    for (const QString &name : names) {
        const auto file = loadScenario(ss(folder.filePath(name)));
        QVERIFY2(file.has_value(), qPrintable(name));
        readsBack(scenarioFields(), file->scenario);
        for (const auto &type : file->scenario.workload.dataTypes)
            readsBack(dataTypeFields(), type);
        for (const auto &strategy : file->scenario.strategies) {
            for (const auto &layer : strategy.layers) {
                readsBack(layerFields(), layer);
                for (const auto &entry : layer.rules)
                    if (entry.second)
                        readsBack(ruleFields(), *entry.second);
            }
        }
    }
}

void ModelsTest::saveWritesOnlyTheEdit()
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

void ModelsTest::failedSaveKeepsFileAndChanges()
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

void ModelsTest::brokenFileLeavesTheDocumentAlone()
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

void ModelsTest::unsavedChangesSurviveACrash()
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

void ModelsTest::placesOfErrorsAreFound()
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

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
