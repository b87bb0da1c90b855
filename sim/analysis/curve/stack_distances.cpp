// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/stack_distances.h"

#include <algorithm>
#include <bit>

// The same code for processors that count bits and add eight counters at once; all is whole numbers, so the results are
// the same. Not with sanitizers, which do not stand the choice at start-up.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)                  \
    && !defined(__SANITIZE_THREAD__)
#define CS_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CS_CLONES
#endif

namespace cs
{

namespace
{

constexpr std::size_t ahead = 24;
constexpr std::uint32_t fewestPositions = 1 << 14;

/// One less in all counters of the node behind this one. Those that are not in use yet may go wrong: they are set when
/// they come into use.
template <class Counter>
__attribute__((always_inline)) inline void oneLess(Counter *level, std::uint32_t index)
{
    Counter *const node = level + (index & ~15u);
    const Counter at = static_cast<Counter>(index & 15);
    for (Counter i = 0; i < 16; ++i)
        node[i] = static_cast<Counter>(node[i] - (i > at));
}

} // namespace

StackDistances::StackDistances()
{
    resize(fewestPositions);
}

__attribute__((always_inline)) inline std::uint32_t StackDistances::before(std::uint32_t position) const
{
    std::uint32_t index = position / 64;
    const std::uint64_t word = m_alive[index] & ~(~std::uint64_t(0) << (position % 64));
    std::uint32_t sum = static_cast<std::uint32_t>(std::popcount(word));
    for (int level = 0; level < smallLevels; ++level, index /= 16)
        sum += m_small[level][index];
    for (int level = 0; level < m_wideLevels; ++level, index /= 16)
        sum += m_wide[level][index];
    return sum;
}

__attribute__((always_inline)) inline void StackDistances::kill(std::uint32_t position)
{
    std::uint32_t index = position / 64;
    m_alive[index] &= ~(std::uint64_t(1) << (position % 64));
    for (int level = 0; level < smallLevels; ++level, index /= 16)
        oneLess(m_small[level].data(), index);
    for (int level = 0; level < m_wideLevels; ++level, index /= 16)
        oneLess(m_wide[level].data(), index);
    --m_count;
}

/// The counters of a word that comes into use: what the one before has, and its own bits.
void StackDistances::openWord(std::uint32_t word)
{
    if (word == 0)
        return;
    std::uint32_t index = word;
    std::uint32_t count = static_cast<std::uint32_t>(std::popcount(m_alive[word - 1]));
    const auto open = [&](auto &level) {
        using Counter = std::remove_reference_t<decltype(level[0])>;
        if (index % 16 != 0) {
            level[index] = static_cast<Counter>(level[index - 1] + count);
            return true;
        }
        level[index] = 0;
        count += level[index - 1];
        index /= 16;
        return index == 0;
    };
    for (auto &level : m_small)
        if (open(level))
            return;
    for (int level = 0; level < m_wideLevels; ++level)
        if (open(m_wide[level]))
            return;
}

__attribute__((always_inline)) inline void StackDistances::append(std::uint32_t id)
{
    const std::uint32_t position = m_end++;
    if (position % 64 == 0)
        openWord(position / 64);
    m_alive[position / 64] |= std::uint64_t(1) << (position % 64);
    m_idAt[position] = id;
    ++m_count;
}

CS_CLONES void StackDistances::accessPlain(const std::uint32_t *ids, std::size_t count, std::uint32_t *depths)
{
    std::uint32_t *const last = m_last.data();
    for (std::size_t i = 0; i < count; ++i) {
        if (i + ahead < count)
            __builtin_prefetch(&last[ids[i + ahead]], 1);
        const std::uint32_t id = ids[i];
        const std::uint32_t position = last[id];
        last[id] = m_end;
        depths[i] = 0;
        if (position != 0) {
            depths[i] = m_count - before(position);
            kill(position);
        }
        append(id);
    }
}

std::uint32_t StackDistances::accessOne(std::uint32_t id)
{
    const std::uint32_t position = m_last[id];
    const std::uint32_t depth = position == 0 ? 0 : m_count - before(position);
    // A cache that has the highest hole and not the object stores without evicting. Where it had the object, the hole
    // is still there: it takes the object's old place.
    if (!m_holes.empty() && *m_holes.rbegin() > position) {
        const std::uint32_t hole = *m_holes.rbegin();
        m_holes.erase(hole);
        kill(hole);
        if (position != 0) {
            m_holes.insert(position);
            m_idAt[position] = noId;
        }
    } else if (position != 0) {
        kill(position);
    }
    m_last[id] = m_end;
    append(id);
    return depth;
}

void StackDistances::access(std::span<const std::uint32_t> ids, std::uint32_t *depths)
{
    if (ids.empty())
        return;
    const std::uint32_t highest = *std::max_element(ids.begin(), ids.end());
    if (highest >= m_last.size())
        m_last.resize(std::max<std::size_t>(highest + std::size_t(1), m_last.size() + m_last.size() / 2));
    while (!ids.empty()) {
        if (m_end == m_positions)
            makeRoom();
        const std::size_t count = std::min<std::size_t>(ids.size(), m_positions - m_end);
        if (m_holes.empty())
            accessPlain(ids.data(), count, depths);
        else
            for (std::size_t i = 0; i < count; ++i)
                depths[i] = accessOne(ids[i]);
        ids = ids.subspan(count);
        depths += count;
    }
}

void StackDistances::remove(std::uint32_t id)
{
    if (id >= m_last.size() || m_last[id] == 0)
        return;
    m_holes.insert(m_last[id]);
    m_idAt[m_last[id]] = noId;
    m_last[id] = 0;
}

/// Moves what is alive together, into more room where it would soon be full again.
void StackDistances::makeRoom()
{
    std::vector<std::uint32_t> alive;
    alive.reserve(m_count);
    for (std::uint32_t word = 0; word * 64 < m_end; ++word)
        for (std::uint64_t bits = m_alive[word]; bits != 0; bits &= bits - 1)
            alive.push_back(m_idAt[word * 64 + static_cast<unsigned>(std::countr_zero(bits))]);
    const std::uint64_t wanted = std::max<std::uint64_t>(fewestPositions, std::uint64_t(4) * alive.size());
    constexpr std::uint64_t most = 0xffff0000u;
    if (wanted > m_positions)
        resize(static_cast<std::uint32_t>(std::min(most, (wanted * 3 / 2 + 63) / 64 * 64)));
    std::fill(m_alive.begin(), m_alive.end(), 0);
    m_holes.clear();
    m_count = 0;
    m_end = 1;
    for (const std::uint32_t id : alive) {
        if (id == noId)
            m_holes.insert(m_holes.end(), m_end);
        else
            m_last[id] = m_end;
        append(id);
    }
}

void StackDistances::resize(std::uint32_t positions)
{
    m_positions = positions;
    m_idAt.resize(positions);
    std::size_t counters = positions / 64;
    m_alive.resize(counters);
    const auto rounded = [](std::size_t count) { return (count + 15) / 16 * 16; };
    for (auto &level : m_small) {
        level.resize(rounded(counters));
        counters = (counters + 15) / 16;
    }
    for (m_wideLevels = 0; counters > 1; ++m_wideLevels) {
        m_wide[m_wideLevels].resize(rounded(counters));
        counters = (counters + 15) / 16;
    }
}

std::size_t StackDistances::memoryBytes() const
{
    std::size_t bytes = (m_last.capacity() + m_idAt.capacity()) * 4 + m_alive.capacity() * 8 + m_holes.size() * 48;
    for (const auto &level : m_small)
        bytes += level.capacity() * sizeof(Small);
    for (const auto &level : m_wide)
        bytes += level.capacity() * sizeof(Wide);
    return bytes;
}

} // namespace cs
