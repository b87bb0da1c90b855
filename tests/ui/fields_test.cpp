// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"
#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/fields/field_edit.h"
#include "ui/fields/fields.h"
#include "ui/fields/law_edit.h"
#include "ui/fields/law_text.h"

#include <QComboBox>
#include <QDir>
#include <QLineEdit>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

class FieldsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lawsReadBackAsWritten_data();
    void lawsReadBackAsWritten();
    void wrongLawsAreRefused();
    void lawEditorChangesKindAndKeepsTheMean();
    void typingInAFieldIsOneUndoStep();
    void wrongTextStaysInTheFieldAndOutOfTheScenario();
    void fieldThatDiesWithTheFocusAsksNothing();
    void everyFieldOfTheShippedScenariosReadsBack();
};

void FieldsTest::lawsReadBackAsWritten_data()
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

void FieldsTest::lawsReadBackAsWritten()
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

void FieldsTest::wrongLawsAreRefused()
{
    for (const char *text : { "", "180", "180 kB", "lognormal", "lognormal mean 1ms", "uniform min 1ms", "1ms shape 2",
             "mean 1ms", "exponential 1ms 2ms", "table", "table 1ms,", "cv 1", "lognormal mean 1ms cv 1ms" })
        QVERIFY2(!parseLaw(text, Unit::time).has_value(), text);
}

void FieldsTest::lawEditorChangesKindAndKeepsTheMean()
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

void FieldsTest::typingInAFieldIsOneUndoStep()
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

void FieldsTest::wrongTextStaysInTheFieldAndOutOfTheScenario()
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

void FieldsTest::fieldThatDiesWithTheFocusAsksNothing()
{
    Document document;
    BoundField field = bind(*fieldNamed(scenarioFields(), QStringLiteral("run_seed")), [](Scenario &s) { return &s; });
    int asked = 0;
    field.get = [&asked](const Scenario &) -> std::optional<QString> {
        ++asked;
        return QStringLiteral("1");
    };
    auto *edit = new FieldEdit(field, &document);
    edit->show();
    QVERIFY(QTest::qWaitForWindowActive(edit));
    auto *line = edit->findChild<QLineEdit *>();
    line->setFocus();
    QVERIFY(line->hasFocus());
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(asked > 0);
    asked = 0;
    delete edit;
    QCOMPARE(asked, 0);
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

void FieldsTest::everyFieldOfTheShippedScenariosReadsBack()
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

int main(int argc, char **argv)
{
    return runTest<FieldsTest>(argc, argv);
}
#include "fields_test.moc"
