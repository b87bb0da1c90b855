// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cs
{

enum class Anchor { start, middle, end };

struct TextStyle {
    double size = 12;
    std::string colour;
    Anchor anchor = Anchor::start;
    bool bold = false;
    double rotation = 0; ///< degrees around the text's own point
    std::string fullText = {}; ///< shown on hover where the text is shortened
};

struct LineStyle {
    std::string colour;
    double width = 1;
    std::string dashes = {}; ///< "6 4"; empty = solid
};

/// Writes SVG 1.1 elements with only what every renderer knows: no clip paths, no style sheets, no baseline keywords.
class SvgWriter
{
public:
    using Points = std::vector<std::pair<double, double>>;

    void rect(double x, double y, double width, double height, const std::string &fill, double opacity = 1,
        const std::string &title = {});
    void line(double x1, double y1, double x2, double y2, const LineStyle &style);
    void polyline(const Points &points, const LineStyle &style);
    void polygon(const Points &points, const std::string &fill, double opacity);
    void circle(double x, double y, double radius, const std::string &fill);
    void text(double x, double y, const std::string &content, const TextStyle &style);

    const std::string &body() const { return m_out; }

private:
    void addPoints(const Points &points);
    void addStroke(const LineStyle &style);

    std::string m_out;
};

} // namespace cs
