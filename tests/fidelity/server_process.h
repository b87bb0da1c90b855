// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace cs::test
{

/// A program on the PATH, or empty.
std::string installedProgram(const std::string &name);

/// A server on a free port of 127.0.0.1 with a folder of its own. It is killed when this goes, and by the kernel when
/// the test program dies in whatever way.
class ServerProcess
{
public:
    /// `arguments(port, folder)` are what follows the program's name. Another port is tried when the server ends at
    /// once; throws std::runtime_error when it answers on none.
    using Arguments = std::function<std::vector<std::string>(int port, const std::string &folder)>;
    ServerProcess(const std::string &program, const Arguments &arguments);
    ~ServerProcess();
    ServerProcess(const ServerProcess &) = delete;
    ServerProcess &operator=(const ServerProcess &) = delete;

    int port() const { return m_port; }

private:
    bool start(const std::string &program, const std::vector<std::string> &arguments);
    void stop();

    std::filesystem::path m_folder;
    pid_t m_process = -1;
    int m_port = 0;
};

} // namespace cs::test
