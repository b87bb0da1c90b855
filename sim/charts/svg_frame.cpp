// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_frame.h"

#include "sim/charts/svg_text.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

namespace cs
{

namespace
{

constexpr double titleFont = 15;
constexpr double subtitleFont = 12;
constexpr double tickLength = 4;

/// The unit in "Time (h)".
std::string unitOf(const std::string &title)
{
    const auto open = title.rfind('(');
    return open == std::string::npos ? std::string() : title.substr(open + 1, title.size() - open - 2);
}

/// Names for title and description that stay apart when several charts stand in one page.
std::string idOf(const ChartSpec &spec, bool dark)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : spec.id + '\n' + spec.title + '\n' + spec.subtitle + (dark ? "\nd" : "\nl"))
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    constexpr char digits[] = "0123456789abcdef";
    std::string id = "c";
    for (int i = 60; i >= 0; i -= 4)
        id += digits[hash >> i & 15];
    return id;
}

/// Largest value, stacked where the chart stacks.
double topOf(const ChartSpec &spec)
{
    const bool stacks = spec.kind == ChartKind::stackedAreas || spec.stacked;
    std::map<double, double> sums;
    double top = 0;
    for (const auto &series : spec.series)
        for (std::size_t i = 0; i < series.y.size() && i < series.x.size(); ++i) {
            if (!std::isfinite(series.y[i]))
                continue;
            top = std::max(top, stacks ? sums[series.x[i]] += series.y[i] : series.y[i]);
        }
    return top;
}

} // namespace

const SvgTheme &SvgTheme::of(bool dark)
{
    static const SvgTheme light { "#ffffff", "#1f2937", "#4b5563", "#e5e7eb", "#6b7280", "#6b7280" };
    static const SvgTheme night { "#1b1e23", "#e5e7eb", "#b4bac4", "#343a44", "#8b919c", "#9ca3af" };
    return dark ? night : light;
}

SvgFrame::SvgFrame(const ChartSpec &chart, const SvgOptions &wanted)
    : spec(chart)
    , options(wanted)
    , theme(SvgTheme::of(wanted.dark))
    , width(std::max(wanted.width, 160))
    , height(std::max(wanted.height, 120))
{
}

void SvgFrame::drawHead()
{
    svg.rect(0, 0, width, height, theme.background);
    const double room = width - 2 * margin;
    const auto head = [&](const std::string &text, double y, TextStyle style) {
        const std::string line = oneLine(text);
        const std::string shown = elided(line, room, style.size, style.bold);
        style.fullText = shown == line ? std::string() : line;
        svg.text(margin, y, shown, style);
    };
    head(spec.title, 22, { titleFont, theme.text, Anchor::start, true });
    top = 30;
    if (!spec.subtitle.empty()) {
        head(spec.subtitle, 38, { subtitleFont, theme.muted });
        top = 46;
    }
    if (!spec.empty())
        drawLegend();
}

void SvgFrame::placeSides(double room)
{
    m_valueTickCount = std::clamp(static_cast<int>((height - top - 60) / 28), 3, 8);
    findRange();
    double widest = 0;
    for (const double value : m_valueTicks.values)
        widest = std::max(widest, textWidth(m_valueTicks.label(value), smallFont));
    left = margin + widest + tickLength + 4;
    right = std::max(width - margin - room, left + 20);
}

void SvgFrame::placeHeight(double labelHeight)
{
    placeMarks();
    top += smallFont + 16 + rowsOf(m_markLabels) * markRow + (spec.kind == ChartKind::groupedBars ? smallFont + 2 : 0);
    bottom = height - margin - labelHeight - (spec.x.title.empty() ? 0 : smallFont + 6);
    bottom = std::max(bottom, top + 20);
    // A low plot has room for fewer values than thought; never more, the sides are placed.
    m_valueTicks = niceTicks(yLow, yHigh, std::clamp(static_cast<int>((bottom - top) / 22), 2, m_valueTickCount));
}

