// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"

#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_tables.h"
#include "sim/results/result_writer.h"
#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/pages/import_dialog.h"
#include "ui/pages/results_page.h"
#include "ui/run/exports.h"
#include "ui/run/headless_export.h"
#include "ui/run/run_job.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QTableView>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

namespace
{

/// What a job said, in the order it said it.
struct Heard {
    explicit Heard(RunJob &job)
    {
        QObject::connect(&job, &RunJob::finished, &job, [this](const RunSet &set) { sets.push_back(set); });
        QObject::connect(&job, &RunJob::failed, &job, [this](const Errors &errors) { failures.push_back(errors); });
        QObject::connect(&job, &RunJob::refused, &job, [this](const Errors &errors) { refusals.push_back(errors); });
        QObject::connect(&job, &RunJob::cancelled, &job, [this] { ++cancels; });
        QObject::connect(&job, &RunJob::progress, &job, [this](const JobProgress &now) { progress.push_back(now); });
    }
    std::vector<RunSet> sets;
    std::vector<Errors> failures, refusals;
    std::vector<JobProgress> progress;
    int cancels = 0;
};

QByteArray logText(int lines)
{
    QByteArray text;
    for (int line = 0; line < lines; ++line) {
        const int user = line % 7 == 0 ? line % 40 : line % 5;
        text += "10.0.0." + QByteArray::number(line % 9) + " - - [10/Oct/2025:13:"
            + QByteArray::number(10 + line / 60 % 50) + ":" + QByteArray::number(10 + line % 50) + " +0000] \""
            + (line % 20 == 3 ? "POST" : "GET") + " /api/users/" + QByteArray::number(1000 + user) + " HTTP/1.1\" 200 "
            + QByteArray::number(500 + user) + " \"-\" \"test\"\n";
        if (line == 100)
            text += "this is no line of a log\n";
    }
    return text;
}

} // namespace

class RunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runGivesTheNumbersOfTheEngine();
    void resultsPageShowsTheTotalsTable();
    void replicationsAreThoseOfTheCommandLine();
    void precisionEndsTheReplications();
    void cancelEndsReplications();
    void eventLoopBeatsDuringARun();
    void cancelStopsAndKeepsQuiet();
    void newRunReplacesTheOneBefore();
    void jobMayDieWhileRunning();
    void unsupportedScenarioIsRefusedWithPlaces();
    void invalidScenarioIsRefused();
    void importPreviewShowsWhatIsInTheLog();
    void importOfNonsenseSaysWhy();
    void reportsAreWritten();
    void reportHasTheDayOfSourceDateEpoch();
};

void RunTest::runGivesTheNumbersOfTheEngine()
{
    const auto scenario = std::make_shared<const Scenario>(quickScenario());
    RunJob job;
    Heard heard(job);
    job.start(scenario, { 0, 1 }, {});
    QVERIFY(job.isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(heard.sets.size(), size_t(1), 60000);
    QVERIFY(!job.isRunning());
    QCOMPARE(heard.sets[0].runs.size(), size_t(2));
    for (std::size_t strategy = 0; strategy < 2; ++strategy) {
        const auto direct = simulate(*scenario, strategy);
        QVERIFY(direct.has_value());
        QCOMPARE(heard.sets[0].runs[strategy]->fingerprint, (*direct)->fingerprint);
        QCOMPARE(heard.sets[0].runs[strategy]->totals.hits, (*direct)->totals.hits);
    }
    QVERIFY(heard.sets[0].runs[1]->totals.hits > 0);
}

void RunTest::resultsPageShowsTheTotalsTable()
{
    const auto scenario = std::make_shared<const Scenario>(quickScenario());
    RunSet set { scenario, { *simulate(*scenario, 0), *simulate(*scenario, 1) } };
    ResultsPage page;
    page.resize(1100, 800);
    page.showRuns(set);
    const auto *table = page.findChild<EditTable *>(QStringLiteral("totalsTable"));
    const auto rows = totalsTable(set.runs);
    QCOMPARE(table->model()->rowCount(), int(rows.size()));
    for (int row = 0; row < int(rows.size()); ++row) {
        const auto text = [&](int column) { return table->model()->index(row, column).data().toString(); };
        QCOMPARE(text(0), qs(rows[size_t(row)].label));
        QCOMPARE(text(1), qs(rows[size_t(row)].text[0]));
        QCOMPARE(text(2), qs(rows[size_t(row)].text[1]));
        QVERIFY(text(3).contains(qs(rows[size_t(row)].difference[1])));
        if (rows[size_t(row)].difference[1] == "-")
            QCOMPARE(text(3), QStringLiteral("-"));
        else if (rows[size_t(row)].better != 0 && rows[size_t(row)].values[0] != rows[size_t(row)].values[1])
            QVERIFY2(text(3).contains(QStringLiteral("better")) || text(3).contains(QStringLiteral("worse")),
                qPrintable(text(3)));
    }
    QVERIFY(!page.charts().empty());
    auto *baseline = page.findChild<QComboBox *>(QStringLiteral("baseline"));
    baseline->setCurrentIndex(1);
    Q_EMIT baseline->activated(1);
    QCOMPARE(page.orderedRuns().front()->strategy, set.runs[1]->strategy);
    QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), qs(set.runs[1]->strategy));
    page.clear();
    QVERIFY(page.charts().empty());
}

