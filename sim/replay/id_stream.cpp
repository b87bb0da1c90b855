// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/id_stream.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cs
{

namespace
{

std::uint32_t littleEndian(std::uint32_t value)
{
    if constexpr (std::endian::native == std::endian::big)
        return __builtin_bswap32(value);
    return value;
}

constexpr std::uint32_t masks[4] = { 0xff, 0xffff, 0xffffff, 0xffffffff };

} // namespace

void IdStream::append(std::span<const std::uint32_t> ids)
{
    if (ids.empty())
        return;
    if (chunkBytes - m_used < maxBlockBytes) {
        m_chunks.push_back(std::make_unique_for_overwrite<unsigned char[]>(chunkBytes));
        m_used = 0;
    }
    unsigned char *lengths = m_chunks.back().get() + m_used;
    m_blocks.push_back(lengths);
    unsigned char *out = lengths + (ids.size() + 3) / 4;
    for (std::size_t i = 0; i < ids.size(); i += 4) {
        unsigned group = 0;
        const std::size_t end = std::min(ids.size() - i, std::size_t(4));
        for (std::size_t k = 0; k < end; ++k) {
            const std::uint32_t id = ids[i + k];
            const unsigned extra = (id > 0xff) + (id > 0xffff) + (id > 0xffffff);
            const std::uint32_t bytes = littleEndian(id);
            std::memcpy(out, &bytes, 4);
            out += extra + 1;
            group |= extra << (2 * k);
        }
        *lengths++ = static_cast<unsigned char>(group);
    }
    m_used = static_cast<std::size_t>(out + 4 - m_chunks.back().get());
    m_size += ids.size();
}

std::size_t IdStream::unpack(std::size_t block, std::uint32_t *ids) const
{
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(blockIds, m_size - block * blockIds));
    const unsigned char *lengths = m_blocks[block];
    const unsigned char *in = lengths + (count + 3) / 4;
    for (std::size_t i = 0; i < count; i += 4) {
        unsigned group = *lengths++;
        const std::size_t end = std::min(count - i, std::size_t(4));
        for (std::size_t k = 0; k < end; ++k) {
            std::uint32_t bytes = 0;
            std::memcpy(&bytes, in, 4);
            ids[i + k] = littleEndian(bytes) & masks[group & 3];
            in += (group & 3) + 1;
            group >>= 2;
        }
    }
    return count;
}

std::size_t IdStream::memoryBytes() const
{
    return m_chunks.size() * chunkBytes + m_blocks.capacity() * sizeof(m_blocks[0]);
}

} // namespace cs
