// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cs::test
{

/// How a program is started. Standard input is empty.
struct Launch {
    std::vector<std::string> arguments;
    std::string program; ///< empty = cachestrat
    std::string standardOutput; ///< a file such as /dev/full in place of the pipe
    std::optional<std::uint64_t> largestFile; ///< bytes; a write beyond fails as on a full disk
    std::vector<std::pair<std::string, std::string>> environment; ///< set, or taken away where the value is empty
    std::optional<std::uint64_t> interruptAfterCpuMs; ///< SIGINT once it has worked for so long
    std::optional<std::uint64_t> killAfterCpuMs; ///< SIGKILL
};

/// How it ended and what it printed.
struct Finished {
    int exitCode = -1; ///< -1 when a signal ended it
    int signal = 0;
    std::string out;
    std::string err;
};

Finished run(const Launch &launch);
/// cachestrat with these arguments.
Finished cachestrat(std::vector<std::string> arguments);

/// A folder of its own that goes away with it.
class Scratch
{
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    std::string path(const std::string &name) const;
    /// Writes a file and returns its path.
    std::string file(const std::string &name, const std::string &bytes) const;
    /// Names of everything in it, sorted.
    std::vector<std::string> names() const;

private:
    std::filesystem::path m_folder;
};

std::string contents(const std::string &path);
bool contains(const std::string &text, const std::string &part);
/// `text` with `from` (which must be there) replaced by `to`, the first time.
std::string with(std::string text, const std::string &from, const std::string &to);

} // namespace cs::test
