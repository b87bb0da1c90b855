// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"

#include "sim/results/result_writer.h"
#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/main_window.h"
#include "ui/models/rules_model.h"
#include "ui/pages/results_page.h"
#include "ui/run/run_job.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTabBar>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startPageShowsTheGallery();
    void openedScenarioIsInTheTable();
    void ttlEditedInTheFormIsUndoneAndSaved();
    void wrongTtlIsShownAndBlocksNothingElse();
    void deleteKeyAndButtonsEditTheDataTypes();
    void runShowsWhatTheEngineGives();
    void cancelKeepsTheResultsBefore();
    void editedScenarioMakesResultsOutOfDate();
    void closeAsksForUnsavedChanges();
    void openAsksForUnsavedChanges();
    void brokenFileListsItsProblems();
    void refusedRunLeadsToThePlace();
    void droppedScenarioIsOpened();
    void recentFilesAreKept();
    void themeChangesLive();
    void everyControlSaysWhatItIs();

private:
    template <class T>
    T *find(const char *name) const
    {
        return m_window->findChild<T *>(QLatin1String(name));
    }
    QAction *action(const char *name) const { return find<QAction>(name); }
    QLineEdit *ttlField() const
    {
        return find<QWidget>("rightStrategy")->findChild<QLineEdit *>(QStringLiteral("rule_ttl"));
    }
    QString status() const { return find<QLabel>("runStatus")->text(); }
    const Scenario &scenario() const { return m_window->document()->scenario(); }
    void setScenario(Scenario next) { m_window->document()->reset(std::move(next), false); }

    MainWindow *m_window = nullptr;
};

void WindowTest::init()
{
    m_window = new MainWindow;
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window));
}

void WindowTest::cleanup()
{
    delete m_window;
    m_window = nullptr;
}

void WindowTest::startPageShowsTheGallery()
{
    QTRY_VERIFY(find<QAbstractButton>("gallery_storefront"));
    QTest::mouseClick(find<QAbstractButton>("gallery_storefront"), Qt::LeftButton);
    QCOMPARE(scenario().workload.dataTypes.size(), size_t(6));
    QVERIFY(find<QWidget>("dataTypesTable")->isVisible());
}

void WindowTest::openedScenarioIsInTheTable()
{
    m_window->openFile(storefront);
    const auto *table = find<EditTable>("dataTypesTable");
    QCOMPARE(table->model()->rowCount(), 6);
    QVERIFY(table->isVisible());
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("storefront.scenario.json")));
    QVERIFY(!m_window->isWindowModified());
    // Everything in the form below is of the row that is chosen.
    table->selectionModel()->setCurrentIndex(table->model()->index(2, 0), QItemSelectionModel::ClearAndSelect);
    QCOMPARE(find<QLineEdit>("endpoint")->text(), qs(scenario().workload.dataTypes[2].endpoint));
}

void WindowTest::ttlEditedInTheFormIsUndoneAndSaved()
{
    QTemporaryDir folder;
    const QString path = copyOf(storefront, folder);
    const QByteArray before = contents(path);
    m_window->openFile(path);
    m_window->showPage(MainWindow::strategiesPage);
    auto *panel = find<QWidget>("rightStrategy");
    auto *rules = panel->findChild<EditTable *>(QStringLiteral("rightStrategy_rules"));
    const std::size_t strategy = scenario().strategies.size() - 1;
    const auto &layers = scenario().strategies[strategy].layers;
    int layer = -1;
    for (int index = 0; index < int(layers.size()); ++index)
        if (const Rule *rule = layers[size_t(index)].ruleFor("User profiles"); rule && rule->ttl)
            layer = index;
    QVERIFY(layer >= 0);
    rules->setCurrentIndex(rules->model()->index(0, RulesModel::columnOfLayer(layer)));
    const auto ttl = [&] {
        return scenario().strategies[strategy].layers[size_t(layer)].ruleFor("User profiles")->ttl->seconds();
    };
    const double old = ttl();
    auto *field = ttlField();
    QVERIFY(field->isVisible());
    QTest::mouseClick(field, Qt::LeftButton);
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("17min"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(ttl(), 17 * 60.0);
    QVERIFY(m_window->isWindowModified());
    QVERIFY(action("edit_undo")->text().contains(QStringLiteral("TTL")));
    action("edit_undo")->trigger();
    QCOMPARE(ttl(), old);
    QVERIFY(!m_window->isWindowModified());
    QVERIFY(field->text() != QStringLiteral("17min"));
    action("edit_redo")->trigger();
    QCOMPARE(ttl(), 17 * 60.0);
    action("file_save")->trigger();
    QVERIFY(!m_window->isWindowModified());
    QCOMPARE(linesThatDiffer(before, contents(path)), 1);
    QVERIFY(contents(path).contains("17min"));
}

void WindowTest::wrongTtlIsShownAndBlocksNothingElse()
{
    setScenario(quickScenario());
    m_window->showPage(MainWindow::strategiesPage);
    const Scenario before = scenario();
    auto *field = ttlField();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("5 minuets"));
    QTest::keyClick(field, Qt::Key_Return);
    const auto *problem = find<QWidget>("rightStrategy")->findChild<QLabel *>(QStringLiteral("rule_ttl_problem"));
    QVERIFY(problem->isVisible());
    QVERIFY(!problem->text().isEmpty());
    QVERIFY(scenario() == before);
    action("run_all")->trigger();
    QVERIFY(!m_window->job()->isRunning());
    QVERIFY(status().contains(QStringLiteral("TTL")));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!problem->isVisible());
    QCOMPARE(field->text(), QStringLiteral("5min"));
}

