// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"
#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/models/data_types_model.h"
#include "ui/models/layers_model.h"
#include "ui/models/rules_model.h"
#include "ui/models/text_table_model.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

class ModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelsKeepQtsRules();
    void tableShowsTheDataTypes();
    void cellEditIsOneUndoStep();
    void refusedTextChangesNothing();
    void cellEditorStaysOpenWhileItsTextIsWrong();
    void pasteFillsCellsAndAddsRows();
    void refusedPasteChangesNothing();
    void copiedTablePastesBackUnchanged();
    void ruleCellSetsAndClearsTheTtl();
};

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

int main(int argc, char **argv)
{
    return runTest<ModelsTest>(argc, argv);
}
#include "models_test.moc"
