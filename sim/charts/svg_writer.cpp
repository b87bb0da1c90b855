// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_writer.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// A hundredth of a pixel is enough.
std::string coordinate(double value)
{
    const double rounded = std::round(std::clamp(std::isfinite(value) ? value : 0.0, -1e6, 1e6) * 100) / 100;
    return formatNumber(rounded == 0 ? 0 : rounded);
}

std::string attribute(const char *name, const std::string &value)
{
    std::string out = " ";
    out.append(name).append("=\"").append(value).append("\"");
    return out;
}

const char *anchorName(Anchor anchor)
{
    return anchor == Anchor::middle ? "middle" : anchor == Anchor::end ? "end" : "start";
}

void close(std::string &out, const char *element, const std::string &title)
{
    if (title.empty())
        out += "/>\n";
    else
        out.append("><title>").append(xmlEscaped(title)).append("</title></").append(element).append(">\n");
}

} // namespace

void SvgWriter::rect(
    double x, double y, double width, double height, const std::string &fill, double opacity, const std::string &title)
{
    m_out += "<rect" + attribute("x", coordinate(x)) + attribute("y", coordinate(y))
        + attribute("width", coordinate(std::max(0.0, width))) + attribute("height", coordinate(std::max(0.0, height)))
        + attribute("fill", fill);
    if (opacity < 1)
        m_out += attribute("fill-opacity", coordinate(opacity));
    close(m_out, "rect", title);
}

void SvgWriter::line(double x1, double y1, double x2, double y2, const LineStyle &style)
{
    m_out += "<line" + attribute("x1", coordinate(x1)) + attribute("y1", coordinate(y1))
        + attribute("x2", coordinate(x2)) + attribute("y2", coordinate(y2));
    addStroke(style);
    m_out += "/>\n";
}

void SvgWriter::polyline(const Points &points, const LineStyle &style)
{
    m_out += "<polyline fill=\"none\" stroke-linejoin=\"round\"";
    addStroke(style);
    addPoints(points);
    m_out += "/>\n";
}

void SvgWriter::polygon(const Points &points, const std::string &fill, double opacity)
{
    m_out += "<polygon" + attribute("fill", fill) + attribute("fill-opacity", coordinate(opacity));
    addPoints(points);
    m_out += "/>\n";
}

void SvgWriter::circle(double x, double y, double radius, const std::string &fill)
{
    m_out += "<circle" + attribute("cx", coordinate(x)) + attribute("cy", coordinate(y))
        + attribute("r", coordinate(radius)) + attribute("fill", fill) + "/>\n";
}

void SvgWriter::text(double x, double y, const std::string &content, const TextStyle &style)
{
    m_out += "<text" + attribute("x", coordinate(x)) + attribute("y", coordinate(y))
        + attribute("font-size", coordinate(style.size)) + attribute("fill", style.colour)
        + attribute("text-anchor", anchorName(style.anchor));
    if (style.bold)
        m_out += attribute("font-weight", "bold");
    if (style.rotation != 0)
        m_out += attribute(
            "transform", "rotate(" + coordinate(style.rotation) + " " + coordinate(x) + " " + coordinate(y) + ")");
    m_out += ">";
    if (!style.fullText.empty())
        m_out += "<title>" + xmlEscaped(style.fullText) + "</title>";
    m_out += xmlEscaped(content) + "</text>\n";
}

void SvgWriter::addPoints(const Points &points)
{
    m_out += " points=\"";
    for (std::size_t i = 0; i < points.size(); ++i) {
        m_out.append(i ? " " : "").append(coordinate(points[i].first)).append(",");
        m_out += coordinate(points[i].second);
    }
    m_out += "\"";
}

void SvgWriter::addStroke(const LineStyle &style)
{
    m_out += attribute("stroke", style.colour) + attribute("stroke-width", coordinate(style.width));
    if (!style.dashes.empty())
        m_out += attribute("stroke-dasharray", style.dashes);
}

} // namespace cs
