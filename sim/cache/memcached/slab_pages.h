// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/memcached/slab_sizes.h"
#include "sim/model/scenario.h"

#include <cstddef>
#include <limits>
#include <vector>

namespace cs
{

/// Memory of a memcached node: pages cut into chunks of one slab class each (slabs.c). A class takes a page when it
/// needs one and the limit allows; one that owns none may always have its first. Knows the owner of every chunk in
/// use. A capacity in entries is one class of that many chunks.
class SlabPages
{
public:
    using Chunk = std::uint32_t;
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    explicit SlabPages(const Capacity &capacity);

    /// A chunk of the class for `owner`, or `none` if there is none to be had.
    Chunk take(std::uint32_t slabClass, std::uint32_t owner);
    void give(Chunk chunk);
    std::uint32_t owner(Chunk chunk) const { return m_pages[chunk >> indexBits].owners[chunk & indexMask]; }
    void setOwner(Chunk chunk, std::uint32_t owner) { m_pages[chunk >> indexBits].owners[chunk & indexMask] = owner; }

    bool countsEntries() const { return m_countsEntries; }
    std::size_t pages(std::uint32_t slabClass) const { return m_classes[slabClass].pages.size(); }
    std::size_t freeChunks(std::uint32_t slabClass) const { return m_classes[slabClass].free.size(); }
    std::uint32_t chunksPerPage(std::uint32_t slabClass) const;

    /// Begins to take the oldest page away from its class: its chunks are no longer handed out.
    std::uint32_t beginMove(std::uint32_t slabClass);
    Chunk chunkOf(std::uint32_t page, std::uint32_t index) const { return page << indexBits | index; }
    /// A free chunk of the class without asking for a new page.
    Chunk takeFree(std::uint32_t slabClass, std::uint32_t owner);
    /// The page, emptied by now, goes to another class, or to the pool of pages for all (class 0).
    void finishMove(std::uint32_t page, std::uint32_t slabClass);

    void clear();
    std::size_t memoryBytes() const;

private:
    static constexpr std::uint32_t indexBits = 14; ///< a page has at most 10,922 chunks
    static constexpr std::uint32_t indexMask = (1 << indexBits) - 1;
    static constexpr std::uint32_t entriesPerPage = 8192; ///< of a capacity in entries

    struct Page {
        std::vector<std::uint32_t> owners;
        std::uint32_t slabClass = 0;
        bool leaving = false;
    };
    struct Class {
        std::vector<std::uint32_t> pages; ///< oldest first
        std::vector<Chunk> free; ///< the last one is taken first
    };

    bool addPage(std::uint32_t slabClass);
    void cut(std::uint32_t page, std::uint32_t slabClass, std::uint32_t chunks);

    bool m_countsEntries;
    std::uint64_t m_limit; ///< pages, or entries
    std::uint64_t m_taken = 0; ///< of it
    std::vector<Page> m_pages;
    std::vector<std::uint32_t> m_pool; ///< pages without a class, counted as taken
    std::vector<std::uint32_t> m_unused; ///< given back to the system
    std::vector<Class> m_classes = std::vector<Class>(SlabSizes::mostClasses);
};

} // namespace cs
