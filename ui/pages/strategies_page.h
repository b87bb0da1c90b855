// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

namespace cs::ui
{

class Document;
class StrategyPanel;

/// Two strategies of the scenario side by side.
class StrategiesPage : public QWidget
{
    Q_OBJECT
public:
    explicit StrategiesPage(Document *document, QWidget *parent = nullptr);

    /// The two strategies that are shown, in their order in the scenario, without repeats.
    std::vector<std::size_t> shownStrategies() const;
    void showPlace(std::size_t strategy, int layer, int dataType);

Q_SIGNALS:
    void message(const QString &text);

private:
    void chooseInitial();

    Document *m_document;
    StrategyPanel *m_left;
    StrategyPanel *m_right;
};

} // namespace cs::ui
