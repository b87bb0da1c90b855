// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a log or trace of every format: read to an end or to an error, times never decreasing, records bounded.
#include "sim/io/import/log_pattern.h"
#include "sim/io/import/readers.h"

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace
{

void require(bool right)
{
    if (!right)
        std::abort();
}

void readAll(const std::string &path, cs::TraceFormat format, const std::string &logFormat)
{
    const auto reader = cs::openRecords(path, format, logFormat, cs::TimeUnit::automatic);
    if (!reader)
        return;
    cs::TraceRecord record;
    cs::SimTime last;
    for (;;) {
        const auto status = (*reader)->nextRecord(record);
        if (!status || *status == cs::RecordStatus::end)
            return;
        if (*status != cs::RecordStatus::record)
            continue;
        require(record.request.time >= last);
        require(record.other || record.request.type < (*reader)->typeNames().size());
        last = record.request.time;
    }
}

} // namespace

/// The first byte chooses the format; with the highest bit set the first line is the log format of the rest.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 2)
        return 0;
    std::string text(reinterpret_cast<const char *>(data + 1), size - 1);
    std::string logFormat;
    if (data[0] & 0x80) {
        const auto end = std::min(text.find('\n'), text.size());
        logFormat = text.substr(0, end);
        text.erase(0, end + 1);
        const auto compiled = cs::LogPattern::compile(logFormat);
        if (!compiled)
            return 0;
    }
    static const int file = memfd_create("trace", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    require(ftruncate(file, 0) == 0 && pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    constexpr std::size_t formats = std::size(cs::NameTable<cs::TraceFormat>::table);
    readAll(path,
        logFormat.empty() ? cs::NameTable<cs::TraceFormat>::table[data[0] % formats].value : cs::TraceFormat::combined,
        logFormat);
    return 0;
}
