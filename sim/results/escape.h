// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text of the user made harmless for each form of output. All take any bytes and give valid UTF-8.
namespace cs
{

/// One line without control characters: line breaks and tabs become blanks, invisible direction marks go away, bytes
/// that are no UTF-8 become U+FFFD.
std::string oneLine(std::string_view text);

/// oneLine() in which no Markdown (CommonMark, GitHub's tables and links) and no HTML takes effect.
std::string markdownEscaped(std::string_view text);
/// The same for a table's cell, where no list and no heading can begin.
std::string markdownCell(std::string_view text);

/// oneLine() for HTML and XML text and attribute values.
std::string xmlEscaped(std::string_view text);

/// A field of a CSV file as RFC 4180 has it: quoted where it must be; line breaks stay.
std::string csvField(std::string_view text);

/// Columns that a UTF-8 text takes in a terminal: 2 for East Asian wide characters and emoji, 0 for combining ones.
std::size_t displayWidth(std::string_view text);

/// Next code point of `text` at `pos`, which moves on; U+FFFD for what is no UTF-8.
char32_t nextCodePoint(std::string_view text, std::size_t &pos);
void appendUtf8(std::string &out, char32_t c);

} // namespace cs