void SvgFrame::placeMarks()
{
    std::vector<double> xs, widths;
    for (const auto &mark : spec.marks) {
        m_markTexts.push_back(elidedMiddle(oneLine(mark.label), (right - left) * 0.4, smallFont));
        xs.push_back(mapX(mark.x));
        widths.push_back(textWidth(m_markTexts.back(), smallFont));
    }
    m_markLabels = placeMarkLabels(xs, widths, left, width - margin, height < 240 ? 2 : 3);
}

void SvgFrame::findRange()
{
    const double factor = spec.y.displayFactor;
    yLow = 0;
    for (const auto &series : spec.series)
        for (const double y : series.y)
            if (std::isfinite(y))
                yLow = std::min(yLow, y * factor);
    const double highest = topOf(spec) * factor;
    yHigh = spec.y.max > 0 ? std::max(spec.y.max * factor, highest) : niceTop(highest, m_valueTickCount);
    if (!(yHigh > yLow))
        yHigh = yLow + 1;
    m_valueTicks = niceTicks(yLow, yHigh, m_valueTickCount);
    bool any = false;
    for (const auto &series : spec.series)
        for (const double x : series.x) {
            if (spec.x.logarithmic && !(x > 0))
                continue;
            xHigh = any ? std::max(xHigh, x * spec.x.displayFactor) : x * spec.x.displayFactor;
            xLow = any ? std::min(xLow, x * spec.x.displayFactor) : x * spec.x.displayFactor;
            any = true;
        }
    if (spec.x.fromZero && !spec.x.logarithmic)
        xLow = std::min(xLow, 0.0);
    if (spec.x.max > 0)
        xHigh = std::max(xHigh, spec.x.max * spec.x.displayFactor);
    if (!(xHigh > xLow))
        xHigh = spec.x.logarithmic ? xLow * 10 : xLow + 1;
}

double SvgFrame::mapX(double value) const
{
    const double shown = value * spec.x.displayFactor;
    const double share = spec.x.logarithmic ? std::log(std::max(shown, xLow) / xLow) / std::log(xHigh / xLow)
                                            : (shown - xLow) / (xHigh - xLow);
    return left + std::clamp(share, 0.0, 1.0) * (right - left);
}

double SvgFrame::mapY(double value) const
{
    const double share = (value * spec.y.displayFactor - yLow) / (yHigh - yLow);
    return bottom - std::clamp(share, 0.0, 1.0) * (bottom - top);
}

void SvgFrame::drawValueAxis()
{
    for (const double value : m_valueTicks.values) {
        const double y = bottom - (value - yLow) / (yHigh - yLow) * (bottom - top);
        svg.line(left, y, right, y, { theme.grid });
        svg.text(left - tickLength - 2, y + smallFont * 0.36, m_valueTicks.label(value),
            { smallFont, theme.muted, Anchor::end });
    }
    const double titleY
        = top - 13 - rowsOf(m_markLabels) * markRow - (spec.kind == ChartKind::groupedBars ? smallFont + 2 : 0);
    const std::string title = elided(oneLine(spec.y.title), width - 2 * margin, smallFont);
    svg.text(margin, titleY, title, { smallFont, theme.muted });
}

void SvgFrame::drawTimeAxis()
{
    const std::string unit = unitOf(spec.x.title);
    int count = std::max(2, static_cast<int>((right - left) / 60));
    Ticks ticks = timeTicks(xLow, xHigh, count, unit);
    // Wide labels ("1,200,000") need fewer ticks than short ones.
    for (; count > 2; ticks = timeTicks(xLow, xHigh, --count, unit)) {
        double widest = 0;
        for (const double value : ticks.values)
            widest = std::max(widest, textWidth(ticks.label(value), smallFont));
        if ((widest + 14) * (xHigh - xLow) <= ticks.step * (right - left))
            break;
    }
    svg.line(left, bottom, right, bottom, { theme.axis });
    for (const double value : ticks.values) {
        const double x = left + (value - xLow) / (xHigh - xLow) * (right - left);
        svg.line(x, bottom, x, bottom + tickLength, { theme.axis });
        svg.text(
            x, bottom + tickLength + smallFont + 1, ticks.label(value), { smallFont, theme.muted, Anchor::middle });
    }
    svg.text((left + right) / 2, height - margin + 2, elided(oneLine(spec.x.title), right - left, smallFont),
        { smallFont, theme.muted, Anchor::middle });
}

