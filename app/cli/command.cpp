// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "sim/core/quantity.h"
#include "sim/io/files.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <pthread.h>
#include <thread>
#include <unistd.h>

std::stop_token interruptToken()
{
    // A thread that waits for the signal may do what a handler may not: request_stop takes a lock.
    static std::stop_source source;
    static const bool started = [] {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        std::thread([signals] {
            int received = 0;
            sigwait(&signals, &received);
            source.request_stop();
            // A second one ends the program at once.
            sigwait(&signals, &received);
            _exit(exitInterrupted);
        }).detach();
        return true;
    }();
    (void)started;
    return source.get_token();
}

int reportErrors(const cs::Errors &errors)
{
    for (const auto &error : errors)
        std::fprintf(stderr, "cachestrat: %s\n", error.text().c_str());
    return exitBadInput;
}

int reportError(const cs::Error &error)
{
    return reportErrors({ error });
}

int reportErrorsIn(const std::string &file, const cs::Errors &errors)
{
    for (cs::Error error : errors) {
        // A file that cannot be read is its own place already.
        if (error.place != file)
            error.place = error.place.empty() ? file : file + ": " + error.place;
        reportError(error);
    }
    return exitBadInput;
}

CLI::Option *addWholeNumber(CLI::App &app, const std::string &name, const std::string &description,
    const std::function<void(std::uint64_t)> &store)
{
    const auto read = [name, store](const std::string &text) {
        std::uint64_t value = 0;
        const auto end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, value);
        if (result.ec != std::errc() || result.ptr != end)
            throw CLI::ValidationError(
                name, "found \"" + text + "\"; expected a whole number from 0 to 18446744073709551615");
        store(value);
    };
    return app.add_option_function<std::string>(name, read, description)->type_name("UINT");
}

cs::Result<double> sampleShare(const std::string &text)
{
    if (text.empty())
        return 1.0;
    const auto share = cs::parseQuantity(text, cs::Unit::share);
    if (!share)
        return cs::fail(share.error().message, "--sample", share.error().hint);
    if (!(*share > 0 && *share <= 1))
        return cs::fail("\"" + text + "\" is no share of the keys", "--sample",
            "expected more than 0 and at most 1, such as 0.01 or 1%");
    return *share;
}

int checkOutput(const std::string &path)
{
    if (path.empty() || path == "-")
        return exitDone;
    std::error_code error;
    const std::filesystem::path file(path);
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (std::filesystem::is_directory(file, error))
        return reportError({ path, "is a folder; expected the name of a file", {} });
    if (!std::filesystem::is_directory(folder, error))
        return reportError({ path, "cannot be written: there is no folder " + folder.string(), {} });
    if (access(folder.c_str(), W_OK) != 0)
        return reportError(
            { path, "cannot be written: the folder " + folder.string() + " is not open for writing", {} });
    return exitDone;
}

int writeOutput(const std::string &path, std::string_view text)
{
    if (path.empty() || path == "-") {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
            std::fprintf(stderr, "cachestrat: standard output: cannot write\n");
            return exitBadInput;
        }
        return exitDone;
    }
    const auto written = cs::writeFile(path, text);
    return written ? exitDone : reportError(written.error());
}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const std::string &text)
{
    if (!isatty(STDERR_FILENO))
        return;
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    std::fflush(stderr);
    m_shown = true;
}

void ProgressLine::clear()
{
    if (m_shown)
        std::fprintf(stderr, "\r\033[K");
    m_shown = false;
}
