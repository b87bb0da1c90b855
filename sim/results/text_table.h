// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace cs
{

/// Rows of cells that print aligned on a terminal or as a Markdown table. Cells are user text: both forms make it
/// harmless. The first column is left-aligned, the others right unless `leftAligned` names them.
struct TextTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> leftAligned;

    std::string aligned() const;
    std::string markdown() const;

private:
    bool isLeft(std::size_t column) const;
};

} // namespace cs
