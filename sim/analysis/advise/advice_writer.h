// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/advice.h"

namespace cs
{

/// {"format": "cache-strategist/advice", "version": 1, ...}; the strategy in it is as in a scenario's file.
std::string adviceJson(const Advice &advice);

/// For people: a scorecard by data type, the advice in sentences, what to change about keys, the strategy beside what
/// there is. As aligned tables or as Markdown.
std::string adviceText(const Advice &advice, bool markdown);

} // namespace cs
