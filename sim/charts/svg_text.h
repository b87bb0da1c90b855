// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// How much room text takes without a font at hand: advance widths of DejaVu Sans, which is wider than the fonts that
/// usually stand in for it, so that what fits here fits there.
namespace cs
{

double textWidth(std::string_view text, double fontSize, bool bold = false);

/// The text, or as much of its beginning as fits with an ellipsis behind it.
std::string elided(std::string_view text, double width, double fontSize, bool bold = false);

/// As elided, but names that begin alike keep their ends: "Strat...r 9".
std::string elidedMiddle(std::string_view text, double width, double fontSize);

/// Broken at blanks (and after / - _ . : where a word is too long) into at most `maxLines` lines that fit; empty when
/// it cannot be done.
std::vector<std::string> wrapped(std::string_view text, double width, double fontSize, std::size_t maxLines);

} // namespace cs
