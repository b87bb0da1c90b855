// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <utility>
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

    /// The newest version is gone: what counts from now on is a version committed before, as a new one.
    void restore(std::uint64_t key, std::uint32_t version, SimTime now)
    {
        const std::uint32_t as = commit(key, now);
        m_restored.insert_or_assign({ key, newestLike(key, version) }, as);
    }

    bool isOutdated(std::uint64_t key, std::uint32_t version) const
    {
        return version < current(key) && (m_restored.empty() || newestLike(key, version) < current(key));
    }

    /// When version `version` of the key was superseded; the key must have a newer one.
    SimTime supersededAt(std::uint64_t key, std::uint32_t version) const
    {
        if (!m_restored.empty())
            version = newestLike(key, version);
        std::uint32_t at = m_keys[key].last;
        for (std::uint32_t newer = m_keys[key].version; newer > version + 1; --newer)
            at = m_log[at - 1].previous;
        return m_log[at - 1].time;
    }

    /// The version that was the newest at `time`, commits at that moment included.
    std::uint32_t versionAt(std::uint64_t key, SimTime time) const
    {
        if (key >= m_keys.size())
            return 0;
        std::uint32_t version = m_keys[key].version;
        for (std::uint32_t at = m_keys[key].last; at != 0 && m_log[at - 1].time > time; at = m_log[at - 1].previous)
            --version;
        return version;
    }

    /// No key at or beyond this was ever written.
    std::uint64_t keysWritten() const { return m_keys.size(); }

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
    /// A version that was restored later has the content of the version it was restored as.
    std::uint32_t newestLike(std::uint64_t key, std::uint32_t version) const
    {
        for (auto found = m_restored.find({ key, version }); found != m_restored.end();
             found = m_restored.find({ key, version }))
            version = found->second;
        return version;
    }

    std::vector<Key> m_keys;
    std::vector<Commit> m_log;
    boost::unordered_flat_map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> m_restored; ///< rare
};

} // namespace cs
