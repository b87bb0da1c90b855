// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/results_page.h"

#include "sim/charts/charts.h"
#include "sim/results/result_tables.h"
#include "ui/charts/chart_view.h"
#include "ui/common/cell_delegate.h"
#include "ui/common/edit_table.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/widgets.h"
#include "ui/models/result_tables.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace cs::ui
{

namespace
{

constexpr int chartHeight = 320;
constexpr int emptyHeight = 110;
constexpr int twoColumnsFrom = 900;

EditTable *resultTable(TextTableModel *model, const QString &name, const QString &title, bool sortable, QWidget *parent)
{
    auto *table = new EditTable(parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    QAbstractItemModel *shown = model;
    if (sortable) {
        auto *proxy = new QSortFilterProxyModel(table);
        proxy->setSourceModel(model);
        proxy->setSortRole(SortRole);
        shown = proxy;
        table->setModel(shown);
        table->setSortingEnabled(true);
        proxy->sort(-1);
        table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    } else {
        table->setModel(shown);
    }
    return table;
}

} // namespace

ResultsPage::ResultsPage(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_baseline(new QComboBox(this))
    , m_summary(note({}, this))
    , m_outOfDate(new QWidget(this))
    , m_findings(new QLabel(this))
    , m_totalsModel(new TextTableModel(this))
    , m_typesModel(new TextTableModel(this))
    , m_layersModel(new TextTableModel(this))
    , m_eventsModel(new TextTableModel(this))
    , m_moreModel(new TextTableModel(this))
    , m_totals(resultTable(m_totalsModel, QStringLiteral("totalsTable"), tr("Totals"), false, this))
    , m_types(resultTable(m_typesModel, QStringLiteral("typesTable"), tr("Data types"), true, this))
    , m_layers(resultTable(m_layersModel, QStringLiteral("layersTable"), tr("Layers"), true, this))
    , m_events(resultTable(m_eventsModel, QStringLiteral("eventsTable"), tr("Events"), false, this))
    , m_more(resultTable(m_moreModel, QStringLiteral("moreTable"), tr("More figures"), false, this))
{
    m_summary->setObjectName(QStringLiteral("runSummary"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    m_stack->addWidget(buildEmpty());
    auto *full = new QWidget(this);
    auto *column = new QVBoxLayout(full);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(buildHead());
    m_tabs->setObjectName(QStringLiteral("resultTabs"));
    m_tabs->addTab(buildOverview(), tr("Totals and charts"));
    m_tabs->addTab(buildTables(), tr("Data types and layers"));
    m_tabs->addTab(buildEvents(), tr("Events and more figures"));
    column->addWidget(m_tabs, 1);
    m_stack->addWidget(full);
}

QWidget *ResultsPage::buildEmpty()
{
    auto *empty = new QWidget(this);
    auto *column = new QVBoxLayout(empty);
    column->addStretch();
    auto *title = heading(tr("No results yet"), empty);
    title->setAlignment(Qt::AlignCenter);
    column->addWidget(title);
    auto *text = note(tr("Run the simulator to see hit ratio, latency and database load of every strategy."), empty);
    text->setAlignment(Qt::AlignCenter);
    column->addWidget(text);
    auto *button = new QPushButton(symbolicIcon(QStringLiteral("run")), tr("Run all strategies"), empty);
    button->setObjectName(QStringLiteral("runFromResults"));
    button->setToolTip(tr("Simulate every strategy of the scenario (F5)"));
    connect(button, &QPushButton::clicked, this, &ResultsPage::runRequested);
    column->addWidget(button, 0, Qt::AlignCenter);
    column->addStretch();
    return empty;
}

QWidget *ResultsPage::buildHead()
{
    auto *head = new QWidget(this);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    row->addWidget(heading(tr("Results"), head));
    row->addStretch();
    auto *label = new QLabel(tr("&Baseline:"), head);
    label->setBuddy(m_baseline);
    m_baseline->setObjectName(QStringLiteral("baseline"));
    m_baseline->setAccessibleName(tr("Baseline"));
    m_baseline->setToolTip(tr("The strategy that the others are compared with"));
    m_baseline->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(label);
    row->addWidget(m_baseline);
    column->addLayout(row);
    column->addWidget(m_summary);
    auto *warning = new QHBoxLayout(m_outOfDate);
    warning->setContentsMargins(0, 0, 0, 0);
    auto *icon = new QLabel(m_outOfDate);
    icon->setPixmap(symbolicIcon(QStringLiteral("warning")).pixmap(18, 18));
    auto *text = new QLabel(tr("Out of date: the scenario has been edited since this run."), m_outOfDate);
    text->setObjectName(QStringLiteral("outOfDate"));
    auto *again = new QPushButton(tr("Run again"), m_outOfDate);
    again->setObjectName(QStringLiteral("runAgain"));
    again->setToolTip(tr("Simulate the edited scenario (F5)"));
    connect(again, &QPushButton::clicked, this, &ResultsPage::runRequested);
    warning->addWidget(icon);
    warning->addWidget(text);
    warning->addWidget(again);
    warning->addStretch();
    m_outOfDate->hide();
    column->addWidget(m_outOfDate);
    connect(m_baseline, &QComboBox::activated, this, &ResultsPage::refresh);
    return head;
}

QWidget *ResultsPage::buildOverview()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    m_totals->horizontalHeader()->setStretchLastSection(false);
    m_totals->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_top = new QGridLayout;
    m_top->setHorizontalSpacing(16);
    column->addLayout(m_top);
    m_findings->setObjectName(QStringLiteral("findings"));
    m_findings->setWordWrap(true);
    m_findings->setTextFormat(Qt::RichText);
    m_findings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_findings->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *charts = new QWidget(content);
    m_grid = new QGridLayout(charts);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(10);
    column->addWidget(charts);
    column->addStretch();
    auto *area = scrolling(content, this);
    area->setObjectName(QStringLiteral("chartsScroll"));
    return area;
}

QWidget *ResultsPage::buildTables()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->addWidget(heading(tr("Data types"), content, 1.05));
    column->addWidget(m_types, 1);
    column->addWidget(heading(tr("Layers"), content, 1.05));
    column->addWidget(m_layers, 1);
    return content;
}

QWidget *ResultsPage::buildEvents()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->addWidget(heading(tr("Events of the timeline"), content, 1.05));
    auto *none = note(tr("The scenario has no timeline."), content);
    none->setObjectName(QStringLiteral("noEvents"));
    column->addWidget(none);
    column->addWidget(m_events, 1);
    column->addWidget(heading(tr("More figures"), content, 1.05));
    column->addWidget(m_more, 2);
    connect(m_eventsModel, &QAbstractItemModel::modelReset, this, [this, none] {
        none->setVisible(m_eventsModel->rowCount() == 0);
        m_events->setVisible(m_eventsModel->rowCount() > 0);
    });
    return content;
}

void ResultsPage::showRuns(const RunSet &set)
{
    const QString chosen = m_baseline->currentText();
    m_set = set;
    m_baseline->clear();
    for (const auto &run : set.runs)
        m_baseline->addItem(qs(run->strategy));
    m_baseline->setCurrentIndex(std::max(0, m_baseline->findText(chosen)));
    setOutOfDate(false);
    refresh();
    m_stack->setCurrentIndex(1);
}

void ResultsPage::clear()
{
    m_set = {};
    m_baseline->clear();
    rebuildCharts({});
    m_stack->setCurrentIndex(0);
}

void ResultsPage::setOutOfDate(bool outOfDate)
{
    m_outOfDate->setVisible(outOfDate && !m_set.runs.empty());
}

std::vector<RunResultPtr> ResultsPage::orderedRuns() const
{
    std::vector<RunResultPtr> runs = m_set.runs;
    const int baseline = m_baseline->currentIndex();
    if (baseline > 0 && baseline < int(runs.size()))
        std::rotate(runs.begin(), runs.begin() + baseline, runs.begin() + baseline + 1);
    return runs;
}

void ResultsPage::refresh()
{
    const auto runs = orderedRuns();
    if (runs.empty())
        return;
    const RunResult &first = *runs.front();
    m_summary->setText(QStringLiteral("%1 · %2").arg(qs(first.scenario), qs(runSentence(first))));
    fillTotals(*m_totalsModel, runs);
    fillDataTypes(*m_typesModel, runs);
    fillLayers(*m_layersModel, runs);
    fillText(*m_eventsModel, eventsTextTable(runs));
    fillText(*m_moreModel, moreFiguresTextTable(runs));
    for (auto *table : { m_totals, m_types, m_layers, m_events, m_more })
        table->resizeColumnsToContents();
    const int rowHeight = m_totals->verticalHeader()->defaultSectionSize();
    m_totals->setFixedHeight(
        rowHeight * m_totalsModel->rowCount() + m_totals->horizontalHeader()->sizeHint().height() + 18);
    refreshFindings(runs);
    rebuildCharts(runs);
}

void ResultsPage::refreshFindings(const std::vector<RunResultPtr> &runs)
{
    QStringList lines;
    const QString missed = badColour(palette()).name();
    for (const auto &run : runs) {
        for (const Finding &finding : run->findings) {
            const QString line = QStringLiteral("%1 %2: %3")
                                     .arg(finding.met ? QStringLiteral("✓") : QStringLiteral("✗"), qs(run->strategy),
                                         qs(finding.text));
            lines << (finding.met
                    ? line.toHtmlEscaped()
                    : QStringLiteral("<span style=\"color:%1\">%2</span>").arg(missed, line.toHtmlEscaped()));
        }
        for (const std::string &text : run->notes)
            lines << tr("Note on %1: %2").arg(qs(run->strategy), qs(text)).toHtmlEscaped();
    }
    if (!lines.isEmpty())
        lines.prepend(tr("Objectives and notes"));
    m_findings->setText(lines.join(QLatin1String("<br>")));
    m_findings->setVisible(!lines.isEmpty());
}

void ResultsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_set.runs.empty())
        refreshFindings(orderedRuns());
}