void WindowTest::deleteKeyAndButtonsEditTheDataTypes()
{
    m_window->openFile(storefront);
    QTest::mouseClick(find<QAbstractButton>("duplicateDataType"), Qt::LeftButton);
    QCOMPARE(scenario().workload.dataTypes.size(), size_t(7));
    QTest::mouseClick(find<QAbstractButton>("removeDataType"), Qt::LeftButton);
    QCOMPARE(scenario().workload.dataTypes.size(), size_t(6));
    QTest::mouseClick(find<QAbstractButton>("addDataType"), Qt::LeftButton);
    QCOMPARE(scenario().workload.dataTypes.size(), size_t(7));
    while (action("edit_undo")->isEnabled())
        action("edit_undo")->trigger();
    QVERIFY(!m_window->isWindowModified());
}

void WindowTest::runShowsWhatTheEngineGives()
{
    setScenario(quickScenario());
    action("run_all")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->results()->runSet().runs.empty(), 60000);
    std::vector<RunResultPtr> direct;
    for (std::size_t strategy = 0; strategy < scenario().strategies.size(); ++strategy)
        direct.push_back(*simulate(scenario(), strategy));
    const auto rows = totalsTable(direct);
    const auto *table = find<EditTable>("totalsTable");
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), int(rows.size()));
    for (int row = 0; row < int(rows.size()); ++row)
        QCOMPARE(table->model()->index(row, 2).data().toString(), qs(rows[size_t(row)].text[1]));
    QVERIFY(action("run_all")->isEnabled());
    QVERIFY(!action("run_cancel")->isEnabled());
}

void WindowTest::cancelKeepsTheResultsBefore()
{
    setScenario(quickScenario());
    action("run_all")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->results()->runSet().runs.empty(), 60000);
    const auto before = m_window->results()->runSet().runs;
    QVERIFY(m_window->document()->edit(QStringLiteral("longer"), [](Scenario &s) -> Result<void> {
        s = endlessScenario();
        return {};
    }));
    action("run_all")->trigger();
    QVERIFY(m_window->job()->isRunning());
    QVERIFY(find<QAbstractButton>("runCancel")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(status().contains(QStringLiteral("requests/s")), 60000);
    action("run_cancel")->trigger();
    QVERIFY(!m_window->job()->isRunning());
    QVERIFY(status().contains(QStringLiteral("cancelled")));
    QVERIFY(m_window->results()->runSet().runs == before);
    QVERIFY(!find<QAbstractButton>("runCancel")->isVisible());
}

void WindowTest::editedScenarioMakesResultsOutOfDate()
{
    setScenario(quickScenario());
    action("run_all")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->results()->runSet().runs.empty(), 60000);
    const auto *warning = find<QLabel>("outOfDate");
    QVERIFY(!warning->isVisible());
    const auto set = [this](std::uint64_t seed) {
        return m_window->document()->edit(QStringLiteral("seed"), [seed](Scenario &s) -> Result<void> {
            s.run.seed = seed;
            return {};
        });
    };
    QVERIFY(set(5).has_value());
    QVERIFY(warning->isVisible());
    QVERIFY(set(1).has_value());
    QVERIFY(!warning->isVisible());
}

void WindowTest::closeAsksForUnsavedChanges()
{
    QTemporaryDir folder;
    const QString path = copyOf(storefront, folder);
    m_window->openFile(path);
    const auto edit = [](Scenario &s) -> Result<void> {
        s.run.seed = 77;
        return {};
    };
    QVERIFY(m_window->document()->edit(QStringLiteral("seed"), edit).has_value());
    int asked = 0;
    answerBox(QStringLiteral("unsavedChanges"), QMessageBox::Cancel, asked);
    QVERIFY(!m_window->close());
    QCOMPARE(asked, 1);
    QVERIFY(m_window->isVisible());
    QVERIFY(!contents(path).contains("\"seed\": 77"));
    answerBox(QStringLiteral("unsavedChanges"), QMessageBox::Save, asked);
    QVERIFY(m_window->close());
    QCOMPARE(asked, 2);
    QVERIFY(contents(path).contains("\"seed\": 77"));
}

