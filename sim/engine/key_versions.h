// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// Committed versions of the keys of one data type: version 0 is there from the start, every write commits the next.
/// Remembers when each was committed, so that the age of staleness is looked up and not guessed.
class KeyVersions
{
public:
    std::uint32_t current(std::uint64_t key) const { return key < m_keys.size() ? m_keys[key].version : 0; }

    /// The new version.
    std::uint32_t commit(std::uint64_t key, SimTime now)
    {
        if (key >= m_keys.size())
            m_keys.resize(key + 1);
        Key &head = m_keys[key];
        m_log.push_back({ now, head.last });
        head.last = static_cast<std::uint32_t>(m_log.size());
        return ++head.version;
    }

    /// When version `version` of the key was superseded; the key must have a newer one.
    SimTime supersededAt(std::uint64_t key, std::uint32_t version) const
    {
        std::uint32_t at = m_keys[key].last;
        for (std::uint32_t newer = m_keys[key].version; newer > version + 1; --newer)
            at = m_log[at - 1].previous;
        return m_log[at - 1].time;
    }

    void reserveKeys(std::uint64_t keys) { m_keys.resize(keys); }
    std::size_t memoryBytes() const { return m_keys.capacity() * sizeof(Key) + m_log.capacity() * sizeof(Commit); }

    static constexpr std::uint64_t bytesPerKey = 8;
    static constexpr std::uint64_t bytesPerWrite = 16;

private:
    struct Key {
        std::uint32_t version = 0;
        std::uint32_t last = 0; ///< 1-based place of the newest commit in the log; 0 = never written
    };
    struct Commit {
        SimTime time;
        std::uint32_t previous;
    };
    std::vector<Key> m_keys;
    std::vector<Commit> m_log;
};

} // namespace cs
