// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/readers.h"

#include <string>
#include <string_view>
#include <vector>

namespace cs::test
{

/// A file in the temporary folder that goes away with its scope.
class TempFile
{
public:
    TempFile(const std::string &name, std::string_view bytes);
    ~TempFile();
    TempFile(const TempFile &) = delete;
    TempFile &operator=(const TempFile &) = delete;
    const std::string &path() const { return m_path; }
    void write(std::string_view bytes) const;

private:
    std::string m_path;
};

std::string gzipped(std::string_view text);
std::string zstandard(std::string_view text);

struct ReadTrace {
    std::vector<TraceRequest> requests;
    std::vector<std::string> typeNames;
    std::uint64_t skipped = 0;
    Errors problems;
    TraceFormat format = TraceFormat::automatic;
    std::string error; ///< of opening or reading; empty = read to the end
};

ReadTrace readTrace(
    const std::string &path, TraceFormat format = TraceFormat::automatic, const std::string &logFormat = {});

/// As readTrace() for a text put into a file of that name.
ReadTrace readText(std::string_view text, const std::string &name = "sample.log",
    TraceFormat format = TraceFormat::automatic, const std::string &logFormat = {});

/// All records with what only the importer sees.
std::vector<TraceRecord> readRecords(std::string_view text, const std::string &logFormat = {},
    TimeUnit unit = TimeUnit::automatic, std::string *description = nullptr);

} // namespace cs::test
