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

} // namespace cs
