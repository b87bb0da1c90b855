// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/text_table.h"

#include "sim/results/escape.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr const char *columnGap = "   ";

std::string padded(const std::string &text, std::size_t width, bool left)
{
    const std::string blanks(width - std::min(width, displayWidth(text)), ' ');
    return left ? text + blanks : blanks + text;
}

std::string withoutTrailingBlanks(std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace

bool TextTable::isLeft(std::size_t column) const
{
    return column == 0 || std::find(leftAligned.begin(), leftAligned.end(), column) != leftAligned.end();
}

std::string TextTable::aligned() const
{
    std::vector<std::vector<std::string>> lines { header };
    lines.insert(lines.end(), rows.begin(), rows.end());
    std::vector<std::size_t> widths(header.size());
    for (auto &line : lines) {
        line.resize(header.size());
        for (std::size_t i = 0; i < line.size(); ++i) {
            line[i] = oneLine(line[i]);
            widths[i] = std::max(widths[i], displayWidth(line[i]));
        }
    }
    std::string out;
    for (std::size_t row = 0; row < lines.size(); ++row) {
        std::string line, rule;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            line += (i ? columnGap : "") + padded(lines[row][i], widths[i], isLeft(i));
            rule += (i ? columnGap : "") + std::string(widths[i], '-');
        }
        out += withoutTrailingBlanks(line) + '\n';
        if (row == 0)
            out += rule + '\n';
    }
    return out;
}

std::string TextTable::markdown() const
{
    const auto line = [this](const std::vector<std::string> &cells) {
        std::string text = "|";
        for (std::size_t i = 0; i < header.size(); ++i)
            text += " " + (i < cells.size() ? markdownCell(cells[i]) : std::string()) + " |";
        return text + "\n";
    };
    std::string out = line(header) + "|";
    for (std::size_t i = 0; i < header.size(); ++i)
        out += isLeft(i) ? " --- |" : " ---: |";
    out += '\n';
    for (const auto &row : rows)
        out += line(row);
    return out;
}

} // namespace cs
