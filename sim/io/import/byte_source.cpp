// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/byte_source.h"

#include "sim/io/import/file_bytes.h"

#include <algorithm>
#include <cstring>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace cs
{

namespace
{

constexpr std::size_t chunkBytes = 128 * 1024;

/// The file's bytes in chunks, with what was not consumed yet kept in front.
class Input
{
public:
    explicit Input(FileBytes file)
        : m_file(std::move(file))
        , m_buffer(chunkBytes)
    {
    }
    std::span<char> pending() { return { m_buffer.data() + m_begin, m_end - m_begin }; }
    void consume(std::size_t bytes) { m_begin += bytes; }
    std::uint64_t consumed() const { return m_file.offset() - (m_end - m_begin); }
    /// False at the end of the file. Only called when nothing is pending.
    Result<bool> refill()
    {
        const auto got = m_file.read(m_buffer);
        if (!got)
            return tl::unexpected(got.error());
        m_begin = 0;
        m_end = *got;
        return *got > 0;
    }
    const FileBytes &file() const { return m_file; }

private:
    FileBytes m_file;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0, m_end = 0;
};

class Source : public ByteSource
{
public:
    explicit Source(Input input)
        : m_input(std::move(input))
    {
    }
    double fractionRead() const override
    {
        // A file that grows while it is read must not show more than everything.
        return std::min(1.0, static_cast<double>(m_input.consumed()) / static_cast<double>(m_input.file().size()));
    }
    std::uint64_t fileBytes() const override { return m_input.file().size(); }

protected:
    tl::unexpected<Error> broken(const std::string &what) const
    {
        return fail(what + " after " + std::to_string(m_input.consumed()) + " of "
                + std::to_string(m_input.file().size()) + " bytes (" + std::to_string(m_unpacked) + " bytes unpacked)",
            m_input.file().path());
    }
    Input m_input;
    std::uint64_t m_unpacked = 0;
};

class PlainSource : public Source
{
public:
    using Source::Source;
    bool isPacked() const override { return false; }
    Result<std::size_t> read(std::span<char> buffer) override
    {
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            if (m_input.pending().empty()) {
                const auto more = m_input.refill();
                if (!more)
                    return tl::unexpected(more.error());
                if (!*more)
                    break;
            }
            const auto pending = m_input.pending();
            const std::size_t bytes = std::min(pending.size(), buffer.size() - filled);
            std::memcpy(buffer.data() + filled, pending.data(), bytes);
            m_input.consume(bytes);
            filled += bytes;
        }
        return filled;
    }
};

class GzipSource : public Source
{
public:
    explicit GzipSource(Input input)
        : Source(std::move(input))
    {
        m_ready = inflateInit2(&m_stream, 16 + MAX_WBITS) == Z_OK;
    }
    ~GzipSource() override
    {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    GzipSource(const GzipSource &) = delete;
    GzipSource &operator=(const GzipSource &) = delete;
    bool isPacked() const override { return true; }

    Result<std::size_t> read(std::span<char> buffer) override
    {
        if (!m_ready)
            return broken("gzip: not enough memory");
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            if (m_input.pending().empty()) {
                const auto more = m_input.refill();
                if (!more)
                    return tl::unexpected(more.error());
                if (!*more) {
                    if (m_insideMember)
                        return broken("gzip data is cut short");
                    break;
                }
            }
            if (!m_insideMember && skipPadding())
                continue;
            const auto got = unpack(buffer.subspan(filled));
            if (!got)
                return got;
            filled += *got;
        }
        return filled;
    }

private:
    /// Zeros after a member are padding of tapes and block devices, as gzip itself takes them.
    bool skipPadding()
    {
        const auto pending = m_input.pending();
        if (m_firstMember || pending[0] != 0)
            return false;
        const auto end = std::find_if(pending.begin(), pending.end(), [](char c) { return c != 0; });
        m_input.consume(static_cast<std::size_t>(end - pending.begin()));
        return true;
    }

    Result<std::size_t> unpack(std::span<char> room)
    {
        const auto pending = m_input.pending();
        const std::size_t limit = std::min<std::size_t>(room.size(), 1u << 30);
        m_stream.next_in = reinterpret_cast<Bytef *>(pending.data());
        m_stream.avail_in = static_cast<uInt>(pending.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(room.data());
        m_stream.avail_out = static_cast<uInt>(limit);
        m_insideMember = true;
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        m_input.consume(pending.size() - m_stream.avail_in);
        const std::size_t got = limit - m_stream.avail_out;
        m_unpacked += got;
        if (status == Z_STREAM_END) {
            m_insideMember = m_firstMember = false;
            inflateReset(&m_stream);
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return broken(std::string("gzip data is damaged (") + (m_stream.msg ? m_stream.msg : "unknown") + ")");
        }
        return got;
    }

    z_stream m_stream = {};
    bool m_ready = false;
    bool m_insideMember = false;
    bool m_firstMember = true;
};

class ZstdSource : public Source
{
public:
    explicit ZstdSource(Input input)
        : Source(std::move(input))
        , m_stream(ZSTD_createDCtx())
    {
        // A frame may ask for a window of gigabytes; 128 MiB is what `zstd -d` grants without being told otherwise.
        if (m_stream)
            ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, 27);
    }
    ~ZstdSource() override { ZSTD_freeDCtx(m_stream); }
    ZstdSource(const ZstdSource &) = delete;
    ZstdSource &operator=(const ZstdSource &) = delete;
    bool isPacked() const override { return true; }

    Result<std::size_t> read(std::span<char> buffer) override
    {
        if (!m_stream)
            return broken("zstd: not enough memory");
        ZSTD_outBuffer out = { buffer.data(), buffer.size(), 0 };
        while (out.pos < out.size) {
            // With input used up the stream may still hold unpacked bytes, so ask it before the end is believed.
            if (m_input.pending().empty() && m_wanted == 0) {
                const auto more = m_input.refill();
                if (!more)
                    return tl::unexpected(more.error());
                if (!*more)
                    break;
            } else if (m_input.pending().empty() && !m_mayHoldMore) {
                const auto more = m_input.refill();
                if (!more)
                    return tl::unexpected(more.error());
                if (!*more)
                    return broken("zstd data is cut short");
            }
            const auto pending = m_input.pending();
            ZSTD_inBuffer in = { pending.data(), pending.size(), 0 };
            const std::size_t before = out.pos;
            m_wanted = ZSTD_decompressStream(m_stream, &out, &in);
            m_input.consume(in.pos);
            m_unpacked += out.pos - before;
            if (ZSTD_isError(m_wanted))
                return broken(std::string("zstd data is damaged (") + ZSTD_getErrorName(m_wanted) + ")");
            m_mayHoldMore = out.pos == out.size;
        }
        return out.pos;
    }

private:
    ZSTD_DCtx *m_stream;
    std::size_t m_wanted = 0; ///< 0 = between frames
    bool m_mayHoldMore = false;
};

bool startsWith(std::span<const char> bytes, std::string_view magic)
{
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

bool isZstd(std::span<const char> bytes)
{
    // A skippable frame (0x184D2A50 to ..5F) may come first.
    const bool skippable = bytes.size() >= 4 && (bytes[0] & 0xf0) == 0x50
        && startsWith(bytes.subspan(1), std::string_view("\x2a\x4d\x18", 3));
    return skippable || startsWith(bytes, "\x28\xb5\x2f\xfd");
}

} // namespace

Result<std::unique_ptr<ByteSource>> openByteSource(const std::string &path)
{
    auto file = FileBytes::open(path);
    if (!file)
        return tl::unexpected(file.error());
    Input input(std::move(*file));
    const auto more = input.refill();
    if (!more)
        return tl::unexpected(more.error());
    const std::span<const char> head = input.pending();
    if (startsWith(head, "\x1f\x8b\x08"))
        return std::make_unique<GzipSource>(std::move(input));
    if (isZstd(head))
        return std::make_unique<ZstdSource>(std::move(input));
    return std::make_unique<PlainSource>(std::move(input));
}

} // namespace cs
