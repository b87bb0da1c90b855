// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cs
{

/// When each key is read next, by the number of the read in the stream. The stream is gone through twice: once to note
/// its reads, then read by read as they come.
class NextReads
{
public:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
    static constexpr std::uint64_t maxReads = std::numeric_limits<std::uint32_t>::max();
    static constexpr double bytesPerRead = 4, bytesPerKey = 40;

    /// The first time: false when there are too many.
    bool note(std::uint64_t key)
    {
        const auto number = static_cast<std::uint32_t>(m_next.size());
        if (number == none)
            return false;
        const auto [at, isNew] = m_chains.try_emplace(key, Chain { number, number });
        if (!isNew) {
            m_next[at->second.last] = number;
            at->second.last = number;
        }
        m_next.push_back(none);
        return true;
    }

    /// The second time: false when it is not the read that came here the first time.
    bool pass(std::uint64_t key)
    {
        const auto at = m_chains.find(key);
        if (at == m_chains.end() || at->second.upcoming != m_passed)
            return false;
        at->second.upcoming = m_next[m_passed++];
        return true;
    }
    /// How many have come the second time.
    std::uint64_t passed() const { return m_passed; }
    /// The number of the first read of a key that has not come yet.
    std::uint64_t of(std::uint64_t key) const
    {
        const auto at = m_chains.find(key);
        return at == m_chains.end() || at->second.upcoming == none ? never : at->second.upcoming;
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    struct Chain {
        std::uint32_t upcoming, last;
    };
    std::vector<std::uint32_t> m_next; ///< number of the next read of the same key
    boost::unordered_flat_map<std::uint64_t, Chain> m_chains;
    std::uint32_t m_passed = 0;
};

} // namespace cs
