// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fidelity/server_process.h"

#include "tests/fidelity/connection.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cs::test
{

namespace
{

int freePort()
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    int port = 0;
    if (probe >= 0 && bind(probe, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0
        && getsockname(probe, reinterpret_cast<sockaddr *>(&address), &length) == 0)
        port = ntohs(address.sin_port);
    if (probe >= 0)
        close(probe);
    return port;
}

[[noreturn]] void becomeServer(const std::string &program, const std::vector<std::string> &arguments, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    const int nothing = open("/dev/null", O_RDWR);
    for (int stream = 0; stream < 3; ++stream)
        dup2(nothing, stream);
    std::vector<char *> words { const_cast<char *>(program.c_str()) };
    for (const auto &argument : arguments)
        words.push_back(const_cast<char *>(argument.c_str()));
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
    _exit(127);
}

} // namespace

std::string installedProgram(const std::string &name)
{
    const char *path = std::getenv("PATH");
    std::string folders = path ? path : "/usr/bin";
    for (std::size_t from = 0; from <= folders.size();) {
        const std::size_t to = std::min(folders.find(':', from), folders.size());
        const std::string file = folders.substr(from, to - from) + "/" + name;
        if (access(file.c_str(), X_OK) == 0)
            return file;
        from = to + 1;
    }
    return {};
}

ServerProcess::ServerProcess(const std::string &program, const Arguments &arguments)
{
    std::string pattern = std::filesystem::temp_directory_path().string() + "/cs-fidelity-XXXXXX";
    if (!mkdtemp(pattern.data()))
        throw std::runtime_error("no temporary folder for " + program);
    m_folder = pattern;
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_port = freePort();
        if (m_port != 0 && start(program, arguments(m_port, m_folder.string())))
            return;
        stop();
    }
    std::filesystem::remove_all(m_folder);
    throw std::runtime_error(program + " does not answer on 127.0.0.1");
}

ServerProcess::~ServerProcess()
{
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

/// True as soon as it accepts a connection.
bool ServerProcess::start(const std::string &program, const std::vector<std::string> &arguments)
{
    const pid_t parent = getpid();
    m_process = fork();
    if (m_process == 0)
        becomeServer(program, arguments, parent);
    const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (m_process > 0 && std::chrono::steady_clock::now() < giveUp) {
        if (Connection::isAnswered(m_port))
            return true;
        int status = 0;
        if (waitpid(m_process, &status, WNOHANG) == m_process) {
            m_process = -1;
            return false;
        }
        poll(nullptr, 0, 5);
    }
    return false;
}

void ServerProcess::stop()
{
    if (m_process <= 0)
        return;
    kill(m_process, SIGKILL);
    int status = 0;
    waitpid(m_process, &status, 0);
    m_process = -1;
}

} // namespace cs::test
