// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/recording.h"

#include <algorithm>

namespace cs
{

namespace
{

void undo(SizeTable &table, const std::vector<SizeChange> &changes)
{
    for (auto change = changes.rbegin(); change != changes.rend(); ++change)
        table.set(change->id, change->before);
}

} // namespace

void ObjectTables::undo(const Changes &changes)
{
    cs::undo(sizes, changes.sizes);
    cs::undo(ttls, changes.ttls);
}

Result<std::span<const std::uint32_t>> Recorder::add(const RequestBatch &batch, Changes &changes)
{
    if (!m_keys.map({ batch.keys.data(), batch.count }, batch.sizes.data(), m_ids.data(), m_differing))
        return fail("more than " + std::to_string(DenseIds::maxKeys) + " different keys");
    noteSizes(batch, changes);
    noteOps(batch, changes);
    if (m_wants.ttls)
        noteTtls(batch, changes);
    if (m_wants.keySizes)
        noteKeySizes(batch);
    if (m_wants.times)
        noteTimes(batch, changes);
    m_position += batch.count;
    return std::span<const std::uint32_t>(m_ids.data(), batch.count);
}

void Recorder::restart()
{
    m_position = 0;
    m_reads = m_writes = m_removes = m_readBytes = m_objectBytes = 0;
    m_tables.sizes.forgetAll();
    m_tables.ttls.forgetAll();
    m_keys.forgetSizes();
    m_time = 0;
    m_op = TraceOp::read;
}

void Recorder::noteSizes(const RequestBatch &batch, Changes &changes)
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < batch.count; ++i)
        bytes += batch.onlyReads || batch.ops[i] == TraceOp::read ? batch.sizes[i] : 0;
    for (const std::uint32_t i : m_differing) {
        const std::uint64_t size = noteSize(m_ids[i], batch.sizes[i], m_position + i, changes);
        if (batch.onlyReads || batch.ops[i] == TraceOp::read)
            bytes += size - batch.sizes[i];
    }
    m_readBytes += bytes;
}

std::uint64_t Recorder::noteSize(std::uint32_t id, std::uint64_t size, std::uint64_t position, Changes &changes)
{
    if (id == m_tables.sizes.count()) {
        m_tables.sizes.push(size);
        m_objectBytes += size;
        return size;
    }
    const std::uint64_t before = m_tables.sizes[id];
    if (size == 0 || size == before)
        return before;
    m_objectBytes += before == 0 ? size : 0;
    changes.sizes.push_back({ position, before, size, id });
    m_tables.sizes.set(id, size);
    return size;
}

void Recorder::noteTtls(const RequestBatch &batch, Changes &changes)
{
    SizeTable &table = m_tables.ttls;
    m_recordsTtls = m_recordsTtls || batch.hasTtls;
    for (std::size_t i = 0; i < batch.count; ++i) {
        const std::uint32_t id = m_ids[i];
        const std::uint64_t ttl = batch.hasTtls ? batch.ttls[i] : 0;
        if (id == table.count()) {
            table.push(ttl);
            continue;
        }
        const std::uint64_t before = table[id];
        if (ttl == 0 || ttl == before)
            continue;
        changes.ttls.push_back({ m_position + i, before, ttl, id });
        table.set(id, ttl);
    }
}

void Recorder::noteKeySizes(const RequestBatch &batch)
{
    m_keySizes.resize(objects());
    if (!batch.hasKeySizes)
        return;
    for (std::size_t i = 0; i < batch.count; ++i)
        if (m_keySizes[m_ids[i]] == 0)
            m_keySizes[m_ids[i]] = batch.keySizes[i];
}

void Recorder::noteOps(const RequestBatch &batch, Changes &changes)
{
    if (batch.onlyReads && m_op == TraceOp::read) {
        m_reads += batch.count;
        return;
    }
    for (std::size_t i = 0; i < batch.count; ++i) {
        const TraceOp op = batch.onlyReads ? TraceOp::read : batch.ops[i];
        if (op != m_op)
            changes.ops.push_back({ m_position + i, op });
        m_op = op;
        ++(op == TraceOp::read ? m_reads : op == TraceOp::write ? m_writes : m_removes);
    }
}

void Recorder::noteTimes(const RequestBatch &batch, Changes &changes)
{
    for (std::size_t i = 0; i < batch.count; ++i) {
        if (batch.times[i] == m_time)
            continue;
        m_time = batch.times[i];
        changes.times.push_back({ m_position + i, m_time });
    }
}

} // namespace cs
