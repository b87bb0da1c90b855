// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample.h"

#include <atomic>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace cs::test
{

TempFile::TempFile(const std::string &name, std::string_view bytes)
{
    static std::atomic<int> number = 0;
    const auto folder = std::filesystem::temp_directory_path()
        / ("cs-import-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directory(folder);
    m_path = (folder / name).string();
    write(bytes);
}

TempFile::~TempFile()
{
    std::error_code ignored;
    std::filesystem::remove_all(std::filesystem::path(m_path).parent_path(), ignored);
}

void TempFile::write(std::string_view bytes) const
{
    std::ofstream file(m_path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    REQUIRE(file.good());
}

std::string gzipped(std::string_view text)
{
    z_stream stream = {};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstandard(std::string_view text)
{
    std::string out(ZSTD_compressBound(text.size()), '\0');
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    const auto size = ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size());
    ZSTD_freeCCtx(context);
    REQUIRE(!ZSTD_isError(size));
    out.resize(size);
    return out;
}

ReadTrace readTrace(const std::string &path, TraceFormat format, const std::string &logFormat)
{
    ReadTrace result;
    TraceSource source;
    source.file = path;
    source.format = format;
    source.logFormat = logFormat;
    auto reader = openTrace(source);
    if (!reader) {
        result.error = reader.error().text();
        return result;
    }
    TraceRequest request;
    for (;;) {
        const auto more = (*reader)->next(request);
        if (!more)
            result.error = more.error().text();
        if (!more || !*more)
            break;
        result.requests.push_back(request);
    }
    result.typeNames = (*reader)->typeNames();
    result.skipped = (*reader)->skipped();
    result.problems = (*reader)->firstProblems();
    result.format = (*reader)->format();
    return result;
}

ReadTrace readText(std::string_view text, const std::string &name, TraceFormat format, const std::string &logFormat)
{
    const TempFile file(name, text);
    return readTrace(file.path(), format, logFormat);
}

std::vector<TraceRecord> readRecords(
    std::string_view text, const std::string &logFormat, TimeUnit unit, std::string *description)
{
    const TempFile file("sample.log", text);
    const auto reader = openRecords(file.path(), TraceFormat::automatic, logFormat, unit);
    if (!reader)
        FAIL(reader.error().text());
    if (description)
        *description = (*reader)->describe();
    std::vector<TraceRecord> records;
    TraceRecord record;
    for (;;) {
        const auto status = (*reader)->nextRecord(record);
        REQUIRE(status);
        if (*status == RecordStatus::end)
            return records;
        if (*status == RecordStatus::record)
            records.push_back(record);
    }
}

} // namespace cs::test
