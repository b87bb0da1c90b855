// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/line_reader.h"
#include "sim/io/import/trace_reader.h"

#include <boost/unordered/unordered_flat_map.hpp>

namespace cs
{

/// A request and what only the importer wants to know of it.
struct TraceRecord {
    TraceRequest request;
    std::int64_t wallNs = 0; ///< time as written, since 1970 UTC (or the trace's own start)
    int status = 0; ///< HTTP status, 0 = not recorded
    double latency = -1; ///< seconds, < 0 = not recorded
    bool other = false; ///< neither read nor write (OPTIONS, CONNECT, ...): no request for a cache
};

enum class RecordStatus { record, skipped, end };

/// What every reader of this room is: a TraceReader that can also be asked record by record, with what was skipped in
/// between, so that a caller can stop it in the middle of a hundred million malformed lines.
class RecordReader : public TraceReader
{
public:
    virtual Result<RecordStatus> nextRecord(TraceRecord &record) = 0;

    Result<bool> next(TraceRequest &request) final;
    std::uint64_t skipped() const final { return m_skipped; }
    const Errors &firstProblems() const final { return m_problems; }
    const std::vector<std::string> &typeNames() const final { return m_typeNames; }

    virtual std::uint64_t linesRead() const = 0; ///< lines or records looked at, empty ones included
    std::uint64_t outOfOrder() const final { return m_outOfOrder; }
    std::int64_t largestStepBackNs() const { return m_largestStepBack; }
    virtual bool timesRecorded() const { return true; }
    /// "combined, request time in microseconds" for people.
    virtual std::string describe() const = 0;

protected:
    static constexpr std::size_t mostProblems = 5;
    static constexpr std::size_t mostTypes = 10'000;

    void problem(const std::string &place, std::string message);
    /// Index of a type name; beyond mostTypes everything is "Other".
    std::uint32_t typeIndex(std::string_view name);
    /// Time since the first request, never decreasing.
    SimTime clock(std::int64_t wallNs);

    std::vector<std::string> m_typeNames;

private:
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> m_types;
    Errors m_problems;
    std::uint64_t m_skipped = 0;
    std::uint64_t m_outOfOrder = 0;
    std::int64_t m_largestStepBack = 0;
    bool m_started = false;
    std::int64_t m_origin = 0;
    std::int64_t m_last = 0;
};

/// A reader of lines: counts them, knows their place, reports those that are too long.
class LineRecordReader : public RecordReader
{
public:
    LineRecordReader(LineReader lines, std::string path);
    double fractionRead() const override { return m_lines.source().fractionRead(); }
    std::uint64_t linesRead() const override { return m_lines.lineNumber(); }

protected:
    /// The next line, blank ones left out; `skipped` for a line that is too long.
    Result<RecordStatus> nextLine(std::string_view &line);
    void problem(std::string message);
    const std::string &path() const { return m_path; }

    LineReader m_lines;

private:
    std::string m_path;
};

using RecordReaderPtr = std::unique_ptr<RecordReader>;

} // namespace cs
