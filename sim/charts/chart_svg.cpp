// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"
#include "sim/charts/svg_frame.h"

namespace cs
{

std::string chartSvg(const ChartSpec &spec, const SvgOptions &options)
{
    SvgFrame frame(spec, options);
    frame.drawHead();
    if (spec.empty()) {
        frame.drawEmpty();
        return frame.finish();
    }
    if (spec.kind == ChartKind::groupedBars) {
        frame.placeSides(0);
        frame.placeHeight(categoryLabelHeight(frame));
        frame.drawValueAxis();
        drawBars(frame);
        return frame.finish();
    }
    frame.placeSides(16);
    frame.placeHeight(SvgFrame::smallFont + 6);
    frame.drawValueAxis();
    if (spec.kind == ChartKind::stackedAreas)
        drawStackedAreas(frame);
    else
        drawLines(frame);
    frame.drawWarmUp();
    frame.drawMarks();
    if (spec.x.logarithmic)
        frame.drawLogarithmicAxis();
    else
        frame.drawTimeAxis();
    return frame.finish();
}

} // namespace cs
