// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start_page.h"

#include "sim/io/scenario_file.h"
#include "ui/common/card_button.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace cs::ui
{

namespace
{

CardButton *card(const QString &name, const QString &icon, const QString &title, const QString &text, QWidget *parent)
{
    auto *button = new CardButton(symbolicIcon(icon), title, text, parent);
    button->setObjectName(name);
    button->setToolTip(text);
    return button;
}

/// The first sentences of a description, as far as they fit a card.
QString lesson(const std::string &description)
{
    constexpr int longest = 330;
    const QString text = qs(description).simplified();
    if (text.size() <= longest)
        return text;
    const auto end = text.lastIndexOf(QStringLiteral(". "), longest);
    return end > 60 ? text.left(end + 1) : text.left(text.lastIndexOf(QLatin1Char(' '), longest)) + QStringLiteral("…");
}

void clearLayout(QVBoxLayout *layout)
{
    while (auto *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

QString shippedScenariosFolder()
{
    const QString installed
        = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/cache-strategist/scenarios");
    if (QFileInfo(installed).isDir())
        return QDir::cleanPath(installed);
#ifdef CS_SOURCE_SCENARIOS
    return QStringLiteral(CS_SOURCE_SCENARIOS);
#else
    return {};
#endif
}

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_recent(new QVBoxLayout)
    , m_gallery(new QVBoxLayout)
    , m_recovery(new QVBoxLayout)
{
    auto *content = new QWidget(this);
    auto *page = new QVBoxLayout(content);
    page->setContentsMargins(24, 18, 24, 18);
    page->addWidget(heading(tr("Cache Strategist"), content, 1.8));
    page->addWidget(
        note(tr("Plan caches by simulation: describe the traffic or import an access log, lay two strategies side "
                "by side, and read hit ratio, latency and database load off the charts."),
            content));
    page->addLayout(m_recovery);
    page->addSpacing(8);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(28);
    auto *left = new QVBoxLayout;
    left->addWidget(heading(tr("Start"), content, 1.15));
    auto *open = card(QStringLiteral("startOpen"), QStringLiteral("open"), tr("Open a scenario"),
        tr("A *.scenario.json file; or drop one here"), content);
    auto *import = card(QStringLiteral("startImport"), QStringLiteral("import"), tr("Import an access log"),
        tr("Apache, nginx, JSON lines or a trace, plain, .gz or .zst"), content);
    auto *fresh = card(QStringLiteral("startNew"), QStringLiteral("new"), tr("New scenario"),
        tr("One data type, no cache against Redis"), content);
    for (auto *button : { open, import, fresh })
        left->addWidget(button);
    left->addSpacing(12);
    left->addLayout(m_recent);
    left->addStretch();
    auto *right = new QVBoxLayout;
    // Otherwise they take over the wide gap between the two columns.
    for (auto *column : { left, right, m_recent, m_gallery })
        column->setSpacing(8);
    right->addWidget(heading(tr("Scenarios to learn from"), content, 1.15));
    right->addLayout(m_gallery);
    right->addStretch();
    columns->addLayout(left, 2);
    columns->addLayout(right, 3);
    page->addLayout(columns, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolling(content, this));
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(import, &QPushButton::clicked, this, &StartPage::importRequested);
    connect(fresh, &QPushButton::clicked, this, &StartPage::newRequested);
}

void StartPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // After the first picture: reading the files must not delay the window.
    if (!m_filled)
        QTimer::singleShot(0, this, &StartPage::fillGallery);
    m_filled = true;
}

void StartPage::fillGallery()
{
    const QDir folder(shippedScenariosFolder());
    QStringList names = folder.entryList({ QStringLiteral("*.scenario.json") }, QDir::Files, QDir::Name);
    // The one to begin with stands first.
    const QString first = QStringLiteral("storefront.scenario.json");
    if (names.removeOne(first))
        names.prepend(first);
    for (const QString &name : names) {
        const QString path = folder.filePath(name);
        const auto file = loadScenario(ss(path));
        const QString title = file ? qs(file->scenario.name) : name;
        const QString text
            = file ? lesson(file->scenario.description) : tr("Cannot be read: %1").arg(qs(file.error().front().text()));
        auto *button = card(QStringLiteral("gallery_") + name.section(QLatin1Char('.'), 0, 0),
            QStringLiteral("results"), title, text, this);
        button->setToolTip(file ? qs(file->scenario.description) : text);
        connect(button, &QPushButton::clicked, this, [this, path] { Q_EMIT shippedChosen(path); });
        m_gallery->addWidget(button);
    }
    if (names.isEmpty())
        m_gallery->addWidget(note(tr("The scenarios that come with the program were not found."), this));
}

void StartPage::setRecent(const QStringList &files)
{
    clearLayout(m_recent);
    if (files.isEmpty())
        return;
    m_recent->addWidget(heading(tr("Recent"), this, 1.15));
    for (const QString &path : files) {
        const QFileInfo info(path);
        auto *button
            = card(QStringLiteral("recent"), QStringLiteral("scenario"), info.fileName(), info.absolutePath(), this);
        connect(button, &QPushButton::clicked, this, [this, path] { Q_EMIT fileChosen(path); });
        m_recent->addWidget(button);
    }
}

void StartPage::offerRecovery(const QString &text)
{
    auto *box = new QFrame(this);
    box->setObjectName(QStringLiteral("recovery"));
    box->setFrameShape(QFrame::StyledPanel);
    auto *row = new QHBoxLayout(box);
    auto *label = new QLabel(text, box);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    auto *restore = new QPushButton(tr("Restore"), box);
    restore->setObjectName(QStringLiteral("restore"));
    restore->setToolTip(tr("Open the scenario with the changes that were not saved"));
    auto *discard = new QPushButton(tr("Discard"), box);
    discard->setObjectName(QStringLiteral("discard"));
    discard->setToolTip(tr("Throw the unsaved changes away"));
    row->addWidget(label, 1);
    row->addWidget(restore);
    row->addWidget(discard);
    m_recovery->addWidget(box);
    const auto answer = [this, box](bool yes) {
        box->deleteLater();
        Q_EMIT recoveryAnswered(yes);
    };
    connect(restore, &QPushButton::clicked, this, [answer] { answer(true); });
    connect(discard, &QPushButton::clicked, this, [answer] { answer(false); });
}

} // namespace cs::ui
