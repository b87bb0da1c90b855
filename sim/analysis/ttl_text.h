// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/ttl_tradeoff.h"

namespace cs
{

std::string ttlTable(const TtlReport &report);
std::string ttlMarkdown(const TtlReport &report);
std::string ttlCsv(const TtlReport &report);
/// {"format": "cache-strategist/ttl", "version": 1, ...}
std::string ttlJson(const TtlReport &report);
/// What the points say of the limit, in sentences.
std::vector<std::string> ttlVerdicts(const TtlReport &report, const TtlTradeoff &tradeoff);

} // namespace cs
