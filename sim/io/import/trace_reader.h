// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cs
{

enum class TraceOp : std::uint8_t { read, write, remove };

/// One request of a recorded stream.
struct TraceRequest {
    SimTime time; ///< since the first request, `speed` not applied; never decreasing (clamped)
    std::uint64_t key = 0; ///< id as recorded, or a 64-bit hash of the recorded text
    std::uint64_t size = 0; ///< value bytes; 0 = not recorded
    std::uint32_t keySize = 0; ///< 0 = not recorded
    std::uint32_t type = 0; ///< index into TraceReader::typeNames()
    std::uint64_t client = 0; ///< hash of the recorded client; 0 = not recorded
    TraceOp op = TraceOp::read;
    std::int64_t ttlSeconds = 0; ///< 0 = not recorded
    Duration cost { -1 }; ///< database time of a miss of this request; negative = not recorded
};

/// Reads a trace once, front to back, in bounded memory. Malformed records are counted and skipped.
class TraceReader
{
public:
    virtual ~TraceReader() = default;
    /// False at the end. An error is a broken file (truncated gzip, unreadable), never a malformed line.
    virtual Result<bool> next(TraceRequest &request) = 0;
    /// Names met so far: normalised endpoints of a log ("GET /users/:id"), values of the column `type`; else one:
    /// "Requests".
    virtual const std::vector<std::string> &typeNames() const = 0;
    virtual double fractionRead() const = 0; ///< 0..1 of the file's bytes
    virtual std::uint64_t skipped() const = 0;
    /// The first few malformed records with their place ("access.log:17") and what was wrong.
    virtual std::uint64_t outOfOrder() const = 0; ///< records with a time before the one before; played at that one's
    virtual const Errors &firstProblems() const = 0;
    virtual TraceFormat format() const = 0;
};

/// Opens a trace, plain, .gz or .zst; `source.format` automatic looks at the content. `folder` is where a relative path
/// starts.
Result<std::unique_ptr<TraceReader>> openTrace(const TraceSource &source, const std::string &folder = {});

} // namespace cs
