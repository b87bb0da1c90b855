// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/report/report.h"

namespace cs::ui
{

class PdfPages;

/// Draws a table no wider than the page: cells wrap; columns that do not fit side by side go into a second table below
/// with the first column again. Rows are never cut by a page's end, and the header row comes again on the next page.
void drawTable(PdfPages &pages, const ReportTable &table);

/// Room that the header and the first row need, so that a heading can stay with them.
double tableHeadHeight(PdfPages &pages, const ReportTable &table);

} // namespace cs::ui
