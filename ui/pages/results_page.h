// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/run_job.h"

#include <QWidget>
#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QStackedWidget;
class QTabWidget;

namespace cs::ui
{

class ChartView;
class EditTable;
class TextTableModel;

/// What the runs measured: totals against a baseline, objectives, charts, and tables of data types and layers.
class ResultsPage : public QWidget
{
    Q_OBJECT
public:
    explicit ResultsPage(QWidget *parent = nullptr);

    void showRuns(const RunSet &set);
    void clear();
    /// The scenario has been edited since (or is again as it was).
    void setOutOfDate(bool outOfDate);

    const RunSet &runSet() const { return m_set; }
    /// The runs with the chosen baseline first.
    std::vector<RunResultPtr> orderedRuns() const;
    const std::vector<ChartView *> &charts() const { return m_charts; }

Q_SIGNALS:
    void message(const QString &text);
    void runRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildEmpty();
    QWidget *buildHead();
    QWidget *buildOverview();
    QWidget *buildTables();
    QWidget *buildEvents();
    void refresh();
    void refreshFindings(const std::vector<RunResultPtr> &runs);
    void rebuildCharts(const std::vector<RunResultPtr> &runs);
    void arrangeCharts();

    RunSet m_set;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QComboBox *m_baseline;
    QLabel *m_summary;
    QWidget *m_outOfDate;
    QLabel *m_findings;
    TextTableModel *m_totalsModel, *m_typesModel, *m_layersModel, *m_eventsModel, *m_moreModel;
    EditTable *m_totals, *m_types, *m_layers, *m_events, *m_more;
    QGridLayout *m_top = nullptr;
    QGridLayout *m_grid = nullptr;
    std::vector<ChartView *> m_charts;
    int m_columns = 0;
};

} // namespace cs::ui