/// Powers of ten, and 2 and 5 times them where there is room.
void SvgFrame::drawLogarithmicAxis()
{
    svg.line(left, bottom, right, bottom, { theme.axis });
    double until = left - smallFont;
    const double decades = std::log10(xHigh / xLow);
    const bool fine = decades * 150 < right - left;
    for (double power = std::pow(10, std::floor(std::log10(xLow) + 1e-9)); power <= xHigh * (1 + 1e-9); power *= 10)
        for (const double digit : { 1.0, 2.0, 5.0 }) {
            const double value = power * digit;
            if (value < xLow * (1 - 1e-9) || value > xHigh * (1 + 1e-9) || (digit > 1 && !fine))
                continue;
            const double x = mapX(value / spec.x.displayFactor);
            svg.line(x, bottom, x, bottom + tickLength, { theme.axis });
            const std::string label
                = groupedNumber(value, std::max(0, static_cast<int>(std::ceil(-std::log10(power) - 1e-9))));
            const double half = textWidth(label, smallFont) / 2;
            if (x - half < until || x + half > width)
                continue;
            svg.text(x, bottom + tickLength + smallFont + 1, label, { smallFont, theme.muted, Anchor::middle });
            until = x + half + 8;
        }
    svg.text((left + right) / 2, height - margin + 2, elided(oneLine(spec.x.title), right - left, smallFont),
        { smallFont, theme.muted, Anchor::middle });
}

void SvgFrame::drawWarmUp()
{
    if (spec.warmUpUntil <= 0)
        return;
    const double end = mapX(spec.warmUpUntil);
    svg.rect(left, top, end - left, bottom - top, theme.shade, 0.22, "Warm-up: not in the figures");
    svg.line(end, top, end, bottom, { theme.axis, 1, "3 3" });
}

void SvgFrame::drawMarks()
{
    for (std::size_t i = 0; i < m_markLabels.size(); ++i) {
        const double x = mapX(spec.marks[i].x);
        const MarkLabel &label = m_markLabels[i];
        const std::string full = oneLine(spec.marks[i].label);
        // The background beside the line keeps it apart from the colours that it runs through.
        svg.line(x, top, x, bottom, { theme.background, 3 });
        svg.line(x, top - (label.row + 1) * markRow, x, bottom, { theme.text, 1 });
        if (label.row >= 0)
            svg.text(label.left, top - label.row * markRow - 5, m_markTexts[i],
                { smallFont, theme.text, Anchor::start, false, 0, m_markTexts[i] == full ? "" : full });
    }
}

void SvgFrame::drawEmpty()
{
    const std::string why = oneLine(spec.emptyText.empty() ? "There is nothing to show." : spec.emptyText);
    auto lines = wrapped(why, width - 4 * margin, subtitleFont, 6);
    if (lines.empty())
        lines = { elided(why, width - 4 * margin, subtitleFont) };
    double y = (top + height - margin) / 2 - static_cast<double>(lines.size() - 1) * 8;
    for (const auto &line : lines) {
        svg.text(width / 2, y, line, { subtitleFont, theme.muted, Anchor::middle });
        y += 17;
    }
}

std::string SvgFrame::finish() const
{
    const std::string id = idOf(spec, options.dark);
    const std::string size = std::to_string(static_cast<int>(width)) + " " + std::to_string(static_cast<int>(height));
    const auto space = size.find(' ');
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"" + size.substr(0, space);
    out += "\" height=\"" + size.substr(space + 1) + "\" viewBox=\"0 0 " + size + "\" role=\"img\" aria-labelledby=\""
        + id;
    out += "t " + id + "d\" font-family=\"" + xmlEscaped(options.fontFamily) + "\">\n";
    out += "<title id=\"" + id + "t\">" + xmlEscaped(spec.title);
    out += (spec.subtitle.empty() ? std::string() : ", " + xmlEscaped(spec.subtitle)) + "</title>\n";
    out += "<desc id=\"" + id + "d\">" + xmlEscaped(spec.altText) + "</desc>\n";
    return out + svg.body() + "</svg>\n";
}

} // namespace cs
