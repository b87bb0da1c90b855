// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/strategies_page.h"

#include "ui/common/widgets.h"
#include "ui/document/document.h"
#include "ui/pages/strategy_panel.h"

#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace cs::ui
{

StrategiesPage::StrategiesPage(Document *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_left(new StrategyPanel(document, QStringLiteral("leftStrategy"), this))
    , m_right(new StrategyPanel(document, QStringLiteral("rightStrategy"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(heading(tr("Strategies side by side"), this));
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(scrolling(m_left, this));
    splitter->addWidget(scrolling(m_right, this));
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    layout->addWidget(splitter, 1);
    for (auto *panel : { m_left, m_right })
        connect(panel, &StrategyPanel::message, this, &StrategiesPage::message);
    connect(document, &Document::replaced, this, &StrategiesPage::chooseInitial);
    chooseInitial();
}

void StrategiesPage::chooseInitial()
{
    // The baseline is most often "no cache" with nothing to look at, so the last two when there are more.
    const std::size_t count = m_document->scenario().strategies.size();
    m_left->setStrategy(count > 2 ? count - 2 : 0);
    m_right->setStrategy(count > 0 ? count - 1 : 0);
}

std::vector<std::size_t> StrategiesPage::shownStrategies() const
{
    std::vector<std::size_t> shown { m_left->strategy(), m_right->strategy() };
    std::sort(shown.begin(), shown.end());
    shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
    return shown;
}

void StrategiesPage::showPlace(std::size_t strategy, int layer, int dataType)
{
    StrategyPanel *panel = m_left->strategy() == strategy ? m_left : m_right;
    if (panel->strategy() != strategy)
        panel->setStrategy(strategy);
    if (layer >= 0)
        panel->selectLayer(layer);
    if (dataType >= 0)
        panel->selectRule(dataType, std::max(0, layer));
}

} // namespace cs::ui
