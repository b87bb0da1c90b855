// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/dense_ids.h"
#include "sim/replay/id_stream.h"
#include "sim/replay/request_source.h"
#include "sim/replay/size_table.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// What differs from one request to the next besides the key. Most traces have few of these: an object keeps its size,
/// time moves once a second, all requests are reads.
struct SizeChange {
    std::uint64_t position;
    std::uint64_t before, after;
    std::uint32_t id;
};
struct TimeChange {
    std::uint64_t position;
    std::int64_t ns;
};
struct OpChange {
    std::uint64_t position;
    TraceOp op;
};
struct Changes {
    std::vector<SizeChange> sizes;
    std::vector<SizeChange> ttls; ///< in seconds
    std::vector<TimeChange> times;
    std::vector<OpChange> ops;

    void clear()
    {
        sizes.clear();
        ttls.clear();
        times.clear();
        ops.clear();
    }
    bool touchObjects() const { return !sizes.empty() || !ttls.empty(); }
    std::size_t memoryBytes() const
    {
        return (sizes.capacity() + ttls.capacity()) * sizeof(SizeChange) + times.capacity() * sizeof(TimeChange)
            + ops.capacity() * sizeof(OpChange);
    }
};

/// What the stream says of each object at the point that is played.
struct ObjectTables {
    SizeTable sizes;
    SizeTable ttls; ///< in seconds, 0 = for ever; empty where they do not count

    /// Back to what they were before these changes.
    void undo(const Changes &changes);
};

/// What a replay needs besides keys, sizes and operations.
struct RecorderWants {
    bool times = false, ttls = false, keySizes = false;
};

/// Turns batches of requests into object numbers and changes, and counts what the trace holds. A request whose size is
/// not recorded (0) has the last size that was recorded for its object; likewise its TTL.
class Recorder
{
public:
    explicit Recorder(RecorderWants wants)
        : m_wants(wants)
        , m_ids(RequestBatch::capacity)
    {
    }
    /// Adds the batch's changes to `changes`. The ids live until the next call.
    Result<std::span<const std::uint32_t>> add(const RequestBatch &batch, Changes &changes);
    /// The stream begins again: same objects, counts from zero, no size recorded yet.
    void restart();
    ObjectTables &tables() { return m_tables; }
    /// By object; 0 where none was recorded.
    const std::vector<std::uint32_t> &keySizes() const { return m_keySizes; }
    bool recordsTtls() const { return m_recordsTtls; }
    std::vector<std::uint64_t> keys() const { return m_keys.keys(); }
    /// No further batch comes: gives back the memory of the key table.
    void releaseKeys() { m_keys.release(); }
    std::uint32_t objects() const { return m_tables.sizes.count(); }
    /// Sum over objects of the first size that was recorded for each.
    std::uint64_t objectBytes() const { return m_objectBytes; }
    std::uint64_t reads() const { return m_reads; }
    std::uint64_t writes() const { return m_writes; }
    std::uint64_t removes() const { return m_removes; }
    std::uint64_t readBytes() const { return m_readBytes; }
    std::size_t memoryBytes() const
    {
        return m_keys.memoryBytes() + m_tables.sizes.memoryBytes() + m_tables.ttls.memoryBytes();
    }

private:
    void noteSizes(const RequestBatch &batch, Changes &changes);
    /// The size of a request whose size may not be what the table has.
    std::uint64_t noteSize(std::uint32_t id, std::uint64_t size, std::uint64_t position, Changes &changes);
    void noteTtls(const RequestBatch &batch, Changes &changes);
    void noteKeySizes(const RequestBatch &batch);
    void noteOps(const RequestBatch &batch, Changes &changes);
    void noteTimes(const RequestBatch &batch, Changes &changes);

    RecorderWants m_wants;
    bool m_recordsTtls = false;
    DenseIds m_keys;
    ObjectTables m_tables;
    std::vector<std::uint32_t> m_keySizes;
    std::vector<std::uint32_t> m_ids;
    std::vector<std::uint32_t> m_differing; ///< indices in the batch
    std::uint64_t m_position = 0;
    std::uint64_t m_objectBytes = 0;
    std::uint64_t m_reads = 0, m_writes = 0, m_removes = 0, m_readBytes = 0;
    std::int64_t m_time = 0;
    TraceOp m_op = TraceOp::read;
};

} // namespace cs
