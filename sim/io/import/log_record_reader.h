// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/access_line.h"
#include "sim/io/import/record_reader.h"
#include "sim/io/import/request_duration.h"
#include "sim/io/import/second_spreader.h"

namespace cs
{

/// What access logs of every spelling share: methods become reads and writes, targets become keys and endpoints,
/// requests of one whole second are spread over it.
///
/// GET and HEAD are reads; POST, PUT, PATCH are writes and DELETE a removal of the same path's entry, so a POST to
/// /users belongs to "GET /users". Other methods are no requests for a cache. The size is that of the whole answer:
/// none for HEAD, 206 and 304.
class LogRecordReader : public LineRecordReader
{
public:
    using LineRecordReader::LineRecordReader;
    Result<RecordStatus> nextRecord(TraceRecord &record) final;

protected:
    /// Empty when the line is right, else what is wrong with it.
    virtual std::string parseLine(std::string_view line, AccessLine &out) = 0;
    TimeScale m_durationScale = TimeScale::unknown;

private:
    void makeRecord(TraceRecord &record);

    AccessLine m_line;
    SecondSpreader m_spreader;
    std::string m_keyText, m_endpoint;
    bool m_finished = false;
};

/// The first lines of a reader that has not begun, at most `most`, without reading them.
std::vector<std::string_view> firstLines(std::string_view head, std::size_t most);

} // namespace cs
