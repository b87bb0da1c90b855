// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"
#include "sim/report/report.h"
#include "sim/results/escape.h"

namespace cs
{

namespace
{

constexpr const char *style = R"(
:root { color-scheme: light dark; --text: #1f2937; --muted: #4b5563; --back: #ffffff; --line: #d1d5db; --head: #f3f4f6; }
body { font: 15px/1.5 "Noto Sans", "DejaVu Sans", sans-serif; color: var(--text); background: var(--back);
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin-bottom: 0.2rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 0.6rem; border-bottom: 1px solid var(--line); padding-bottom: 0.2rem; }
h3 { font-size: 1.08rem; margin: 1.6rem 0 0.5rem; }
.date, figcaption { color: var(--muted); }
.table { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; overflow-wrap: normal; }
th { background: var(--head); }
.number { text-align: right; }
figure { margin: 1.2rem 0; }
svg { max-width: 100%; height: auto; display: block; border: 1px solid var(--line); }
figcaption { font-size: 0.87rem; margin-top: 0.3rem; }
.dark { display: none; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e5e7eb; --muted: #b4bac4; --back: #1b1e23; --line: #3d4450; --head: #262b33; }
  .dark { display: block; }
  .light { display: none; }
}
@media print {
  :root { --text: #000000; --muted: #333333; --back: #ffffff; --line: #999999; --head: #eeeeee; }
  @page { size: A4; margin: 18mm; }
  body { font-size: 10pt; max-width: none; margin: 0; padding: 0; }
  .dark { display: none; }
  .light { display: block; }
  .table { overflow-x: visible; }
  thead { display: table-header-group; }
  tr, figure, li { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}
)";

std::string html(const ReportText &block, Pictures)
{
    return "<p>" + xmlEscaped(block.text) + "</p>\n";
}

std::string html(const ReportList &block, Pictures)
{
    std::string out = "<ul>\n";
    for (const auto &item : block.items)
        out += "<li>" + xmlEscaped(item) + "</li>\n";
    return out + "</ul>\n";
}

std::string html(const ReportTable &block, Pictures)
{
    const auto number = [&block](std::size_t column) {
        return column < block.rightAligned.size() && block.rightAligned[column] ? " class=\"number\"" : "";
    };
    std::string out = "<div class=\"table\"><table>\n<thead><tr>";
    for (std::size_t i = 0; i < block.header.size(); ++i)
        out.append("<th scope=\"col\"")
            .append(number(i))
            .append(">")
            .append(xmlEscaped(block.header[i]))
            .append("</th>");
    out += "</tr></thead>\n<tbody>\n";
    for (const auto &row : block.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < block.header.size(); ++i)
            out.append("<td")
                .append(number(i))
                .append(">")
                .append(i < row.size() ? xmlEscaped(row[i]) : "")
                .append("</td>");
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table></div>\n";
}

std::string html(const ChartSpec &spec, Pictures pictures)
{
    const std::string name = xmlEscaped(spec.title) + (spec.subtitle.empty() ? "" : ", " + xmlEscaped(spec.subtitle));
    if (pictures == Pictures::none)
        return "<p><strong>" + name + ".</strong> " + xmlEscaped(spec.altText) + "</p>\n";
    SvgOptions dark;
    dark.dark = true;
    return "<figure>\n<div class=\"light\">" + chartSvg(spec) + "</div>\n<div class=\"dark\">" + chartSvg(spec, dark)
        + "</div>\n<figcaption>" + xmlEscaped(spec.altText) + "</figcaption>\n</figure>\n";
}

} // namespace

std::string reportHtml(const ReportDocument &document, Pictures pictures)
{
    const std::string title = xmlEscaped(document.title);
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    out += title + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n";
    if (!document.date.empty())
        out += "<p class=\"date\">" + xmlEscaped(document.date) + "</p>\n";
    for (const auto &section : document.sections) {
        const std::string tag = section.level <= 1 ? "h2" : "h3";
        out.append("<")
            .append(tag)
            .append(">")
            .append(xmlEscaped(section.title))
            .append("</")
            .append(tag)
            .append(">\n");
        for (const auto &block : section.blocks)
            out += std::visit([pictures](const auto &one) { return html(one, pictures); }, block);
    }
    return out + "</body>\n</html>\n";
}

} // namespace cs
