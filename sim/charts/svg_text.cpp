// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_text.h"

#include "sim/results/escape.h"

namespace cs
{

namespace
{

// Thousandths of the font size, from U+0020 on.
constexpr int asciiWidths[] = { 318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775,
    752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
    500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634,
    592, 818, 592, 592, 525, 636, 337, 636, 838 };
constexpr double boldFactor = 1.15;

double advance(char32_t c)
{
    if (c >= 0x20 && c < 0x20 + std::size(asciiWidths))
        return asciiWidths[c - 0x20] / 1000.0;
    std::string one;
    appendUtf8(one, c);
    const std::size_t columns = displayWidth(one);
    if (columns == 0)
        return 0;
    return columns == 2 ? 1.25 : c == 0x2026 ? 1.0 : c < 0x500 ? 0.75 : 1.0;
}

bool breaksAfter(char c)
{
    return c == '/' || c == '-' || c == '_' || c == '.' || c == ':';
}

/// Words and the pieces of words between which a line may break; a blank belongs to the piece before it.
std::vector<std::string> pieces(std::string_view text)
{
    std::vector<std::string> result(1);
    for (const char c : text) {
        result.back() += c;
        if (c == ' ' || breaksAfter(c))
            result.emplace_back();
    }
    if (result.back().empty())
        result.pop_back();
    return result;
}

std::string trimmedEnd(std::string text)
{
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

double textWidth(std::string_view text, double fontSize, bool bold)
{
    double width = 0;
    for (std::size_t pos = 0; pos < text.size();)
        width += advance(nextCodePoint(text, pos));
    return width * fontSize * (bold ? boldFactor : 1);
}

std::string elided(std::string_view text, double width, double fontSize, bool bold)
{
    if (textWidth(text, fontSize, bold) <= width)
        return std::string(text);
    constexpr std::string_view ellipsis = "\u2026";
    const double room = width - textWidth(ellipsis, fontSize, bold);
    double used = 0;
    std::size_t end = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        used += advance(nextCodePoint(text, pos)) * fontSize * (bold ? boldFactor : 1);
        if (used > room)
            break;
        end = pos;
    }
    return trimmedEnd(std::string(text.substr(0, end))).append(ellipsis);
}

std::string elidedMiddle(std::string_view text, double width, double fontSize)
{
    if (textWidth(text, fontSize) <= width)
        return std::string(text);
    // The end takes about a third of the room.
    std::vector<std::size_t> starts;
    for (std::size_t pos = 0; pos < text.size(); nextCodePoint(text, pos))
        starts.push_back(pos);
    std::size_t tail = text.size();
    for (auto at = starts.rbegin(); at != starts.rend() && textWidth(text.substr(*at), fontSize) <= width / 3; ++at)
        tail = *at;
    const std::string_view end = text.substr(tail);
    return elided(text, width - textWidth(end, fontSize), fontSize).append(end);
}

std::vector<std::string> wrapped(std::string_view text, double width, double fontSize, std::size_t maxLines)
{
    std::vector<std::string> lines;
    std::string line;
    for (const auto &piece : pieces(text)) {
        if (textWidth(trimmedEnd(piece), fontSize) > width)
            return {};
        if (!line.empty() && textWidth(trimmedEnd(line + piece), fontSize) > width) {
            lines.push_back(trimmedEnd(line));
            line.clear();
        }
        line += piece;
    }
    lines.push_back(trimmedEnd(line));
    return lines.size() <= maxLines ? lines : std::vector<std::string>();
}

} // namespace cs
