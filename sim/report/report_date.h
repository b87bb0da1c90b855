// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace cs
{

/// "2024-05-17": today in UTC, or the day of SOURCE_DATE_EPOCH for reports that must come out the same.
std::string reportDate();

} // namespace cs
