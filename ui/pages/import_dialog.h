// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_import.h"
#include "ui/run/import_job.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace cs::ui
{

class EditTable;
class TextTableModel;

/// Reads an access log or a trace in the background and shows what it found; accepting it hands over the scenario.
class ImportDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDialog(const QString &path, QWidget *parent = nullptr);

    const std::shared_ptr<const ImportReport> &report() const { return m_report; }
    void reject() override;

private:
    QWidget *buildOptions();
    QWidget *buildPreview();
    void chooseFile();
    void start();
    void showReport(const std::shared_ptr<const ImportReport> &report);
    void showFailure(const Error &error);
    void setReading(bool reading);

    QString m_path;
    ImportJob m_job;
    std::shared_ptr<const ImportReport> m_report;
    QLineEdit *m_file, *m_logFormat;
    QComboBox *m_format, *m_unit;
    QCheckBox *m_replay;
    QLabel *m_status;
    QProgressBar *m_progress;
    QPushButton *m_read, *m_cancel, *m_use;
    EditTable *m_table;
    TextTableModel *m_model;
    QListWidget *m_notes;
};

} // namespace cs::ui
