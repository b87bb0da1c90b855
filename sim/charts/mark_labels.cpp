// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/mark_labels.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr double fromLine = 3;
constexpr double apart = 8;

class Placing
{
public:
    Placing(std::span<const double> xs, std::span<const double> widths)
        : m_xs(xs)
        , m_widths(widths)
        , m_labels(xs.size())
    {
    }

    bool isFree(std::size_t mark, int row, double from, double to) const
    {
        for (std::size_t other = 0; other < m_xs.size(); ++other) {
            const MarkLabel &label = m_labels[other];
            if (other == mark || label.row < 0)
                continue;
            const double end = label.left + m_widths[other];
            if (label.row == row && from < end + apart && label.left < to + apart)
                return false;
            // The line of a higher name runs through this row, ours through those below.
            if (label.row >= row && m_xs[other] > from - fromLine && m_xs[other] < to + fromLine)
                return false;
            if (label.row <= row && m_xs[mark] > label.left - fromLine && m_xs[mark] < end + fromLine)
                return false;
        }
        return true;
    }
    void place(std::size_t mark, int row, double from) { m_labels[mark] = { row, from }; }
    std::vector<MarkLabel> take() { return std::move(m_labels); }

private:
    std::span<const double> m_xs, m_widths;
    std::vector<MarkLabel> m_labels;
};

} // namespace

std::vector<MarkLabel> placeMarkLabels(
    std::span<const double> xs, std::span<const double> widths, double left, double right, int maxRows)
{
    Placing placing(xs, widths);
    // From the right: names stand right of their lines, so the line of a mark further left passes on its way up.
    for (std::size_t mark = xs.size(); mark-- > 0;) {
        bool done = false;
        for (int row = 0; row < maxRows && !done; ++row)
            for (const double from : { xs[mark] + fromLine, xs[mark] - fromLine - widths[mark] }) {
                if (done || from < left || from + widths[mark] > right
                    || !placing.isFree(mark, row, from, from + widths[mark]))
                    continue;
                placing.place(mark, row, from);
                done = true;
            }
    }
    return placing.take();
}

int rowsOf(std::span<const MarkLabel> labels)
{
    int rows = 0;
    for (const MarkLabel &label : labels)
        rows = std::max(rows, label.row + 1);
    return rows;
}

} // namespace cs
