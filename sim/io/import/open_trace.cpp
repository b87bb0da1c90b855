// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/readers.h"

#include <filesystem>

namespace cs
{

namespace
{

struct ImportFormat {
    TraceFormat format;
    Result<RecordReaderPtr> (*open)(OpenRequest &&);
};

constexpr ImportFormat importFormats[] = {
    { TraceFormat::combined, openAccessLog },
    { TraceFormat::common, openAccessLog },
    { TraceFormat::jsonLines, openJsonLines },
    { TraceFormat::csv, openCsv },
    { TraceFormat::keys, openKeys },
    { TraceFormat::oracleGeneral, openOracleGeneral },
    { TraceFormat::twitter, openTwitter },
};

} // namespace

Result<RecordReaderPtr> openRecords(
    const std::string &path, TraceFormat format, const std::string &logFormat, TimeUnit timeUnit)
{
    auto source = openByteSource(path);
    if (!source)
        return tl::unexpected(source.error());
    const bool packed = (*source)->isPacked();
    OpenRequest open { LineReader(std::move(*source)), path, format, logFormat, timeUnit };
    const auto head = open.lines.peek(64 * 1024);
    if (!head)
        return tl::unexpected(head.error());
    if (packed && head->empty())
        return fail("the packed file holds nothing", path);
    const bool isLog
        = format == TraceFormat::automatic || format == TraceFormat::combined || format == TraceFormat::common;
    if (!logFormat.empty() && !isLog)
        return fail("a log format describes the lines of an access log, and the format is said to be "
                + std::string(nameOf(format)),
            path, "leave one of the two out");
    if (!logFormat.empty())
        open.format = TraceFormat::combined;
    if (open.format == TraceFormat::automatic) {
        const auto detected = detectFormat(*head, path);
        if (!detected)
            return tl::unexpected(detected.error());
        open.format = *detected;
    }
    for (const auto &entry : importFormats)
        if (entry.format == open.format)
            return entry.open(std::move(open));
    return fail("unknown trace format", path);
}

Result<std::unique_ptr<TraceReader>> openTrace(const TraceSource &source, const std::string &folder)
{
    // An absolute second part replaces the first one.
    const std::string path = folder.empty() ? source.file : (std::filesystem::path(folder) / source.file).string();
    auto reader = openRecords(path, source.format, source.logFormat, TimeUnit::automatic);
    if (!reader)
        return tl::unexpected(reader.error());
    return std::unique_ptr<TraceReader>(std::move(*reader));
}

} // namespace cs
