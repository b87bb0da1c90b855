// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/slab_pages.h"

#include <algorithm>

namespace cs
{

SlabPages::SlabPages(const Capacity &capacity)
    : m_countsEntries(capacity.unit == CapacityUnit::entries)
    , m_limit(capacity.unit == CapacityUnit::none ? std::numeric_limits<std::uint64_t>::max()
              : m_countsEntries                   ? capacity.amount
                                                  : capacity.amount / SlabSizes::pageBytes)
{
}

std::uint32_t SlabPages::chunksPerPage(std::uint32_t slabClass) const
{
    return m_countsEntries ? entriesPerPage : slabSizes.chunksPerPage(slabClass);
}

SlabPages::Chunk SlabPages::take(std::uint32_t slabClass, std::uint32_t owner)
{
    if (m_classes[slabClass].free.empty() && !addPage(slabClass))
        return none;
    return takeFree(slabClass, owner);
}

SlabPages::Chunk SlabPages::takeFree(std::uint32_t slabClass, std::uint32_t owner)
{
    std::vector<Chunk> &free = m_classes[slabClass].free;
    if (free.empty())
        return none;
    const Chunk chunk = free.back();
    free.pop_back();
    setOwner(chunk, owner);
    return chunk;
}

void SlabPages::give(Chunk chunk)
{
    Page &page = m_pages[chunk >> indexBits];
    page.owners[chunk & indexMask] = none;
    if (!page.leaving)
        m_classes[page.slabClass].free.push_back(chunk);
}

bool SlabPages::addPage(std::uint32_t slabClass)
{
    std::uint32_t chunks = chunksPerPage(slabClass);
    if (m_countsEntries)
        chunks = static_cast<std::uint32_t>(std::min<std::uint64_t>(chunks, m_limit - m_taken));
    else if (m_pool.empty() && m_taken >= m_limit && !m_classes[slabClass].pages.empty())
        return false;
    if (chunks == 0)
        return false;
    std::uint32_t page;
    if (!m_pool.empty()) {
        page = m_pool.back();
        m_pool.pop_back();
    } else {
        if (m_unused.empty()) {
            page = static_cast<std::uint32_t>(m_pages.size());
            m_pages.emplace_back();
        } else {
            page = m_unused.back();
            m_unused.pop_back();
        }
        m_taken += m_countsEntries ? chunks : 1;
    }
    cut(page, slabClass, chunks);
    return true;
}

void SlabPages::cut(std::uint32_t page, std::uint32_t slabClass, std::uint32_t chunks)
{
    m_pages[page].owners.assign(chunks, none);
    m_pages[page].slabClass = slabClass;
    m_pages[page].leaving = false;
    Class &to = m_classes[slabClass];
    to.pages.push_back(page);
    for (std::uint32_t index = 0; index < chunks; ++index)
        to.free.push_back(chunkOf(page, index));
}

std::uint32_t SlabPages::beginMove(std::uint32_t slabClass)
{
    Class &from = m_classes[slabClass];
    const std::uint32_t page = from.pages.front();
    from.pages.erase(from.pages.begin());
    m_pages[page].leaving = true;
    std::erase_if(from.free, [page](Chunk chunk) { return chunk >> indexBits == page; });
    return page;
}

void SlabPages::finishMove(std::uint32_t page, std::uint32_t slabClass)
{
    if (slabClass != 0)
        return cut(page, slabClass, chunksPerPage(slabClass));
    m_pages[page].owners.clear();
    // What was taken above the limit goes back to the system; the rest waits for a class that needs it.
    if (m_taken > m_limit) {
        --m_taken;
        m_unused.push_back(page);
    } else {
        m_pool.push_back(page);
    }
}

void SlabPages::clear()
{
    m_taken = 0;
    m_pages.clear();
    m_pool.clear();
    m_unused.clear();
    for (Class &each : m_classes) {
        each.pages.clear();
        each.free.clear();
    }
}

std::size_t SlabPages::memoryBytes() const
{
    std::size_t sum = m_pages.capacity() * sizeof(Page)
        + (m_pool.capacity() + m_unused.capacity()) * sizeof(std::uint32_t) + m_classes.capacity() * sizeof(Class);
    for (const Page &page : m_pages)
        sum += page.owners.capacity() * sizeof(std::uint32_t);
    for (const Class &each : m_classes)
        sum += (each.pages.capacity() + each.free.capacity()) * sizeof(std::uint32_t);
    return sum;
}

} // namespace cs
