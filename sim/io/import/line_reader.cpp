// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/line_reader.h"

#include <algorithm>
#include <cstring>

namespace cs
{

namespace
{

constexpr std::size_t refillBytes = 256 * 1024;

} // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source)
    : m_source(std::move(source))
    , m_buffer(refillBytes)
{
}

/// Appends to the buffer, growing it up to the longest line; false when the source has no more.
Result<bool> LineReader::fill()
{
    if (m_atEnd)
        return false;
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size())
        m_buffer.resize(m_buffer.size() * 2);
    const auto got = m_source->read(std::span(m_buffer).subspan(m_end));
    if (!got)
        return tl::unexpected(got.error());
    m_end += *got;
    m_atEnd = *got == 0;
    return *got > 0;
}

Result<std::string_view> LineReader::peek(std::size_t bytes)
{
    while (m_end - m_begin < bytes) {
        const auto more = fill();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            break;
    }
    return std::string_view(m_buffer.data() + m_begin, std::min(bytes, m_end - m_begin));
}

Result<std::string_view> LineReader::take(std::size_t bytes)
{
    const auto taken = peek(bytes);
    if (taken)
        m_begin += taken->size();
    return taken;
}

Result<LineStatus> LineReader::skipRest(std::string_view &line)
{
    line = {};
    const char *found = static_cast<const char *>(std::memchr(m_buffer.data() + m_begin, '\n', m_end - m_begin));
    if (found) {
        m_begin = static_cast<std::size_t>(found - m_buffer.data()) + 1;
        m_skipping = false;
        return LineStatus::skipping;
    }
    m_begin = m_end;
    const auto more = fill();
    if (!more)
        return tl::unexpected(more.error());
    if (!*more)
        m_skipping = false;
    return LineStatus::skipping;
}

Result<LineStatus> LineReader::next(std::string_view &line)
{
    if (m_skipping)
        return skipRest(line);
    std::size_t searched = 0;
    for (;;) {
        const char *front = m_buffer.data() + m_begin;
        const std::size_t have = m_end - m_begin;
        const char *found = have > searched
            ? static_cast<const char *>(std::memchr(front + searched, '\n', have - searched))
            : nullptr;
        std::size_t length = found ? static_cast<std::size_t>(found - front) : have;
        if (length > maxLineBytes) {
            line = { front, maxLineBytes };
            m_begin += found ? length + 1 : maxLineBytes;
            m_skipping = !found;
            ++m_lineNumber;
            return LineStatus::tooLong;
        }
        if (!found) {
            searched = have;
            const auto more = fill();
            if (!more)
                return tl::unexpected(more.error());
            if (*more)
                continue;
            if (have == 0)
                return LineStatus::end;
            front = m_buffer.data() + m_begin;
        }
        m_begin += length + (found ? 1 : 0);
        if (length > 0 && front[length - 1] == '\r')
            --length;
        line = { front, length };
        if (++m_lineNumber == 1 && line.starts_with("\xef\xbb\xbf"))
            line.remove_prefix(3);
        return LineStatus::line;
    }
}

} // namespace cs
