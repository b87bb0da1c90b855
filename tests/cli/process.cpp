// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cs::test
{

namespace
{

struct Pipe {
    std::array<int, 2> ends { -1, -1 };
    Pipe()
    {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
    }
    ~Pipe()
    {
        close(0);
        close(1);
    }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    void close(std::size_t end)
    {
        if (ends[end] >= 0)
            ::close(ends[end]);
        ends[end] = -1;
    }
};

[[noreturn]] void become(const Launch &launch, int out, int err)
{
    ::signal(SIGINT, SIG_DFL);
    // Also when a test is started by hand: nobody's own library gets runs of tests.
    ::setenv("CACHESTRAT_LIBRARY", "none", 1);
    for (const auto &[name, value] : launch.environment)
        value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(launch.standardOutput.empty() ? out : ::open(launch.standardOutput.c_str(), O_WRONLY), 1);
    ::dup2(err, 2);
    // A program that hangs ends by SIGXCPU and fails its test.
    const rlimit patience { 120, 120 };
    ::setrlimit(RLIMIT_CPU, &patience);
    if (launch.largestFile) {
        // Ignored, so that the write fails as on a full disk in place of ending the program.
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit { *launch.largestFile, *launch.largestFile };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    std::vector<char *> words { const_cast<char *>(launch.program.c_str()) };
    for (const auto &argument : launch.arguments)
        words.push_back(const_cast<char *>(argument.c_str()));
    words.push_back(nullptr);
    ::execv(launch.program.c_str(), words.data());
    ::_exit(127);
}

/// CPU time that a process has used, in ms.
std::uint64_t cpuMs(pid_t process)
{
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(stat, line);
    const auto afterName = line.rfind(')');
    if (afterName == std::string::npos)
        return 0;
    std::istringstream fields(line.substr(afterName + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    std::uint64_t user = 0, system = 0;
    fields >> user >> system;
    return (user + system) * 1000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
}

/// Reads both pipes to their ends, and interrupts the process when it is time.
void collect(pid_t process, const Launch &launch, Pipe &out, Pipe &err, Finished &result)
{
    const auto moment = launch.killAfterCpuMs ? launch.killAfterCpuMs : launch.interruptAfterCpuMs;
    bool interrupted = !moment;
    std::array<char, 65536> buffer {};
    while (out.ends[0] >= 0 || err.ends[0] >= 0) {
        std::array<pollfd, 2> wanted { { { out.ends[0], POLLIN, 0 }, { err.ends[0], POLLIN, 0 } } };
        ::poll(wanted.data(), wanted.size(), interrupted ? -1 : 2);
        if (!interrupted && cpuMs(process) >= *moment) {
            ::kill(process, launch.killAfterCpuMs ? SIGKILL : SIGINT);
            interrupted = true;
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (wanted[i].revents == 0)
                continue;
            const ssize_t got = ::read(wanted[i].fd, buffer.data(), buffer.size());
            if (got > 0)
                (i == 0 ? result.out : result.err).append(buffer.data(), static_cast<std::size_t>(got));
            else if (got == 0 || errno != EINTR)
                (i == 0 ? out : err).close(0);
        }
    }
}

} // namespace

Finished run(const Launch &wanted)
{
    Launch launch = wanted;
    if (launch.program.empty())
        launch.program = CS_CACHESTRAT;
    Pipe out, err;
    const pid_t process = ::fork();
    if (process < 0)
        throw std::runtime_error("no process");
    if (process == 0)
        become(launch, out.ends[1], err.ends[1]);
    out.close(1);
    err.close(1);
    Finished result;
    collect(process, launch, out, err, result);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return result;
}

Finished cachestrat(std::vector<std::string> arguments)
{
    Launch launch;
    launch.arguments = std::move(arguments);
    return run(launch);
}

Scratch::Scratch()
{
    std::string name = (std::filesystem::temp_directory_path() / "cachestrat-test-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        throw std::runtime_error("no scratch folder");
    m_folder = name;
}

Scratch::~Scratch()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

std::string Scratch::path(const std::string &name) const
{
    return (m_folder / name).string();
}

std::string Scratch::file(const std::string &name, const std::string &bytes) const
{
    std::ofstream file(path(name), std::ios::binary);
    file << bytes;
    if (!file.flush())
        throw std::runtime_error("cannot write " + path(name));
    return path(name);
}

std::vector<std::string> Scratch::names() const
{
    std::vector<std::string> out;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder))
        out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
}

std::string contents(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string with(std::string text, const std::string &from, const std::string &to)
{
    const auto at = text.find(from);
    if (at == std::string::npos)
        throw std::runtime_error("not in the text: " + from);
    return text.replace(at, from.size(), to);
}

} // namespace cs::test