void RunTest::replicationsAreThoseOfTheCommandLine()
{
    QTemporaryDir folder;
    Scenario scenario = quickScenario();
    scenario.run.replications = 3;
    scenario.run.warmUp.reset(); // one that is found, and that both strategies must share
    const QString path = folder.filePath(QStringLiteral("r.scenario.json"));
    QVERIFY(saveScenario(ss(path), scenario).has_value());
    QProcess commandLine;
    commandLine.start(QStringLiteral(CS_COMMAND_LINE),
        { QStringLiteral("simulate"), path, QStringLiteral("--format"), QStringLiteral("json") });
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(scenario), { 0, 1 }, folder.path());
    QTRY_COMPARE_WITH_TIMEOUT(heard.sets.size(), size_t(1), 60000);
    QTRY_COMPARE_WITH_TIMEOUT(commandLine.state(), QProcess::NotRunning, 60000);
    QCOMPARE(commandLine.error(), QProcess::UnknownError);
    QCOMPARE(commandLine.exitCode(), 0);
    const RunSet &set = heard.sets[0];
    QCOMPARE(qs(resultJson(set.runs)), QString::fromUtf8(commandLine.readAllStandardOutput()));

    ResultsPage page;
    page.resize(1100, 800);
    page.showRuns(set);
    QVERIFY(qs(runSentence(*set.runs[0])).contains(QStringLiteral("3 replications")));
    QVERIFY(page.findChild<QLabel *>(QStringLiteral("runSummary"))->text().contains(qs(runSentence(*set.runs[0]))));
    const auto cell = [&page](const char *name, int row, const QString &title) {
        const auto *model = page.findChild<EditTable *>(QLatin1String(name))->model();
        for (int column = 0; column < model->columnCount(); ++column)
            if (model->headerData(column, Qt::Horizontal).toString() == title)
                return model->index(row, column).data().toString();
        return QString();
    };
    const Estimate hits = totalsEstimate(*set.runs[1], "hit_ratio");
    QVERIFY(hits.halfWidth > 0);
    const QString shown = qs(intervalText(hits.value, hits.halfWidth, Unit::share));
    QVERIFY(shown.contains(QStringLiteral("±")));
    QCOMPARE(cell("totalsTable", 0, qs(set.runs[1]->strategy)), shown);
    // The one data type has the hit ratio of the whole; counts are as of one replication.
    QCOMPARE(cell("typesTable", 1, QStringLiteral("Hit ratio")), shown);
    QCOMPARE(cell("typesTable", 1, QStringLiteral("Reads")),
        qs(displayCount(shownCount(*set.runs[1], set.runs[1]->totals.reads))));
    const LayerResult &layer = set.runs[1]->layers.front();
    QCOMPARE(cell("layersTable", 0, QStringLiteral("Fills")),
        qs(displayCount(shownCount(*set.runs[1], layer.figures.fills))));
}

void RunTest::precisionEndsTheReplications()
{
    Scenario scenario = quickScenario();
    scenario.run.precision = 0.02;
    const auto direct = runExperiment(scenario, RunJob::optionsFor({ 0, 1 }, {}));
    QVERIFY(direct.has_value());
    QVERIFY((*direct)[1]->precisionReached);
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(scenario), { 0, 1 }, {});
    QTRY_COMPARE_WITH_TIMEOUT(heard.sets.size(), size_t(1), 60000);
    QCOMPARE(qs(resultJson(heard.sets[0].runs)), qs(resultJson(*direct)));
}

