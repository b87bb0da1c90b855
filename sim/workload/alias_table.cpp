// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/alias_table.h"

#include <algorithm>
#include <numeric>

namespace cs
{

AliasTable::AliasTable(const std::vector<double> &weights)
    : m_columns(weights.size())
{
    const auto n = static_cast<std::uint32_t>(weights.size());
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    const double scale = total > 0 ? static_cast<double>(n) / total : 0;
    std::vector<double> left(n);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t i = 0; i < n; ++i) {
        left[i] = scale > 0 ? weights[i] * scale : 1;
        (left[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t poor = small.back(), rich = large.back();
        small.pop_back();
        m_columns[poor] = { static_cast<std::uint32_t>(std::clamp(left[poor] * 0x1.0p32, 0.0, 0x1.0p32 - 1)), rich };
        left[rich] -= 1 - left[poor];
        if (left[rich] < 1) {
            large.pop_back();
            small.push_back(rich);
        }
    }
    // What is left over is full but for rounding.
    for (const auto *rest : { &small, &large })
        for (const std::uint32_t i : *rest)
            m_columns[i] = { 0, i };
}

} // namespace cs
