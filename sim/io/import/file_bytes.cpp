// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/file_bytes.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace cs
{

FileBytes::FileBytes(int descriptor, std::uint64_t size, std::string path)
    : m_descriptor(descriptor)
    , m_size(size)
    , m_path(std::move(path))
{
}

FileBytes::FileBytes(FileBytes &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size)
    , m_offset(other.m_offset)
    , m_path(std::move(other.m_path))
{
}

FileBytes &FileBytes::operator=(FileBytes &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_size, other.m_size);
    std::swap(m_offset, other.m_offset);
    std::swap(m_path, other.m_path);
    return *this;
}

FileBytes::~FileBytes()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<FileBytes> FileBytes::open(const std::string &path)
{
    if (path.find('\0') != std::string::npos)
        return fail("a file name cannot hold a zero byte", path.substr(0, path.find('\0')));
    // Without O_NONBLOCK the opening of a pipe that nobody writes to would hang.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return fail(std::string("cannot open: ") + std::strerror(errno), path);
    FileBytes file(descriptor, 0, path);
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return fail(std::string("cannot read: ") + std::strerror(errno), path);
    if (S_ISDIR(status.st_mode))
        return fail("is a directory, expected a file", path);
    if (!S_ISREG(status.st_mode))
        return fail("is a pipe or a device, expected a regular file", path, "write it to a file first");
    if (status.st_size == 0)
        return fail("the file is empty", path);
    file.m_size = static_cast<std::uint64_t>(status.st_size);
    return file;
}

Result<std::size_t> FileBytes::read(std::span<char> buffer)
{
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const ssize_t got = ::read(m_descriptor, buffer.data() + filled, buffer.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail("cannot read after " + std::to_string(m_offset) + " bytes: " + std::strerror(errno), m_path);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
        m_offset += static_cast<std::uint64_t>(got);
    }
    return filled;
}

} // namespace cs
