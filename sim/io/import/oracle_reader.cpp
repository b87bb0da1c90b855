// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/readers.h"

#include <cstring>

namespace cs
{

namespace
{

constexpr std::size_t recordBytes = 24;

template <class T>
T littleEndian(const char *bytes)
{
    T value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
        value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 | static_cast<unsigned char>(bytes[i]));
    return value;
}

tl::unexpected<Error> partialRecord(const std::string &path, std::uint64_t bytes)
{
    return fail("the length of " + std::to_string(bytes)
            + " bytes is no multiple of 24, the size of an oracleGeneral "
              "record; "
            + std::to_string(bytes / recordBytes) + " whole records",
        path, "is the file cut short, or of another format?");
}

/// libCacheSim's binary trace: 24-byte little-endian records of u32 time in seconds, u64 id, u32 size, i64 next access.
class OracleGeneralReader : public RecordReader
{
public:
    explicit OracleGeneralReader(LineReader lines, std::string path)
        : m_bytes(std::move(lines))
        , m_path(std::move(path))
    {
        m_typeNames = { "Requests" };
    }
    TraceFormat format() const override { return TraceFormat::oracleGeneral; }
    std::string describe() const override { return "oracleGeneral, 24-byte binary records"; }
    double fractionRead() const override { return m_bytes.source().fractionRead(); }
    std::uint64_t linesRead() const override { return m_count; }

    Result<RecordStatus> nextRecord(TraceRecord &record) override
    {
        const auto bytes = m_bytes.take(recordBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (bytes->empty())
            return RecordStatus::end;
        if (bytes->size() < recordBytes)
            return partialRecord(m_path, m_count * recordBytes + bytes->size());
        ++m_count;
        record = {};
        record.wallNs = static_cast<std::int64_t>(littleEndian<std::uint32_t>(bytes->data())) * 1'000'000'000;
        record.request.key = littleEndian<std::uint64_t>(bytes->data() + 4);
        record.request.size = littleEndian<std::uint32_t>(bytes->data() + 12);
        record.request.time = clock(record.wallNs);
        return RecordStatus::record;
    }

private:
    LineReader m_bytes;
    std::string m_path;
    std::uint64_t m_count = 0;
};

} // namespace

Result<RecordReaderPtr> openOracleGeneral(OpenRequest &&open)
{
    const ByteSource &source = open.lines.source();
    if (!source.isPacked() && source.fileBytes() % recordBytes != 0)
        return partialRecord(open.path, source.fileBytes());
    return std::make_unique<OracleGeneralReader>(std::move(open.lines), open.path);
}

} // namespace cs
