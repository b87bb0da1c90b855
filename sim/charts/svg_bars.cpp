// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_frame.h"
#include "sim/charts/svg_text.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double font = SvgFrame::smallFont;
constexpr double lineHeight = font + 3;
constexpr double slope = 0.6427876096865393; ///< sin 40 degrees
constexpr double run = 0.766044443118978; ///< cos 40 degrees
constexpr std::size_t maxLines = 3;

double slot(const SvgFrame &frame)
{
    return (frame.right - frame.left) / static_cast<double>(std::max<std::size_t>(frame.spec.categories.size(), 1));
}

/// A label in level lines; where it cannot be broken and the slot is wide enough to tell something, cut on one line.
std::vector<std::string> levelLines(const std::string &name, double width)
{
    auto lines = wrapped(oneLine(name), width, font, maxLines);
    if (lines.empty() && width >= 80)
        lines.push_back(elidedMiddle(oneLine(name), width, font));
    return lines;
}

bool allLevel(const SvgFrame &frame, double width)
{
    return std::all_of(frame.spec.categories.begin(), frame.spec.categories.end(),
        [width](const std::string &name) { return !levelLines(name, width).empty(); });
}

/// Longest slanted label; what is longer is cut with an ellipsis.
double slantedLength(const SvgFrame &frame)
{
    double longest = 0;
    for (const auto &name : frame.spec.categories)
        longest = std::max(longest, textWidth(oneLine(name), font));
    return std::min({ longest, 130.0, frame.height * 0.22 / slope });
}

void drawLevelLabels(SvgFrame &frame, double step)
{
    for (std::size_t c = 0; c < frame.spec.categories.size(); ++c) {
        double y = frame.bottom + lineHeight;
        const std::string name = oneLine(frame.spec.categories[c]);
        for (const auto &line : levelLines(name, step - 6)) {
            const bool cut = line.find("\u2026") != std::string::npos;
            frame.svg.text(frame.left + step * (static_cast<double>(c) + 0.5), y, line,
                { font, frame.theme.muted, Anchor::middle, false, 0, cut ? name : "" });
            y += lineHeight;
        }
    }
}

void drawSlantedLabels(SvgFrame &frame, double step)
{
    const double length = slantedLength(frame);
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(lineHeight / step)));
    for (std::size_t c = 0; c < frame.spec.categories.size(); c += every) {
        const double x = frame.left + step * (static_cast<double>(c) + 0.5) + 4;
        const std::string name = oneLine(frame.spec.categories[c]);
        const std::string shown = elidedMiddle(name, std::min(length, (x - 4) / run), font);
        frame.svg.text(x, frame.bottom + lineHeight, shown,
            { font, frame.theme.muted, Anchor::end, false, -40, shown == name ? "" : name });
    }
}

std::string shownValue(const SvgFrame &frame, double value)
{
    // The axis has the unit already.
    if (frame.spec.y.unit == Unit::share) {
        const std::string text = figureText(value, Unit::share);
        return text.substr(0, text.find(' '));
    }
    return figureText(value * frame.spec.y.displayFactor, Unit::number);
}

void drawBar(SvgFrame &frame, const ChartSeries &series, const std::string &category, double x, double width,
    double from, double to, double value)
{
    const double high = frame.mapY(to), low = frame.mapY(from);
    const std::string colour = frame.colour(series);
    const std::string title
        = oneLine(series.name) + ", " + oneLine(category) + ": " + figureText(value, frame.spec.y.unit);
    frame.svg.rect(x, high, width, low - high, colour, 0.85, title);
    frame.svg.line(x, high, x + width, high, { colour, 2, series.dashed ? "6 3" : "" });
}

void drawLabel(SvgFrame &frame, double centre, double room, double value)
{
    const std::string text = shownValue(frame, value);
    if (textWidth(text, font - 1) <= room)
        frame.svg.text(centre, frame.mapY(value) - 4, text, { font - 1, frame.theme.text, Anchor::middle });
}

} // namespace

double categoryLabelHeight(const SvgFrame &frame)
{
    const double room = slot(frame) - 6;
    if (!allLevel(frame, room))
        return slantedLength(frame) * slope + lineHeight;
    std::size_t lines = 1;
    for (const auto &name : frame.spec.categories)
        lines = std::max(lines, levelLines(name, room).size());
    return static_cast<double>(lines) * lineHeight;
}

void drawBars(SvgFrame &frame)
{
    const ChartSpec &spec = frame.spec;
    const double step = slot(frame);
    const std::size_t sideBySide = spec.stacked ? 1 : std::max<std::size_t>(spec.series.size(), 1);
    const double barStep = std::min(step * 0.84 / static_cast<double>(sideBySide), 64.0);
    const double barWidth = barStep * (sideBySide > 1 ? 0.9 : 1);
    for (std::size_t c = 0; c < spec.categories.size(); ++c) {
        const double centre = frame.left + step * (static_cast<double>(c) + 0.5);
        double x = centre - barStep * static_cast<double>(sideBySide) / 2 + (barStep - barWidth) / 2;
        double floor = 0;
        for (const auto &series : spec.series) {
            const auto at = std::find(series.x.begin(), series.x.end(), static_cast<double>(c));
            const auto i = static_cast<std::size_t>(at - series.x.begin());
            const double value = i < series.y.size() && std::isfinite(series.y[i]) ? series.y[i] : 0;
            if (i < series.y.size())
                drawBar(frame, series, spec.categories[c], x, barWidth, floor, floor + value, value);
            if (spec.stacked)
                floor += value;
            else if (i < series.y.size())
                drawLabel(frame, x + barWidth / 2, barStep, value);
            x += spec.stacked ? 0 : barStep;
        }
        if (spec.stacked)
            drawLabel(frame, centre, step, floor);
    }
    frame.svg.line(frame.left, frame.bottom, frame.right, frame.bottom, { frame.theme.axis });
    if (allLevel(frame, step - 6))
        drawLevelLabels(frame, step);
    else
        drawSlantedLabels(frame, step);
    frame.svg.text((frame.left + frame.right) / 2, frame.height - SvgFrame::margin + 2,
        elided(oneLine(spec.x.title), frame.right - frame.left, font), { font, frame.theme.muted, Anchor::middle });
}

} // namespace cs
