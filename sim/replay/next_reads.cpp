// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/next_reads.h"

namespace cs
{

HugeVector<std::uint32_t> nextReads(const IdStream &stream, std::uint32_t objects)
{
    constexpr std::uint32_t never = 0xffffffffu;
    constexpr std::size_t ahead = 24;
    HugeVector<std::uint32_t> next(stream.size());
    HugeVector<std::uint32_t> last(objects, never);
    std::vector<std::uint32_t> ids(IdStream::blockIds);
    for (std::size_t block = stream.blocks(); block-- > 0;) {
        const std::size_t first = block * IdStream::blockIds;
        for (std::size_t i = stream.unpack(block, ids.data()); i-- > 0;) {
            if (i >= ahead)
                __builtin_prefetch(&last[ids[i - ahead]], 1);
            next[first + i] = last[ids[i]];
            last[ids[i]] = static_cast<std::uint32_t>(first + i);
        }
    }
    return next;
}

} // namespace cs