void WindowTest::openAsksForUnsavedChanges()
{
    m_window->openFile(storefront);
    QVERIFY(m_window->document()->edit(QStringLiteral("seed"), [](Scenario &s) -> Result<void> {
        s.run.seed = 77;
        return {};
    }));
    int asked = 0;
    const QString other = QString::fromStdString(cs::test::sourcePath("scenarios/two-tier.scenario.json"));
    answerBox(QStringLiteral("unsavedChanges"), QMessageBox::Cancel, asked);
    m_window->openFile(other);
    QCOMPARE(asked, 1);
    QCOMPARE(scenario().run.seed, std::uint64_t(77));
    answerBox(QStringLiteral("unsavedChanges"), QMessageBox::Discard, asked);
    m_window->openFile(other);
    QCOMPARE(asked, 2);
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("two-tier")));
}

void WindowTest::brokenFileListsItsProblems()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("broken.scenario.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(contents(storefront).replace("\"2400/h\"", "2400").replace("\"24 B\"", "\"24 furlongs\""));
    file.close();
    m_window->openFile(storefront);
    m_window->openFile(path);
    const auto *list = find<QListWidget>("problemsList");
    QVERIFY(list->isVisible());
    QVERIFY(list->count() >= 2);
    QVERIFY2(list->item(0)->text().contains(QStringLiteral("data_types[0]")), qPrintable(list->item(0)->text()));
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("storefront")));
    m_window->openFile(storefront);
    QVERIFY(!list->isVisible());
}

void WindowTest::refusedRunLeadsToThePlace()
{
    Scenario scenario = quickScenario();
    // Which of the keys that come and go would be warmed is not defined.
    scenario.workload.dataTypes[0].churn = Churn { 0.1, std::nullopt, ChurnShape::box };
    scenario.strategies[1].layers[0].rules[0].second->warm = Warm { 10 };
    setScenario(scenario);
    m_window->showPage(MainWindow::workloadPage);
    action("run_all")->trigger();
    QVERIFY(!m_window->job()->isRunning());
    const auto *list = find<QListWidget>("problemsList");
    QVERIFY(list->isVisible() && list->count() >= 1);
    QVERIFY(find<QWidget>("rightStrategy")->isVisible());
}

void WindowTest::droppedScenarioIsOpened()
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(storefront) });
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window, &drop);
    QTRY_COMPARE(scenario().workload.dataTypes.size(), size_t(6));
}

void WindowTest::recentFilesAreKept()
{
    m_window->openFile(storefront);
    QCOMPARE(Settings().recentFiles().value(0), storefront);
    cleanup();
    init();
    QVERIFY(find<QAbstractButton>("recent"));
    Settings().clearRecentFiles();
    QVERIFY(Settings().recentFiles().isEmpty());
}

void WindowTest::themeChangesLive()
{
    const auto choose = [this](const char *text) {
        for (auto *item : find<QMenu>("theme_menu")->actions())
            if (item->text() == QLatin1String(text))
                item->trigger();
    };
    choose("&Dark");
    QVERIFY(isDark(QApplication::palette()));
    // Without a running event loop Qt hands a palette to new windows only.
    cleanup();
    init();
    QVERIFY(isDark(find<EditTable>("dataTypesTable")->palette()));
    QCOMPARE(int(Settings().theme()), int(ThemeChoice::dark));
    choose("&Light");
    QVERIFY(!isDark(QApplication::palette()));
}

void WindowTest::everyControlSaysWhatItIs()
{
    m_window->openFile(storefront);
    QStringList silent;
    for (auto *widget : m_window->findChildren<QWidget *>()) {
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        const bool control = button || qobject_cast<QLineEdit *>(widget) || qobject_cast<QComboBox *>(widget)
            || qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QPlainTextEdit *>(widget);
        // Parts that Qt builds itself: scroll arrows of tool bars, the list inside a combo box, corner buttons of
        // tables.
        const QString name = QString::fromLatin1(widget->metaObject()->className());
        const bool insideCombo = name.contains(QLatin1String("ComboBox")) && name.contains(QLatin1String("Private"));
        if (!control || insideCombo || widget->objectName().startsWith(QLatin1String("qt_"))
            || name == QLatin1String("QTableCornerButton") || name == QLatin1String("QHeaderView")
            || name == QLatin1String("QComboBoxListView") || name == QLatin1String("QToolBarExtension")
            || qobject_cast<QTabBar *>(widget->parentWidget()))
            continue;
        if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
            silent << QStringLiteral("%1 %2 has no name").arg(name, widget->objectName());
        if (button && widget->toolTip().isEmpty())
            silent << QStringLiteral("%1 %2 has no tool tip").arg(name, widget->objectName() + button->text());
    }
    QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
}

int main(int argc, char **argv)
{
    return runTest<WindowTest>(argc, argv);
}
#include "window_test.moc"
