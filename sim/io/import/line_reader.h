// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/byte_source.h"

#include <memory>
#include <string_view>
#include <vector>

namespace cs
{

enum class LineStatus {
    line,
    tooLong, ///< a line beyond the limit; its front is given, the rest is skipped by the next calls
    skipping, ///< part of the rest of such a line was skipped; returned now and then so that the caller can stop
    end,
};

/// Lines of a byte source without their line end (\n or \r\n), in bounded memory: a line longer than maxLineBytes is
/// reported once and skipped. A byte order mark in front of the first line is dropped.
class LineReader
{
public:
    static constexpr std::size_t maxLineBytes = 1024 * 1024;

    explicit LineReader(std::unique_ptr<ByteSource> source);

    /// The line is valid until the next call.
    Result<LineStatus> next(std::string_view &line);
    std::uint64_t lineNumber() const { return m_lineNumber; } ///< of the line given last, from 1
    const ByteSource &source() const { return *m_source; }

    /// The first bytes of the source, at least `bytes` of them if it has that many; only before the first next().
    Result<std::string_view> peek(std::size_t bytes);

    /// For binary records: the next `bytes` bytes, fewer only at the end.
    Result<std::string_view> take(std::size_t bytes);

private:
    Result<bool> fill();
    Result<LineStatus> skipRest(std::string_view &line);

    std::unique_ptr<ByteSource> m_source;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0, m_end = 0;
    bool m_atEnd = false;
    bool m_skipping = false;
    std::uint64_t m_lineNumber = 0;
};

} // namespace cs
