// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_frame.h"
#include "sim/charts/svg_text.h"
#include "sim/results/escape.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr double rowHeight = 17;
constexpr double swatch = 20;
constexpr double gap = 16;

struct Entry {
    std::string name;
    std::string shown;
    const ChartSeries *series = nullptr; ///< none = the warm-up
    double x = 0;
    std::size_t row = 0;
};

/// Places the entries in rows of this width, no name wider than `nameWidth`; gives the number of rows.
std::size_t arrange(std::vector<Entry> &entries, double width, double nameWidth)
{
    double x = 0;
    std::size_t row = 0;
    for (auto &entry : entries) {
        entry.shown = elidedMiddle(entry.name, nameWidth, SvgFrame::smallFont);
        const double size = swatch + 5 + textWidth(entry.shown, SvgFrame::smallFont);
        if (x > 0 && x + size > width) {
            x = 0;
            ++row;
        }
        entry.x = x;
        entry.row = row;
        x += size + gap;
    }
    return row + 1;
}

std::vector<Entry> entriesOf(const ChartSpec &spec)
{
    std::vector<Entry> entries;
    for (const auto &series : spec.series)
        entries.push_back({ oneLine(series.name), {}, &series });
    if (spec.warmUpUntil > 0)
        entries.push_back({ "Warm-up", {}, nullptr });
    return entries;
}

/// Keeps what fits in `rows`; the last entry then tells how many more there are.
std::string cutTo(std::vector<Entry> &entries, std::size_t rows)
{
    std::string left;
    std::size_t kept = 0;
    while (kept < entries.size() && entries[kept].row < rows)
        ++kept;
    if (kept == entries.size())
        return left;
    kept -= kept > 1 ? 1 : 0;
    for (std::size_t i = kept; i < entries.size(); ++i)
        left += (left.empty() ? "" : ", ") + entries[i].name;
    const double x = entries[kept].x;
    const std::size_t row = std::min(entries[kept].row, rows - 1);
    const std::string more = "+ " + std::to_string(entries.size() - kept) + " more";
    entries.resize(kept);
    entries.push_back({ left, more, nullptr, x, row });
    return more;
}

} // namespace

void SvgFrame::drawLegend()
{
    auto entries = entriesOf(spec);
    const double room = width - 2 * margin;
    const auto maxRows = std::max<std::size_t>(1, static_cast<std::size_t>(height * 0.26 / rowHeight));
    std::size_t rows = 0;
    for (const double share : { 1.0, 0.5, 0.33, 0.25, 0.2 }) {
        rows = arrange(entries, room, share * room - swatch - 5 - gap);
        if (rows <= maxRows)
            break;
    }
    const std::string more = cutTo(entries, maxRows);
    rows = std::min(rows, maxRows);
    const bool lines = spec.kind == ChartKind::lines;
    for (const auto &entry : entries) {
        const double x = margin + entry.x;
        const double y = top + static_cast<double>(entry.row) * rowHeight + 4;
        const bool isMore = !more.empty() && entry.shown == more;
        if (isMore) {
            // no swatch
        } else if (!entry.series) {
            svg.rect(x, y, swatch, 10, theme.shade, 0.22);
            svg.line(x + swatch, y, x + swatch, y + 10, { theme.axis, 1, "3 3" });
        } else if (lines) {
            svg.line(x, y + 5, x + swatch, y + 5, { colour(*entry.series), 2, entry.series->dashed ? "6 3" : "" });
        } else {
            svg.rect(x, y, swatch, 10, colour(*entry.series), 0.85);
            svg.line(x, y, x + swatch, y, { colour(*entry.series), 2, entry.series->dashed ? "6 3" : "" });
        }
        svg.text(x + (isMore ? 0 : swatch + 5), y + 9, entry.shown,
            { smallFont, theme.text, Anchor::start, false, 0, entry.shown == entry.name ? "" : entry.name });
    }
    top += static_cast<double>(rows) * rowHeight + 4;
}

} // namespace cs
