// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
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
        const std::size_t bytes = count * sizeof(T);
        void *memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            throw std::bad_alloc();
        if (bytes >= hugePage)
            ::madvise(memory, bytes, MADV_HUGEPAGE); // a wish: without it things are only slower
        return static_cast<T *>(memory);
    }
    void deallocate(T *memory, std::size_t count) { ::munmap(memory, count * sizeof(T)); }

    bool operator==(const HugePageAllocator &) const = default;

private:
    static constexpr std::size_t hugePage = std::size_t(2) << 20;
};

template <class T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

} // namespace cs
