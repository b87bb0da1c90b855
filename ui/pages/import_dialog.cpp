// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import_dialog.h"

#include "sim/core/quantity.h"
#include "ui/common/edit_table.h"
#include "ui/common/settings.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/models/result_tables.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace cs::ui
{

ImportDialog::ImportDialog(const QString &path, QWidget *parent)
    : QDialog(parent)
    , m_path(path)
    , m_job(this)
{
    setWindowTitle(tr("Import an access log"));
    setObjectName(QStringLiteral("importDialog"));
    resize(940, 660);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(buildOptions());
    layout->addWidget(buildPreview(), 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_use = buttons->addButton(tr("Use as workload"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("importUse"));
    m_use->setToolTip(tr("Make a new scenario of what was found"));
    m_use->setEnabled(false);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ImportDialog::reject);
    connect(
        &m_job, &ImportJob::progress, this, [this](double fraction) { m_progress->setValue(int(1000 * fraction)); });
    connect(&m_job, &ImportJob::finished, this, &ImportDialog::showReport);
    connect(&m_job, &ImportJob::failed, this, &ImportDialog::showFailure);
    connect(&m_job, &ImportJob::cancelled, this, [this] {
        setReading(false);
        m_status->setText(tr("Cancelled."));
    });
    setReading(false);
    if (!path.isEmpty())
        start();
}

QWidget *ImportDialog::buildOptions()
{
    auto *box = new QWidget(this);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    auto *fileRow = new QHBoxLayout;
    m_file = new QLineEdit(m_path, box);
    m_file->setObjectName(QStringLiteral("importFile"));
    m_file->setAccessibleName(tr("Log file"));
    m_file->setToolTip(tr("An access log or a trace, plain, .gz or .zst"));
    auto *browse = new QPushButton(tr("&Browse..."), box);
    browse->setObjectName(QStringLiteral("importBrowse"));
    browse->setToolTip(tr("Choose the log file"));
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(browse);
    auto *fileLabel = new QLabel(tr("&Log file"), box);
    fileLabel->setBuddy(m_file);
    form->addRow(fileLabel, fileRow);
    m_format = new QComboBox(box);
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_format->setToolTip(tr("Format of the file; \"auto\" looks at its content"));
    for (const auto &entry : NameTable<TraceFormat>::table)
        m_format->addItem(qs(entry.name), int(entry.value));
    m_logFormat = new QLineEdit(box);
    m_logFormat->setObjectName(QStringLiteral("importLogFormat"));
    m_logFormat->setPlaceholderText(
        tr("detected; or an Apache LogFormat or nginx log_format, such as %h %l %u %t \"%r\" %>s %b %D"));
    m_logFormat->setToolTip(tr("Line format of a log that is not recognised by itself"));
    m_unit = new QComboBox(box);
    m_unit->setObjectName(QStringLiteral("importTimeUnit"));
    m_unit->setToolTip(tr("Unit of the request time at the end of a line"));
    m_unit->addItems({ tr("detected"), tr("seconds"), tr("milliseconds"), tr("microseconds") });
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("Line f&ormat"), m_logFormat);
    form->addRow(tr("Request &time in"), m_unit);
    m_replay = new QCheckBox(tr("&Replay the log itself in place of its synthetic image"), box);
    m_replay->setObjectName(QStringLiteral("importReplay"));
    m_replay->setToolTip(tr("The scenario refers to the log file and needs it at every run"));
    form->addRow(QString(), m_replay);
    auto *run = new QHBoxLayout;
    m_read = new QPushButton(tr("R&ead"), box);
    m_read->setObjectName(QStringLiteral("importRead"));
    m_read->setToolTip(tr("Read the log with these options"));
    m_cancel = new QPushButton(tr("Cancel"), box);
    m_cancel->setObjectName(QStringLiteral("importCancel"));
    m_cancel->setToolTip(tr("Stop reading (Esc)"));
    m_progress = new QProgressBar(box);
    m_progress->setRange(0, 1000);
    m_progress->setAccessibleName(tr("How much of the log has been read"));
    run->addWidget(m_read);
    run->addWidget(m_progress, 1);
    run->addWidget(m_cancel);
    run->addStretch();
    form->addRow(QString(), run);
    connect(browse, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_read, &QPushButton::clicked, this, &ImportDialog::start);
    connect(m_cancel, &QPushButton::clicked, &m_job, &ImportJob::cancel);
    return box;
}

QWidget *ImportDialog::buildPreview()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    m_status = new QLabel(tr("Choose a log file."), box);
    m_status->setObjectName(QStringLiteral("importStatus"));
    m_status->setWordWrap(true);
    m_status->setTextFormat(Qt::PlainText);
    column->addWidget(m_status);
    m_model = new TextTableModel(this);
    m_table = new EditTable(box);
    m_table->setObjectName(QStringLiteral("importPreview"));
    m_table->setAccessibleName(tr("Endpoints found"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setModel(m_model);
    column->addWidget(m_table, 3);
    m_notes = new QListWidget(box);
    m_notes->setObjectName(QStringLiteral("importNotes"));
    m_notes->setAccessibleName(tr("Malformed lines and assumptions"));
    m_notes->setToolTip(tr("Lines that could not be read, and what was assumed"));
    m_notes->setWordWrap(true);
    column->addWidget(m_notes, 1);
    return box;
}

void ImportDialog::chooseFile()
{
    Settings settings;
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose an access log"), settings.folder(),
        tr("Logs and traces (*.log *.gz *.zst *.json *.jsonl *.csv *.txt *.bin);;All files (*)"));
    if (path.isEmpty())
        return;
    settings.setFolder(QFileInfo(path).absolutePath());
    m_file->setText(path);
    start();
}

void ImportDialog::start()
{
    m_path = m_file->text().trimmed();
    if (m_path.isEmpty()) {
        m_status->setText(tr("Choose a log file first."));
        return;
    }
    ImportOptions options;
    options.format = TraceFormat(m_format->currentData().toInt());
    options.logFormat = ss(m_logFormat->text());
    options.timeUnit = TimeUnit(m_unit->currentIndex());
    options.replay = m_replay->isChecked();
    m_report.reset();
    m_model->setContent({}, {});
    m_notes->clear();
    m_status->setText(tr("Reading %1 ...").arg(QFileInfo(m_path).fileName()));
    setReading(true);
    m_job.start(m_path, options);
}

void ImportDialog::setReading(bool reading)
{
    m_read->setEnabled(!reading);
    m_cancel->setVisible(reading);
    m_progress->setVisible(reading);
    m_progress->setValue(0);
    m_use->setEnabled(!reading && m_report);
}

void ImportDialog::showReport(const std::shared_ptr<const ImportReport> &report)
{
    m_report = report;
    setReading(false);
    fillEndpoints(*m_model, report->endpoints);
    m_table->resizeColumnsToContents();
    const QString found = counted(qsizetype(report->endpoints.size()), tr("1 endpoint"), tr("%1 endpoints"));
    QString text = tr("%1: %2 lines, %3 requests over %4, %5.")
                       .arg(qs(report->formatText), qs(displayCount(report->lines)), qs(displayCount(report->requests)),
                           qs(displayQuantity(report->spanSeconds, Unit::time)), found);
    if (report->malformed > 0)
        text += QLatin1Char(' ')
            + tr("%1 malformed lines were skipped; the first are listed below.")
                  .arg(qs(displayCount(report->malformed)));
    m_status->setText(text);
    for (const Error &problem : report->firstProblems)
        m_notes->addItem(tr("Skipped – %1").arg(qs(problem.text())));
    if (!report->comparison.text.empty())
        m_notes->addItem(tr("Checked – %1").arg(qs(report->comparison.text)));
    for (const std::string &assumption : report->notes)
        m_notes->addItem(tr("Assumed – %1").arg(qs(assumption)));
    m_use->setFocus();
}

void ImportDialog::showFailure(const Error &error)
{
    setReading(false);
    m_status->setText(tr("The log cannot be imported."));
    m_notes->addItem(qs(error.text()));
}

void ImportDialog::reject()
{
    // Esc stops the reading first; a second one closes.
    if (m_job.isRunning())
        m_job.cancel();
    else
        QDialog::reject();
}

} // namespace cs::ui
