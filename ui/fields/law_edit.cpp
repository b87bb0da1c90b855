// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/law_edit.h"

#include "ui/common/text.h"
#include "ui/fields/law_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <iterator>
#include <vector>

namespace cs::ui
{

namespace
{

enum Shape { constant, meanCv, p50p99, exponential, uniform, gpd, asText };

Shape shapeOf(const Law &law)
{
    if (!law.perKey.empty())
        return asText;
    switch (law.kind) {
    case LawKind::constant:
        return constant;
    case LawKind::lognormal:
        return law.form == LognormalForm::meanCv ? meanCv : p50p99;
    case LawKind::exponential:
        return exponential;
    case LawKind::uniform:
        return uniform;
    case LawKind::gpd:
        return gpd;
    case LawKind::gev:
    case LawKind::table:
    case LawKind::mixture:
        break;
    }
    return asText;
}

Law lawOfShape(const Law &law, int shape)
{
    static constexpr LawKind kinds[] = { LawKind::constant, LawKind::lognormal, LawKind::lognormal,
        LawKind::exponential, LawKind::uniform, LawKind::gpd, LawKind::table };
    return convertedLaw(law, kinds[shape], shape == p50p99 ? LognormalForm::p50p99 : LognormalForm::meanCv);
}

const char *prefixOf(int shape)
{
    static constexpr const char *prefixes[] = { "", "lognormal", "lognormal", "exponential", "uniform", "gpd", "" };
    return prefixes[shape];
}

} // namespace

const std::vector<LawEdit::Parameter> &LawEdit::parametersOf(int kind)
{
    static const std::vector<Parameter> all[] = {
        { { "", "" } },
        { { "mean", QT_TR_NOOP("mean") }, { "cv", QT_TR_NOOP("cv") } },
        { { "p50", "p50" }, { "p99", "p99" } },
        { { "mean", QT_TR_NOOP("mean") } },
        { { "min", QT_TR_NOOP("min") }, { "max", QT_TR_NOOP("max") } },
        { { "location", QT_TR_NOOP("location") }, { "scale", QT_TR_NOOP("scale") }, { "shape", QT_TR_NOOP("shape") } },
        { { "", "" } },
    };
    return all[kind];
}

LawEdit::LawEdit(Unit unit, QWidget *parent)
    : QWidget(parent)
    , m_unit(unit)
    , m_kind(new QComboBox(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_kind->addItems({ tr("constant"), tr("lognormal"), tr("p50, p99"), tr("exponential"), tr("uniform"), tr("Pareto"),
        tr("as text") });
    static const char *tips[] = { QT_TR_NOOP("always the same value"),
        QT_TR_NOOP("lognormal law with mean and cv (standard deviation / mean)"),
        QT_TR_NOOP("lognormal law with its median and its 99th percentile"), QT_TR_NOOP("exponential law with a mean"),
        QT_TR_NOOP("evenly between a minimum and a maximum"), QT_TR_NOOP("generalised Pareto law"),
        QT_TR_NOOP("table 1ms, 2ms weights 1, 3, or per_key 1 kB, 2 kB") };
    for (int index = 0; index < int(std::size(tips)); ++index)
        m_kind->setItemData(index, tr(tips[index]), Qt::ToolTipRole);
    m_kind->setAccessibleName(tr("Law"));
    m_kind->setToolTip(tr("The law of this quantity: how it varies from one time to the next."));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(5);
    row->addWidget(m_kind, 2);
    for (int index = 0; index < 3; ++index) {
        m_labels[index] = new QLabel(this);
        m_lines[index] = new QLineEdit(this);
        m_lines[index]->setMinimumWidth(44);
        m_lines[index]->setAccessibleName(tr("Parameter"));
        m_lines[index]->setToolTip(tr("Parameter of the law, with its unit"));
        row->addWidget(m_labels[index]);
        row->addWidget(m_lines[index], 2);
        connect(m_lines[index], &QLineEdit::textEdited, this, [this] { Q_EMIT edited(text()); });
        connect(m_lines[index], &QLineEdit::editingFinished, this, &LawEdit::finished);
    }
    connect(m_kind, &QComboBox::activated, this, &LawEdit::chooseKind);
    setFocusProxy(m_lines[0]);
    showParameters(constant, {});
}

void LawEdit::chooseKind(int index)
{
    const auto law = parseLaw(m_shown.isEmpty() ? (m_unit == Unit::time ? "1ms" : "1 kB") : ss(m_shown), m_unit);
    if (!law)
        return;
    const QString next = qs(formatLaw(lawOfShape(*law, index), m_unit));
    showParameters(index, next);
    Q_EMIT edited(next);
}

void LawEdit::setHint(const QString &hint)
{
    m_lines[0]->setPlaceholderText(hint);
}

void LawEdit::setText(const QString &text)
{
    if (m_shown == text && this->text() == text)
        return;
    m_shown = text;
    const auto law = parseLaw(ss(text), m_unit);
    showParameters(law ? shapeOf(*law) : constant, text);
}

void LawEdit::showParameters(int kind, const QString &text)
{
    m_shown = text;
    m_kind->setCurrentIndex(kind);
    const auto &parameters = parametersOf(kind);
    for (std::size_t index = 0; index < 3; ++index) {
        const bool used = index < parameters.size();
        m_lines[index]->setVisible(used);
        m_labels[index]->setVisible(used && *parameters[index].label);
        if (!used)
            continue;
        m_labels[index]->setText(tr(parameters[index].label));
        m_lines[index]->setAccessibleName(*parameters[index].label ? tr(parameters[index].label) : tr("Value"));
        QString part = text;
        if (*parameters[index].word) {
            const QString word = QLatin1Char(' ') + QLatin1String(parameters[index].word) + QLatin1Char(' ');
            const auto start = text.indexOf(word);
            part = start < 0 ? QString() : text.mid(start + word.size());
            if (index + 1 < parameters.size()) {
                const auto end
                    = part.indexOf(QLatin1Char(' ') + QLatin1String(parameters[index + 1].word) + QLatin1Char(' '));
                part = end < 0 ? part : part.left(end);
            }
        }
        if (m_lines[index]->text() != part)
            m_lines[index]->setText(part);
    }
}

QString LawEdit::text() const
{
    const int kind = m_kind->currentIndex();
    QString whole = QString::fromLatin1(prefixOf(kind));
    const auto &parameters = parametersOf(kind);
    for (std::size_t index = 0; index < parameters.size(); ++index) {
        if (*parameters[index].word)
            whole += QLatin1Char(' ') + QLatin1String(parameters[index].word) + QLatin1Char(' ');
        whole += m_lines[index]->text();
    }
    return whole;
}

} // namespace cs::ui
