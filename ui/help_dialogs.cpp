// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help_dialogs.h"

#include "sim/core/version.h"
#include "ui/actions.h"
#include "ui/common/edit_table.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/models/text_table_model.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QIcon>
#include <QMessageBox>
#include <QVBoxLayout>

namespace cs::ui
{

namespace
{

struct Help {
    Q_DECLARE_TR_FUNCTIONS(Help)
};

} // namespace

void showShortcuts(const Actions &actions, QWidget *parent)
{
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("shortcuts"));
    dialog.setWindowTitle(Help::tr("Keyboard shortcuts"));
    auto *layout = new QVBoxLayout(&dialog);
    auto *model = new TextTableModel(&dialog);
    std::vector<std::vector<TextCell>> rows;
    for (const auto &[text, keys] : actions.shortcuts())
        rows.push_back({ { text, {}, Meaning::plain }, { keys, {}, Meaning::plain } });
    const std::pair<QString, QString> more[]
        = { { Help::tr("Edit the current cell"), Help::tr("Enter, F2 or just type") },
              { Help::tr("Leave a cell as it was"), Help::tr("Esc") },
              { Help::tr("Remove the selected data types"), Help::tr("Delete") },
              { Help::tr("Copy or paste cells as tab-separated text"), Help::tr("Ctrl+C, Ctrl+V") },
              { Help::tr("Read values off a chart that has the focus"), Help::tr("Left, Right") } };
    for (const auto &[text, keys] : more)
        rows.push_back({ { text, {}, Meaning::plain }, { keys, {}, Meaning::plain } });
    model->setContent({ { Help::tr("Command"), {} }, { Help::tr("Keys"), {} } }, std::move(rows));
    auto *table = new EditTable(&dialog);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAccessibleName(Help::tr("Keyboard shortcuts"));
    table->setModel(model);
    table->resizeColumnsToContents();
    table->horizontalHeader()->setStretchLastSection(true);
    layout->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog.resize(560, 620);
    dialog.exec();
}

void showAbout(QWidget *parent)
{
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("about"));
    box.setWindowTitle(Help::tr("About Cache Strategist"));
    box.setIconPixmap(applicationIcon().pixmap(64, 64));
    box.setText(Help::tr("Cache Strategist %1").arg(qs(version)));
    box.setInformativeText(
        Help::tr("Plans caches by discrete-event simulation. Every number has its definition in a tool tip; the "
                 "command line program cachestrat gives the same numbers.\n\nFree software under the GNU General "
                 "Public License, version 3 or later."));
    box.exec();
}

} // namespace cs::ui