void RunTest::cancelEndsReplications()
{
    Scenario scenario = quickScenario();
    scenario.run.precision = 1e-9;
    scenario.run.maxReplications = 10'000;
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(scenario), { 0, 1 }, {});
    const auto told = [&heard] { return !heard.progress.empty() && heard.progress.back().halfWidth.has_value(); };
    QTRY_VERIFY_WITH_TIMEOUT(told(), 60000);
    const JobProgress now = heard.progress.back();
    QVERIFY(now.replicationsDone >= 2);
    QCOMPARE(now.precision, std::optional<double>(1e-9));
    QVERIFY2(now.text().contains(QStringLiteral("replications, hit ratio ±")), qPrintable(now.text()));
    QVERIFY(now.fraction >= 0 && now.fraction < 1);
    job.cancel();
    QVERIFY(!job.isRunning());
    QCOMPARE(heard.cancels, 1);
    QVERIFY(heard.sets.empty());
}

void RunTest::eventLoopBeatsDuringARun()
{
    RunJob job;
    Heard heard(job);
    QTimer heart;
    int beats = 0;
    connect(&heart, &QTimer::timeout, &heart, [&] { ++beats; });
    heart.start(5);
    job.start(std::make_shared<const Scenario>(endlessScenario()), { 0, 1 }, {});
    QVERIFY(job.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(beats >= 100 && heard.progress.size() >= 2, 60000);
    QVERIFY(job.isRunning());
    QVERIFY(heard.progress.back().requestsDone > 0);
    QVERIFY(heard.progress.back().fraction > 0 && heard.progress.back().fraction < 1);
    QVERIFY(heard.progress.back().text().contains(QStringLiteral("left")));
    // Far fewer reports than beats: the window is not flooded.
    QVERIFY(int(heard.progress.size()) < beats);
    job.cancel();
}

void RunTest::cancelStopsAndKeepsQuiet()
{
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(endlessScenario()), { 0 }, {});
    QTRY_VERIFY_WITH_TIMEOUT(!heard.progress.empty(), 60000);
    job.cancel();
    QVERIFY(!job.isRunning());
    QCOMPARE(heard.cancels, 1);
    const auto reports = heard.progress.size();
    // The next run begins although the worker of the first may still be on its way out.
    job.start(std::make_shared<const Scenario>(quickScenario()), { 1 }, {});
    QTRY_COMPARE_WITH_TIMEOUT(heard.sets.size(), size_t(1), 60000);
    QCOMPARE(heard.sets[0].runs.size(), size_t(1));
    QCOMPARE(heard.cancels, 1);
    QVERIFY(heard.failures.empty());
    QVERIFY(heard.progress.size() >= reports);
    job.cancel();
    QCOMPARE(heard.cancels, 1);
}

void RunTest::newRunReplacesTheOneBefore()
{
    RunJob job;
    Heard heard(job);
    const auto quick = std::make_shared<const Scenario>(quickScenario());
    job.start(std::make_shared<const Scenario>(endlessScenario()), { 0, 1 }, {});
    job.start(quick, { 0 }, {});
    QTRY_COMPARE_WITH_TIMEOUT(heard.sets.size(), size_t(1), 60000);
    QVERIFY(heard.sets[0].scenario == quick);
}

void RunTest::jobMayDieWhileRunning()
{
    int finished = 0;
    {
        RunJob job;
        connect(&job, &RunJob::finished, &job, [&] { ++finished; });
        job.start(std::make_shared<const Scenario>(endlessScenario()), { 0, 1 }, {});
        QVERIFY(job.isRunning());
    }
    QCOMPARE(finished, 0);
}

void RunTest::unsupportedScenarioIsRefusedWithPlaces()
{
    Scenario scenario = quickScenario();
    // Which of the keys that come and go would be warmed is not defined.
    scenario.workload.dataTypes[0].churn = Churn { 0.1, std::nullopt, ChurnShape::box };
    scenario.strategies[1].layers[0].rules[0].second->warm = Warm { 10 };
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(scenario), { 0, 1 }, {});
    QVERIFY(!job.isRunning());
    QCOMPARE(heard.refusals.size(), size_t(1));
    QVERIFY(qs(heard.refusals[0].front().place).contains(QStringLiteral("strategies[1]")));
}

