// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <utility>
#include <vector>

namespace cs
{

/// Committed versions of the keys of one data type: version 0 is there from the start, every write commits the next.
/// Remembers when each was committed, so that the age of staleness is looked up and not guessed. Memory follows the
/// numbers of the keys, or where only a few of many are ever written, and that was said before, the keys written.
class KeyVersions
{
public:
    /// How many keys there will be, and how many commits; before the first one.
    void expect(double keys, double commits) { m_isSparse = takesFewerBytesSparse(keys, commits); }

    std::uint32_t current(std::uint64_t key) const
    {
        if (key < m_keys.size())
            return m_keys[key].version;
        return m_isSparse ? head(key).version : 0;
    }

    /// The new version.
    std::uint32_t commit(std::uint64_t key, SimTime now)
    {
        if (!m_isSparse && key >= m_keys.size())
            m_keys.resize(key + 1);
        m_keysWritten = std::max(m_keysWritten, key + 1);
        Key &head = m_isSparse ? m_fewKeys[key] : m_keys[key];
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
        const Key newest = head(key);
        std::uint32_t at = newest.last;
        for (std::uint32_t newer = newest.version; newer > version + 1; --newer)
            at = m_log[at - 1].previous;
        return m_log[at - 1].time;
    }

    /// The version that was the newest at `time`, commits at that moment included.
    std::uint32_t versionAt(std::uint64_t key, SimTime time) const
    {
        const Key newest = head(key);
        std::uint32_t version = newest.version;
        for (std::uint32_t at = newest.last; at != 0 && m_log[at - 1].time > time; at = m_log[at - 1].previous)
            --version;
        return version;
    }

    /// No key at or beyond this was ever written.
    std::uint64_t keysWritten() const { return m_keysWritten; }

    std::size_t memoryBytes() const
    {
        return m_keys.capacity() * sizeof(Key) + m_fewKeys.bucket_count() * (sizeof(std::uint64_t) + sizeof(Key))
            + m_log.capacity() * sizeof(Commit);
    }
    /// At most, for so many commits to so many keys.
    static double mostBytes(double keys, double commits)
    {
        constexpr double bytesPerKey = 8, bytesPerWrite = 16;
        return (takesFewerBytesSparse(keys, commits) ? bytesPerKeyOfFew * commits : bytesPerKey * keys)
            + 1.5 * bytesPerWrite * commits;
    }

private:
    // A hash table that has just grown, and the one half as large that it grows from.
    static constexpr double bytesPerKeyOfFew = 64;
    static bool takesFewerBytesSparse(double keys, double commits)
    {
        constexpr double smallAnyway = 1 << 20;
        return keys > smallAnyway && commits * bytesPerKeyOfFew < keys * 8;
    }
    struct Key {
        std::uint32_t version = 0;
        std::uint32_t last = 0; ///< 1-based place of the newest commit in the log; 0 = never written
    };
    struct Commit {
        SimTime time;
        std::uint32_t previous;
    };
    Key head(std::uint64_t key) const
    {
        if (key < m_keys.size())
            return m_keys[key];
        const auto found = m_fewKeys.find(key);
        return found == m_fewKeys.end() ? Key {} : found->second;
    }
    /// A version that was restored later has the content of the version it was restored as.
    std::uint32_t newestLike(std::uint64_t key, std::uint32_t version) const
    {
        for (auto found = m_restored.find({ key, version }); found != m_restored.end();
             found = m_restored.find({ key, version }))
            version = found->second;
        return version;
    }

    std::vector<Key> m_keys;
    boost::unordered_flat_map<std::uint64_t, Key> m_fewKeys; ///< in its place, where m_isSparse
    bool m_isSparse = false;
    std::uint64_t m_keysWritten = 0;
    std::vector<Commit> m_log;
    boost::unordered_flat_map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> m_restored; ///< rare
};

} // namespace cs
