// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace cs
{

/// Draws 0..n-1 with given weights, one random number and one look-up a draw: the alias method (Walker, ACM TOMS 3(3),
/// 1977) with the linear set-up of Vose (IEEE Trans. Softw. Eng. 17(9), 1991). The thresholds are whole numbers, so a
/// draw is integer arithmetic alone; a probability is off by less than 2^-32 / n.
class AliasTable
{
public:
    /// Up to 2^32 - 1 weights; none negative, not all 0.
    explicit AliasTable(const std::vector<double> &weights);

    std::uint64_t operator()(std::uint64_t bits) const
    {
        __extension__ using Wide = unsigned __int128;
        // The product's upper half chooses a column uniformly, its lower half is what is left of the draw.
        const Wide product = static_cast<Wide>(bits) * m_columns.size();
        const auto at = static_cast<std::uint64_t>(product >> 64);
        const Column column = m_columns[at];
        return static_cast<std::uint32_t>(static_cast<std::uint64_t>(product) >> 32) < column.keep ? at : column.alias;
    }

    static constexpr std::uint64_t bytesPerKey = 8;

private:
    struct Column {
        std::uint32_t keep; ///< in units of 2^-32
        std::uint32_t alias;
    };
    std::vector<Column> m_columns;
};

} // namespace cs
