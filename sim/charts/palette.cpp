// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"

#include <array>

namespace cs
{

namespace
{

// Chosen so that every colour has a contrast of at least 3:1 on its background and any two stay apart for red-, green-
// and blue-blind eyes; the last one is the grey of the baseline.
constexpr std::array lightColours { "#0072b2", "#d55e00", "#5b1a66", "#00916a", "#c2408a", "#6e4a00", "#4257e0",
    "#9a1b2f", "#4b5563" };
constexpr std::array darkColours { "#56b4e9", "#e69f00", "#a874ff", "#12a378", "#f58cba", "#f4e9a0", "#e9e3ff",
    "#e0574a", "#8b919c" };
static_assert(lightColours.size() == darkColours.size());

} // namespace

std::string paletteColour(int index, bool dark)
{
    const auto &colours = dark ? darkColours : lightColours;
    const auto size = static_cast<int>(colours.size());
    return colours[static_cast<std::size_t>(((index % size) + size) % size)];
}

} // namespace cs
