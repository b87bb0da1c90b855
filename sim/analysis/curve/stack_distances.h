// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace cs
{

/// The depth of each access in the LRU stack of all objects accessed before (Mattson, Gecsei, Slutz and Traiger, IBM
/// Systems Journal 9, 1970): an LRU cache of c entries has the object exactly when the depth is at most c. An object
/// that was removed leaves a hole, which a later access of a deeper or unknown object fills; so the depths also hold
/// for streams with removals. Objects are dense numbers; time and memory do not depend on the depths.
///
/// A bit per position of the stream says that it is the last access of its object so far. The bits before a position
/// are counted in words of 64 and levels of counters, 16 to a node, each the sum of the words or nodes before it in its
/// node; when positions run out, those that still count are moved together.
class StackDistances
{
public:
    StackDistances();

    /// For each object in turn its depth, 1 = the last one accessed, or 0 when it is not in the stack; moves it to the
    /// top. `depths` is as long as `ids`.
    void access(std::span<const std::uint32_t> ids, std::uint32_t *depths);
    void remove(std::uint32_t id);
    std::size_t memoryBytes() const;

private:
    using Small = std::uint16_t;
    using Wide = std::uint32_t;
    static constexpr std::uint32_t noId = 0xffffffffu; ///< of a hole
    static constexpr int smallLevels = 2; ///< 64 * 16 * 16 fits into 16 bits
    static constexpr int maxWideLevels = 5;

    /// While there are no holes.
    void accessPlain(const std::uint32_t *ids, std::size_t count, std::uint32_t *depths);
    std::uint32_t accessOne(std::uint32_t id);
    void makeRoom();
    void resize(std::uint32_t positions);
    void append(std::uint32_t id);
    void openWord(std::uint32_t word);
    std::uint32_t before(std::uint32_t position) const;
    void kill(std::uint32_t position);

    HugeVector<std::uint32_t> m_last; ///< position of an object's last access; 0 = not in the stack
    HugeVector<std::uint32_t> m_idAt; ///< by position
    HugeVector<std::uint64_t> m_alive; ///< bit per position
    HugeVector<Small> m_small[smallLevels];
    HugeVector<Wide> m_wide[maxWideLevels];
    int m_wideLevels = 0;
    std::uint32_t m_end = 1; ///< the next position
    std::uint32_t m_positions = 0; ///< there are so many
    std::uint32_t m_count = 0; ///< bits that are set
    std::set<std::uint32_t> m_holes; ///< their positions
};

} // namespace cs
