// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a synthetic oracleGeneral trace: the same bytes for the same arguments on every machine with IEEE arithmetic.
#include "sim/core/random.h"
#include "sim/workload/zipf_sampler.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace
{

static_assert(std::endian::native == std::endian::little, "records are written as they lie in memory");

template <class T>
bool parse(const char *text, T &value)
{
    const char *end = text + std::strlen(text);
    const auto result = std::from_chars(text, end, value);
    return result.ec == std::errc() && result.ptr == end;
}

bool writeTrace(std::FILE *file, const std::vector<std::uint32_t> &ranks, std::uint64_t objects)
{
    // From the back, the next request for the same object is known.
    std::vector<std::int64_t> next(ranks.size());
    {
        std::vector<std::int64_t> seen(objects, -1);
        for (std::size_t i = ranks.size(); i-- > 0;) {
            next[i] = seen[ranks[i]];
            seen[ranks[i]] = static_cast<std::int64_t>(i) + 1;
        }
    }
    std::vector<char> buffer;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        char record[24];
        const auto second = static_cast<std::uint32_t>(i / 10000);
        const std::uint64_t id = cs::mixBits(ranks[i] + 1ULL);
        const auto size = static_cast<std::uint32_t>(100 + cs::mixBits(id) % 4000);
        std::memcpy(record, &second, 4);
        std::memcpy(record + 4, &id, 8);
        std::memcpy(record + 12, &size, 4);
        std::memcpy(record + 16, &next[i], 8);
        buffer.insert(buffer.end(), record, record + 24);
        if (buffer.size() >= (1u << 20) || i + 1 == ranks.size()) {
            if (std::fwrite(buffer.data(), 1, buffer.size(), file) != buffer.size())
                return false;
            buffer.clear();
        }
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    std::uint64_t objects = 0, requests = 0, seed = 0;
    double exponent = 0;
    if (argc != 6 || !parse(argv[2], objects) || !parse(argv[3], requests) || !parse(argv[4], exponent)
        || !parse(argv[5], seed) || objects == 0 || objects > 0xffffffffu || !(exponent >= 0 && exponent <= 5)) {
        std::fprintf(stderr, "usage: make_trace OUT OBJECTS REQUESTS ZIPF_EXPONENT SEED\n");
        return 2;
    }
    cs::SplitMix64 engine(seed);
    const cs::ZipfSampler zipf(objects, exponent);
    std::vector<std::uint32_t> ranks(requests);
    for (auto &rank : ranks)
        rank = static_cast<std::uint32_t>(zipf(engine) - 1);
    std::FILE *file = std::fopen(argv[1], "wb");
    if (!file) {
        std::perror(argv[1]);
        return 1;
    }
    const bool written = writeTrace(file, ranks, objects);
    if (std::fclose(file) != 0 || !written) {
        std::perror(argv[1]);
        return 1;
    }
    return 0;
}
