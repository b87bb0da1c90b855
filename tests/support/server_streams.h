// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "tests/support/paths.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cs::test
{

/// Recorded measurements of real servers (tests/oracles/servers.json).
inline const nlohmann::json &serversFile()
{
    static const nlohmann::json file = [] {
        std::ifstream in(sourcePath("tests/oracles/servers.json"));
        return nlohmann::json::parse(in);
    }();
    return file;
}

/// A request of a recorded case: 'R' reads (cache-aside), 'D' deletes, 'W' overwrites.
struct ServerRequest {
    std::uint64_t microseconds = 0;
    std::uint64_t id = 0;
    char op = 'R';
    SimTime time() const { return { static_cast<std::int64_t>(microseconds) * 1000 }; }
};

/// 64-bit FNV-1a over little-endian 8-byte words. The recording began at 1469598103934665603, one digit short of FNV's
/// own offset basis; so does this.
class WordHash
{
public:
    void add(std::uint64_t word)
    {
        for (int shift = 0; shift < 64; shift += 8)
            m_hash = (m_hash ^ (word >> shift & 0xFF)) * 0x100000001B3ULL;
    }
    std::string hex() const
    {
        char text[17];
        std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(m_hash));
        return text;
    }

private:
    std::uint64_t m_hash = 1469598103934665603ULL;
};

/// The request stream that a recorded case was measured with, request by request: SplitMix64 draws from an integer
/// popularity table, evenly spaced times. `checksum()` holds what the recording says of it.
class ServerStream
{
public:
    static constexpr std::uint32_t keyBytes = 12; ///< "obj:%08u"

    explicit ServerStream(const nlohmann::json &stream)
        : requests(stream.at("requests").get<std::uint64_t>())
        , warmUp(stream.at("warmup").get<std::uint64_t>())
        , m_rate(stream.at("rate").get<double>())
        , m_loop(stream.value("pattern", "zipf") == "loop")
        , m_keys(stream.at("n").get<std::uint64_t>())
        , m_state(stream.at("seed").get<std::uint64_t>())
        , m_driftEvery(stream.value("drift_every", std::uint64_t(0)))
        , m_driftStep(stream.value("drift_step", std::uint64_t(0)))
        , m_writeShare(stream.value("wfrac", 0.0))
        , m_writeOp(stream.value("wop", std::string("D")).front())
        , m_fixedSize(stream.value("fixed_size", std::uint64_t(512)))
        , m_lognormal(stream.value("size", std::string("fixed")) == "lognorm")
        , m_ttl(stream.value("ttl", std::int64_t(0)))
    {
        if (!m_loop)
            fillWeights(stream.at("alpha").get<double>());
        for (const auto &size : serversFile().at("lognormal_size_table"))
            m_sizes.push_back(size.get<std::uint64_t>());
    }

    ServerRequest next()
    {
        ServerRequest request;
        request.microseconds = static_cast<std::uint64_t>(std::floor(static_cast<double>(m_number) * 1e6 / m_rate));
        request.id = m_loop ? m_number % m_keys : drawn();
        if (m_driftEvery > 0)
            request.id = (request.id + m_number / m_driftEvery * m_driftStep) % m_keys;
        if (m_writeShare > 0
            && (random() >> 11) < static_cast<std::uint64_t>(std::floor(m_writeShare * 9007199254740992.0)))
            request.op = m_writeOp;
        ++m_number;
        return request;
    }

    std::uint64_t valueBytes(std::uint64_t id) const
    {
        return m_lognormal ? m_sizes[attribute(id, 0x5EED) >> 56] : m_fixedSize;
    }

    /// In seconds; 0 = none.
    std::int64_t ttl(std::uint64_t id) const
    {
        constexpr std::int64_t mixed[] { 30, 60, 300 };
        return m_ttl == 999 ? mixed[attribute(id, 0x77) % 3] : m_ttl;
    }

    std::uint64_t keys() const { return m_keys; }
    std::uint64_t totalWeight() const { return m_cumulated.empty() ? 0 : m_cumulated.back(); }

    std::string weightsChecksum() const
    {
        WordHash hash;
        for (const std::uint64_t cumulated : m_cumulated)
            hash.add(cumulated);
        return hash.hex();
    }

    /// Of the first 100,000 requests of a stream like this one.
    static std::string requestsChecksum(ServerStream fresh)
    {
        WordHash hash;
        for (int i = 0; i < 100'000; ++i) {
            const ServerRequest request = fresh.next();
            hash.add(request.microseconds);
            hash.add(request.id);
            hash.add(static_cast<std::uint64_t>(request.op));
        }
        return hash.hex();
    }

    const std::uint64_t requests, warmUp;

private:
    __extension__ using Wide = unsigned __int128;

    static std::uint64_t mixed(std::uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    static std::uint64_t attribute(std::uint64_t id, std::uint64_t salt)
    {
        return mixed((id + 1) * 0x9E3779B97F4A7C15ULL + salt);
    }
    std::uint64_t random() { return mixed(m_state += 0x9E3779B97F4A7C15ULL); }

    void fillWeights(double alpha)
    {
        std::uint64_t sum = 0;
        m_cumulated.reserve(m_keys);
        for (std::uint64_t rank = 1; rank <= m_keys; ++rank) {
            const double weight = std::floor(std::pow(static_cast<double>(rank), -alpha) * 1099511627776.0);
            sum += weight < 1 ? 1 : static_cast<std::uint64_t>(weight);
            m_cumulated.push_back(sum);
        }
        // Where the search for a draw begins, by its upper bits.
        std::uint64_t id = 0;
        for (std::uint64_t at = 0; at < std::uint64_t(1) << guideBits; ++at) {
            while (m_cumulated[id] <= target(at << (64 - guideBits)))
                ++id;
            m_guide.push_back(id);
        }
        m_guide.push_back(m_keys);
    }

    std::uint64_t drawn()
    {
        const std::uint64_t draw = random();
        const std::uint64_t at = draw >> (64 - guideBits);
        const auto begin = m_cumulated.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(m_guide[at + 1] + 1, m_keys));
        const auto found = std::upper_bound(begin + static_cast<std::ptrdiff_t>(m_guide[at]), end, target(draw));
        return static_cast<std::uint64_t>(found - begin);
    }
    std::uint64_t target(std::uint64_t draw) const
    {
        return static_cast<std::uint64_t>(static_cast<Wide>(draw) * totalWeight() >> 64);
    }

    double m_rate;
    bool m_loop;
    std::uint64_t m_keys, m_state, m_driftEvery, m_driftStep;
    double m_writeShare;
    char m_writeOp;
    std::uint64_t m_fixedSize;
    bool m_lognormal;
    std::int64_t m_ttl;
    std::uint64_t m_number = 0;
    static constexpr int guideBits = 16;
    std::vector<std::uint64_t> m_cumulated, m_guide, m_sizes;
};

} // namespace cs::test