void ResultsPage::rebuildCharts(const std::vector<RunResultPtr> &runs)
{
    for (auto *chart : m_charts)
        chart->deleteLater();
    m_charts.clear();
    m_columns = 0;
    if (runs.empty())
        return;
    for (ChartSpec &spec : buildCharts(runs)) {
        auto *chart = new ChartView(std::move(spec), m_grid->parentWidget());
        chart->setFixedHeight(chartHeight);
        connect(chart, &ChartView::message, this, &ResultsPage::message);
        m_charts.push_back(chart);
    }
    arrangeCharts();
}

void ResultsPage::arrangeCharts()
{
    const int columns = width() >= twoColumnsFrom ? 2 : 1;
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (std::size_t index = 0; index < m_charts.size(); ++index) {
        m_grid->addWidget(m_charts[index], int(index) / columns, int(index) % columns);
        // Nothing to see needs no room, unless a neighbour gives the height.
        m_charts[index]->setFixedHeight(columns == 1 && m_charts[index]->spec().empty() ? emptyHeight : chartHeight);
        m_charts[index]->show();
    }
    for (int column = 0; column < 2; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    // The objectives beside the totals where there is room, else below.
    const int wanted = m_totals->horizontalHeader()->length() + 2 * m_totals->frameWidth() + 2;
    const bool beside = columns == 2 && wanted < width() * 2 / 3;
    m_totals->setMaximumWidth(beside ? wanted : QWIDGETSIZE_MAX);
    m_totals->setMinimumWidth(beside ? wanted : 0);
    m_top->addWidget(m_totals, 0, 0);
    m_top->addWidget(m_findings, beside ? 0 : 1, beside ? 1 : 0, Qt::AlignTop);
    m_top->setColumnStretch(beside ? 1 : 0, 1);
    m_top->setColumnStretch(beside ? 0 : 1, 0);
}

void ResultsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeCharts();
}

} // namespace cs::ui
