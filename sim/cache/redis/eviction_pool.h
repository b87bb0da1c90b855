// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace cs
{

/// The pool of eviction candidates of redis-server 7.0 (src/evict.c): 16 keys by ascending score that stay from one
/// eviction to the next. Scores are those of the moment of sampling; a key may be in it twice or be gone by now.
class EvictionPool
{
public:
    static constexpr std::size_t size = 16;

    void offer(std::uint64_t key, std::uint64_t score)
    {
        std::size_t at = 0;
        while (at < m_count && m_candidates[at].score < score)
            ++at;
        if (m_count < size) {
            std::copy_backward(
                m_candidates.begin() + at, m_candidates.begin() + m_count, m_candidates.begin() + m_count + 1);
            ++m_count;
        } else {
            if (at == 0)
                return;
            --at; // the worst one makes room
            std::copy(m_candidates.begin() + 1, m_candidates.begin() + at + 1, m_candidates.begin());
        }
        m_candidates[at] = { key, score };
    }

    /// The one to go first, taken out.
    std::optional<std::uint64_t> take()
    {
        if (m_count == 0)
            return std::nullopt;
        return m_candidates[--m_count].key;
    }

    void clear() { m_count = 0; }

private:
    struct Candidate {
        std::uint64_t key = 0;
        std::uint64_t score = 0;
    };
    std::array<Candidate, size> m_candidates {};
    std::size_t m_count = 0;
};

} // namespace cs
