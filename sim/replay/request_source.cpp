// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/request_source.h"

#include "sim/io/import/byte_source.h"
#include "sim/io/import/file_bytes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace cs
{

namespace
{

/// Whatever a TraceReader reads.
class AnyRequests : public RecordedRequests
{
public:
    explicit AnyRequests(std::unique_ptr<TraceReader> reader)
        : m_reader(std::move(reader))
    {
    }
    Result<void> next(RequestBatch &batch) override
    {
        batch.count = 0;
        batch.onlyReads = true;
        batch.hasTtls = batch.hasKeySizes = false;
        while (batch.count < RequestBatch::capacity) {
            TraceRequest request;
            const auto more = m_reader->next(request);
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                break;
            const std::size_t at = batch.count++;
            batch.keys[at] = request.key;
            batch.sizes[at] = request.size;
            batch.times[at] = request.time.ns;
            batch.ops[at] = request.op;
            batch.onlyReads = batch.onlyReads && request.op == TraceOp::read;
            batch.ttls[at] = static_cast<std::uint64_t>(std::max<std::int64_t>(0, request.ttlSeconds));
            batch.keySizes[at] = request.keySize;
            batch.hasTtls = batch.hasTtls || batch.ttls[at] > 0;
            batch.hasKeySizes = batch.hasKeySizes || request.keySize > 0;
        }
        return {};
    }
    double fractionRead() const override { return m_reader->fractionRead(); }
    TraceFormat format() const override { return m_reader->format(); }
    std::uint64_t skipped() const override { return m_reader->skipped(); }
    Errors firstProblems() const override { return m_reader->firstProblems(); }

private:
    std::unique_ptr<TraceReader> m_reader;
};

template <class T>
T littleEndian(const char *bytes)
{
    T value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big) {
        if constexpr (sizeof(T) == 8)
            return __builtin_bswap64(value);
        else
            return __builtin_bswap32(value);
    }
    return value;
}

/// Plain oracleGeneral records, a batch at a time. Read into one small buffer and not mapped: the file's pages never
/// count as this process's memory, and a file that shrinks meanwhile is an error and no signal.
class OracleRequests : public RecordedRequests
{
public:
    explicit OracleRequests(FileBytes file)
        : m_file(std::move(file))
        , m_buffer(RequestBatch::capacity * recordBytes)
    {
    }
    Result<void> next(RequestBatch &batch) override
    {
        const auto filled = m_file.read(m_buffer);
        if (!filled)
            return tl::unexpected(filled.error());
        if (*filled % recordBytes != 0)
            return fail("ends within a record: the file has become shorter while it was read", m_file.path());
        batch.count = *filled / recordBytes;
        batch.onlyReads = true;
        for (std::size_t i = 0; i < batch.count; ++i) {
            const char *record = m_buffer.data() + i * recordBytes;
            batch.keys[i] = littleEndian<std::uint64_t>(record + 4);
            batch.sizes[i] = littleEndian<std::uint32_t>(record + 12);
        }
        if (batch.count > 0 && !m_started) {
            m_started = true;
            m_first = littleEndian<std::uint32_t>(m_buffer.data());
        }
        for (std::size_t i = 0; i < batch.count; ++i) {
            const std::int64_t second = littleEndian<std::uint32_t>(m_buffer.data() + i * recordBytes);
            m_now = std::max(m_now, second - m_first);
            batch.times[i] = m_now * 1'000'000'000;
        }
        return {};
    }
    double fractionRead() const override
    {
        return std::min(1.0, static_cast<double>(m_file.offset()) / static_cast<double>(m_file.size()));
    }
    TraceFormat format() const override { return TraceFormat::oracleGeneral; }

    static constexpr std::size_t recordBytes = 24;

private:
    FileBytes m_file;
    std::vector<char> m_buffer;
    bool m_started = false;
    std::int64_t m_first = 0, m_now = 0; ///< seconds
};

} // namespace

Result<std::unique_ptr<RecordedRequests>> openAnyRequests(const TraceSource &trace)
{
    auto reader = openTrace(trace);
    if (!reader)
        return tl::unexpected(reader.error());
    return std::make_unique<AnyRequests>(std::move(*reader));
}

Result<std::unique_ptr<RecordedRequests>> openRequests(const TraceSource &trace)
{
    auto any = openAnyRequests(trace);
    if (!any || (*any)->format() != TraceFormat::oracleGeneral)
        return any;
    const auto source = openByteSource(trace.file);
    if (!source)
        return tl::unexpected(source.error());
    if ((*source)->isPacked() || (*source)->fileBytes() % OracleRequests::recordBytes != 0)
        return any;
    auto file = FileBytes::open(trace.file);
    if (!file)
        return tl::unexpected(file.error());
    return std::make_unique<OracleRequests>(std::move(*file));
}

} // namespace cs
