// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/io/import/trace_reader.h"
#include "sim/replay/id_stream.h"

#include <array>
#include <cstdint>
#include <memory>

namespace cs
{

/// Requests column by column. `ops` and `times` are filled only where the source says so.
struct RequestBatch {
    static constexpr std::size_t capacity = IdStream::blockIds;
    std::size_t count = 0;
    bool onlyReads = true; ///< then `ops` is not filled
    bool hasTtls = false, hasKeySizes = false; ///< else `ttls`, `keySizes` are not filled
    std::array<std::uint64_t, capacity> keys;
    std::array<std::uint64_t, capacity> sizes;
    std::array<std::int64_t, capacity> times; ///< ns since the first request, never decreasing
    std::array<TraceOp, capacity> ops;
    std::array<std::uint64_t, capacity> ttls; ///< seconds; 0 = not recorded
    std::array<std::uint32_t, capacity> keySizes; ///< bytes; 0 = not recorded
};

/// A recorded stream in batches, each full except the last one.
class RecordedRequests
{
public:
    virtual ~RecordedRequests() = default;
    /// count 0 at the end.
    virtual Result<void> next(RequestBatch &batch) = 0;
    virtual double fractionRead() const = 0;
    virtual TraceFormat format() const = 0;
    virtual std::uint64_t skipped() const { return 0; }
    virtual Errors firstProblems() const { return {}; }
};

/// Opens a trace from its start; plain oracleGeneral files take a way of their own that looks at whole blocks of
/// records.
Result<std::unique_ptr<RecordedRequests>> openRequests(const TraceSource &trace);
/// The same without that way, for any format.
Result<std::unique_ptr<RecordedRequests>> openAnyRequests(const TraceSource &trace);

} // namespace cs