void RunTest::invalidScenarioIsRefused()
{
    Scenario scenario = quickScenario();
    scenario.workload.dataTypes[0].keys = 0;
    scenario.workload.dataTypes[0].popularity.exponent = 99;
    RunJob job;
    Heard heard(job);
    job.start(std::make_shared<const Scenario>(scenario), { 0 }, {});
    QVERIFY(!job.isRunning());
    QCOMPARE(heard.refusals.size(), size_t(1));
    QVERIFY(heard.refusals[0].size() >= 2);
}

void RunTest::importPreviewShowsWhatIsInTheLog()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("access.log"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(logText(600));
    file.close();
    ImportDialog dialog(path);
    auto *use = dialog.findChild<QPushButton *>(QStringLiteral("importUse"));
    QVERIFY(!use->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.report() != nullptr, 60000);
    QVERIFY(use->isEnabled());
    const auto *table = dialog.findChild<EditTable *>(QStringLiteral("importPreview"));
    QCOMPARE(table->model()->rowCount(), int(dialog.report()->endpoints.size()));
    QVERIFY(table->model()->index(0, 0).data().toString().contains(QStringLiteral("/api/users/:id")));
    QCOMPARE(dialog.report()->malformed, std::uint64_t(1));
    const auto *notes = dialog.findChild<QListWidget *>(QStringLiteral("importNotes"));
    QVERIFY2(notes->item(0)->text().contains(QStringLiteral("102")), qPrintable(notes->item(0)->text()));
    QVERIFY(!dialog.report()->scenario.workload.dataTypes.empty());
}

void RunTest::importOfNonsenseSaysWhy()
{
    QTemporaryDir folder;
    ImportDialog dialog(folder.filePath(QStringLiteral("missing.log")));
    const auto *notes = dialog.findChild<QListWidget *>(QStringLiteral("importNotes"));
    QTRY_VERIFY_WITH_TIMEOUT(notes->count() > 0, 60000);
    QVERIFY(notes->item(0)->text().contains(QStringLiteral("missing.log")));
    QVERIFY(!dialog.report());
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("importUse"))->isEnabled());
}

void RunTest::reportsAreWritten()
{
    QTemporaryDir folder;
    Scenario scenario = quickScenario();
    scenario.name = "A <b>bold</b> plan";
    const QString source = folder.filePath(QStringLiteral("s.scenario.json"));
    QVERIFY(saveScenario(ss(source), scenario).has_value());
    const auto write = [&](const char *name) {
        const QString path = folder.filePath(QLatin1String(name));
        const auto done = exportWithoutWindow(source, path);
        return done ? contents(path) : QByteArray("FAILED: ") + joined(done.error()).c_str();
    };
    const QByteArray html = write("r.html");
    QVERIFY2(html.contains("<svg") && html.contains("</html>") && !html.contains("<b>bold</b>"), html.left(200));
    QVERIFY(write("r.md").startsWith("#"));
    QVERIFY(write("r.pdf").startsWith("%PDF-"));
    QVERIFY(!exportWithoutWindow(source, folder.filePath(QStringLiteral("r.doc"))).has_value());
    QVERIFY(!exportWithoutWindow(source, folder.filePath(QStringLiteral("no/such/r.html"))).has_value());
    QVERIFY(
        !exportWithoutWindow(folder.filePath(QStringLiteral("absent.json")), folder.filePath(QStringLiteral("r2.html")))
             .has_value());
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("r2.html"))));
}

void RunTest::reportHasTheDayOfSourceDateEpoch()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("r.md"));
    const Scenario scenario = quickScenario();
    const RunResultPtr runs[] = { *simulate(scenario, 0), *simulate(scenario, 1) };
    // A second before midnight in UTC, the next day east of it.
    QVERIFY(qputenv("SOURCE_DATE_EPOCH", "1715990399"));
    const auto done = writeReport(scenario, runs, path);
    qunsetenv("SOURCE_DATE_EPOCH");
    QVERIFY(done.has_value());
    QVERIFY(contents(path).contains("2024-05-17"));
}

int main(int argc, char **argv)
{
    return runTest<RunTest>(argc, argv);
}
#include "run_test.moc"
