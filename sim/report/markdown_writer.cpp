// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report.h"

#include "sim/results/escape.h"

namespace cs
{

namespace
{

std::string markdown(const ReportText &block)
{
    return markdownEscaped(block.text) + "\n\n";
}

std::string markdown(const ReportList &block)
{
    std::string out;
    for (const auto &item : block.items)
        out += "- " + markdownEscaped(item) + "\n";
    return out + "\n";
}

std::string markdown(const ReportTable &block)
{
    const auto line = [&block](const std::vector<std::string> &cells) {
        std::string text = "|";
        for (std::size_t i = 0; i < block.header.size(); ++i)
            text += " " + (i < cells.size() ? markdownCell(cells[i]) : std::string()) + " |";
        return text + "\n";
    };
    std::string out = line(block.header) + "|";
    for (std::size_t i = 0; i < block.header.size(); ++i)
        out += i < block.rightAligned.size() && block.rightAligned[i] ? " ---: |" : " --- |";
    out += "\n";
    for (const auto &row : block.rows)
        out += line(row);
    return out + "\n";
}

/// Markdown has no pictures of its own: the chart's main figures stand in for it.
std::string markdown(const ChartSpec &spec)
{
    return "**" + markdownEscaped(spec.title) + (spec.subtitle.empty() ? "" : ", " + markdownEscaped(spec.subtitle))
        + ".** " + markdownEscaped(spec.altText) + "\n\n";
}

} // namespace

std::string reportMarkdown(const ReportDocument &document)
{
    std::string out = "# " + markdownEscaped(document.title) + "\n\n";
    if (!document.date.empty())
        out += markdownEscaped(document.date) + "\n\n";
    for (const auto &section : document.sections) {
        out += std::string(static_cast<std::size_t>(section.level) + 1, '#') + " " + markdownEscaped(section.title)
            + "\n\n";
        for (const auto &block : section.blocks)
            out += std::visit([](const auto &one) { return markdown(one); }, block);
    }
    while (out.ends_with("\n\n"))
        out.pop_back();
    return out;
}

} // namespace cs
