// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cs
{

/// A sequence of 32-bit numbers packed into one to four bytes each (group varint: a byte of lengths per four numbers;
/// Dean, WSDM 2009). Written in blocks front to back, unpacked a block at a time.
class IdStream
{
public:
    static constexpr std::size_t blockIds = 4096;

    /// Every block but the last must be full.
    void append(std::span<const std::uint32_t> ids);

    std::uint64_t size() const { return m_size; }
    std::size_t blocks() const { return m_blocks.size(); }
    /// Unpacks a block into room for blockIds numbers and returns how many there are.
    std::size_t unpack(std::size_t block, std::uint32_t *ids) const;
    std::size_t memoryBytes() const;

private:
    static constexpr std::size_t chunkBytes = 1 << 20;
    /// Lengths, four bytes per number at most, and what unpacking may read beyond the end.
    static constexpr std::size_t maxBlockBytes = blockIds / 4 + blockIds * 4 + 4;

    std::vector<std::unique_ptr<unsigned char[]>> m_chunks;
    std::vector<const unsigned char *> m_blocks;
    std::size_t m_used = chunkBytes; ///< of the last chunk
    std::uint64_t m_size = 0;
};

/// Reads an IdStream front to back, one number after the other.
class IdCursor
{
public:
    explicit IdCursor(const IdStream &stream)
        : m_stream(&stream)
        , m_ids(IdStream::blockIds)
    {
    }
    /// There must be one.
    std::uint32_t next()
    {
        if (m_at == m_count)
            refill();
        return m_ids[m_at++];
    }
    /// The number `distance` further on if it is unpacked already, else the last one that is.
    std::uint32_t peek(std::size_t distance) const
    {
        const std::size_t at = m_at + distance;
        return m_ids[at < m_count ? at : (m_count == 0 ? 0 : m_count - 1)];
    }

private:
    void refill()
    {
        m_count = m_stream->unpack(m_block++, m_ids.data());
        m_at = 0;
    }

    const IdStream *m_stream;
    std::vector<std::uint32_t> m_ids;
    std::size_t m_block = 0, m_at = 0, m_count = 0;
};

} // namespace cs
