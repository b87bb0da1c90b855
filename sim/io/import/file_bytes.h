// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <cstdint>
#include <span>
#include <string>

namespace cs
{

/// A regular file opened for reading. Closes itself.
class FileBytes
{
public:
    static Result<FileBytes> open(const std::string &path);
    FileBytes(FileBytes &&other) noexcept;
    FileBytes &operator=(FileBytes &&other) noexcept;
    ~FileBytes();

    /// As many bytes as the file has left, up to the buffer; 0 only at the end.
    Result<std::size_t> read(std::span<char> buffer);
    std::uint64_t size() const { return m_size; }
    std::uint64_t offset() const { return m_offset; }
    const std::string &path() const { return m_path; }

private:
    FileBytes(int descriptor, std::uint64_t size, std::string path);
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
    std::uint64_t m_offset = 0;
    std::string m_path;
};

} // namespace cs
