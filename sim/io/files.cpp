// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"

#include "sim/core/quantity.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace cs
{

namespace
{

/// Closes a file descriptor at the end of its scope.
class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return m_fd; }
    /// False when the system reports only now that the data did not reach the disk.
    bool close() { return ::close(std::exchange(m_fd, -1)) == 0; }

private:
    int m_fd;
};

tl::unexpected<Error> systemError(const std::string &path, const std::string &what, int code)
{
    return fail(what + ": " + std::system_category().message(code), path);
}

Result<void> checkRegular(const std::string &path, const struct stat &info)
{
    if (S_ISDIR(info.st_mode))
        return fail("is a directory; expected a file", path);
    if (!S_ISREG(info.st_mode))
        return fail("is not a regular file", path);
    return {};
}

tl::unexpected<Error> tooLarge(const std::string &path, std::uint64_t maxBytes)
{
    return fail(
        "is larger than " + formatQuantity(static_cast<double>(maxBytes), Unit::bytes) + ", the most that is read here",
        path);
}

Result<std::string> readAll(
    const Descriptor &file, const std::string &path, std::uint64_t sizeHint, std::uint64_t maxBytes)
{
    std::string bytes;
    bytes.resize(static_cast<std::size_t>(std::min(sizeHint, maxBytes)) + 1);
    std::size_t used = 0;
    for (;;) {
        const ssize_t got = ::read(file.get(), bytes.data() + used, bytes.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(path, "cannot read", errno);
        used += static_cast<std::size_t>(got);
        if (used > maxBytes)
            return tooLarge(path, maxBytes);
        if (got == 0)
            break;
        // The file grows while it is read.
        if (used == bytes.size())
            bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size() * 2, maxBytes + 1)));
    }
    bytes.resize(used);
    return bytes;
}

/// The file that a chain of symbolic links ends at, also when that does not exist yet.
Result<std::string> linkTarget(const std::string &path)
{
    std::string target = path;
    for (int depth = 0; depth < 40; ++depth) {
        char buffer[4096];
        const ssize_t length = ::readlink(target.c_str(), buffer, sizeof buffer);
        if (length < 0)
            return target;
        if (length == static_cast<ssize_t>(sizeof buffer))
            return fail("the symbolic link is too long", path);
        const std::string next(buffer, static_cast<std::size_t>(length));
        const auto slash = target.rfind('/');
        target = next.starts_with('/') || slash == std::string::npos ? next : target.substr(0, slash + 1) + next;
    }
    return fail("symbolic links go round in a circle", path);
}

std::string folderOf(const std::string &path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> writeAll(Descriptor &file, const std::string &path, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemError(path, "cannot write", errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0)
        return systemError(path, "cannot write", errno);
    if (!file.close())
        return systemError(path, "cannot write", errno);
    return {};
}

/// The mode of the file that will be replaced; nothing when there is none.
Result<std::optional<mode_t>> modeOf(const std::string &target)
{
    struct stat info {
    };
    if (::stat(target.c_str(), &info) != 0)
        return std::nullopt;
    return checkRegular(target, info).map([&] { return std::optional<mode_t>(info.st_mode & 07777); });
}

/// Creates a file of a new name beside the target; a new file's mode is what the umask leaves.
int createBeside(const std::string &target, std::string &beside)
{
    static std::atomic<unsigned> serial = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
        beside = target + "." + std::to_string(::getpid()) + "-" + std::to_string(++serial) + ".tmp";
        const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

void syncFolder(const std::string &target)
{
    const Descriptor folder(::open(folderOf(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // The file is complete under its name either way; some file systems cannot sync a folder.
    if (folder.get() >= 0)
        (void)::fsync(folder.get());
}

} // namespace

Result<std::string> readFile(const std::string &path, std::uint64_t maxBytes)
{
    // O_NONBLOCK: opening a FIFO nobody writes to must not hang.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0)
        return systemError(path, "cannot open", errno);
    struct stat info {
    };
    if (::fstat(file.get(), &info) != 0)
        return systemError(path, "cannot open", errno);
    if (const auto regular = checkRegular(path, info); !regular)
        return tl::unexpected<Error>(regular.error());
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > maxBytes)
        return tooLarge(path, maxBytes);
    return readAll(file, path, size, maxBytes);
}

Result<void> writeFile(const std::string &path, std::string_view bytes)
{
    const auto target = linkTarget(path);
    if (!target)
        return tl::unexpected<Error>(target.error());
    const auto mode = modeOf(*target);
    if (!mode)
        return tl::unexpected<Error>(Error { path, mode.error().message, mode.error().hint });
    // A file that may not be written is not replaced either, although its folder would allow it.
    if (*mode && ::access(target->c_str(), W_OK) != 0)
        return systemError(path, "cannot write", errno);

    std::string beside;
    Descriptor file(createBeside(*target, beside));
    if (file.get() < 0)
        return systemError(path, "cannot write", errno);
    Result<void> written;
    if (*mode && ::fchmod(file.get(), **mode) != 0)
        written = systemError(path, "cannot keep the permissions", errno);
    else
        written = writeAll(file, path, bytes);
    if (written && ::rename(beside.c_str(), target->c_str()) != 0)
        written = systemError(path, "cannot replace", errno);
    if (!written) {
        ::unlink(beside.c_str());
        return written;
    }
    syncFolder(*target);
    return {};
}

} // namespace cs
