// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/packed.h"

#include <zstd.h>

namespace cs
{

namespace
{

/// No text that this program keeps comes near; a damaged length must not take the machine's memory.
constexpr unsigned long long mostBytes = 1ULL << 31;

} // namespace

std::string packed(std::string_view text)
{
    std::string frame(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size = ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), ZSTD_CLEVEL_DEFAULT);
    // Into a buffer of the bound's size only a lack of memory can fail.
    frame.resize(ZSTD_isError(size) ? 0 : size);
    return frame;
}

Result<std::string> unpacked(std::string_view frame)
{
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > mostBytes)
        return fail("a kept text is damaged");
    std::string text(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size());
    if (ZSTD_isError(got) || got != text.size())
        return fail("a kept text is damaged");
    return text;
}

} // namespace cs
