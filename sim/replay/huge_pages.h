// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <sys/mman.h>
#include <vector>

namespace cs
{

/// Allocates straight from the system, in huge pages where it offers them, so that random access to a big table costs
/// fewer address translations and freed memory goes back at once.
template <class T>
struct HugePageAllocator {
    using value_type = T;

    HugePageAllocator() = default;
    template <class U>
    HugePageAllocator(const HugePageAllocator<U> &)
    {
    }

    T *allocate(std::size_t count)
    {
        const std::size_t bytes = roomFor(count);
        const std::size_t slack = bytes >= hugePage ? hugePage : 0;
        char *memory = static_cast<char *>(
            ::mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (memory == MAP_FAILED)
            throw std::bad_alloc();
        if (slack > 0) {
            // Only what begins at a multiple of a huge page can be one.
            const std::size_t before = -reinterpret_cast<std::uintptr_t>(memory) % hugePage;
            if (before > 0)
                ::munmap(memory, before);
            ::munmap(memory + before + bytes, slack - before);
            memory += before;
            ::madvise(memory, bytes, MADV_HUGEPAGE); // a wish: without it things are only slower
        }
        return reinterpret_cast<T *>(memory);
    }
    void deallocate(T *memory, std::size_t count) { ::munmap(memory, roomFor(count)); }

    bool operator==(const HugePageAllocator &) const = default;

private:
    static constexpr std::size_t hugePage = std::size_t(2) << 20;
    static constexpr std::size_t page = 4096;

    static std::size_t roomFor(std::size_t count)
    {
        if (count > (~std::size_t(0) - 2 * hugePage) / sizeof(T))
            throw std::bad_alloc();
        return (count * sizeof(T) + page - 1) / page * page;
    }
};

template <class T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

} // namespace cs
