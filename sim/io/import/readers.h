// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_import.h"
#include "sim/io/import/record_reader.h"

namespace cs
{

/// What a reader gets to start with: the lines (nothing read yet), and what the user said.
struct OpenRequest {
    LineReader lines;
    std::string path;
    TraceFormat format = TraceFormat::automatic;
    std::string logFormat;
    TimeUnit timeUnit = TimeUnit::automatic;
};

/// An import format: a file with its reader, and a line in the table of open_trace.cpp.
Result<RecordReaderPtr> openKeys(OpenRequest &&open);
Result<RecordReaderPtr> openOracleGeneral(OpenRequest &&open);
Result<RecordReaderPtr> openTwitter(OpenRequest &&open);
Result<RecordReaderPtr> openCsv(OpenRequest &&open);
Result<RecordReaderPtr> openAccessLog(OpenRequest &&open);
Result<RecordReaderPtr> openJsonLines(OpenRequest &&open);

/// The format that the first bytes of a file have, by content; the name's ending decides only what content leaves open.
Result<TraceFormat> detectFormat(std::string_view head, const std::string &path);
/// Whether the line is the header of a CSV that names a column for the key.
bool isCsvHeader(std::string_view line);
bool isTwitterLine(std::string_view line);

/// As openTrace(), with everything the importer can be told.
Result<RecordReaderPtr> openRecords(
    const std::string &path, TraceFormat format, const std::string &logFormat, TimeUnit timeUnit);

} // namespace cs
