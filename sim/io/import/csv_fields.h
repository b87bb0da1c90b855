// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// Splits one CSV record (RFC 4180: quoted fields, "" for a quote inside them). Fields point into the record or, where
/// a quote had to be undone, into `scratch`. False when a quoted field does not end within the record.
bool splitCsv(std::string_view record, char delimiter, std::vector<std::string_view> &fields, std::string &scratch);

/// The delimiter that the header uses most, of comma, semicolon and tab.
char csvDelimiter(std::string_view header);

} // namespace cs
