// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/results/run_result.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

namespace cs
{

/// How often each key of a sampled run was read, and how often the first layer that it asks had not got it. Weighted
/// by reads, that tells what the hottest keys do, the ones that may be missing from a sample.
class KeyTally
{
public:
    void read(std::uint32_t type, std::uint64_t key) { ++at(type, key).reads; }
    void beyond(std::uint32_t type, std::uint64_t key) { ++at(type, key).beyond; }

    std::vector<SampledType> types(std::size_t count) const
    {
        std::vector<SampledType> out(count);
        for (const auto &[key, counts] : m_keys) {
            const auto reads = static_cast<double>(counts.reads);
            SampledType &type = out[static_cast<std::size_t>(key >> typeShift)];
            ++type.keys;
            type.readsSquared += reads * reads;
            type.readsTimesBeyond += reads * static_cast<double>(counts.beyond);
        }
        return out;
    }

private:
    struct Counts {
        std::uint64_t reads = 0, beyond = 0;
    };
    static constexpr int typeShift = 40;
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(std::uint64_t key) const { return static_cast<std::size_t>(mixBits(key)); }
    };
    Counts &at(std::uint32_t type, std::uint64_t key) { return m_keys[std::uint64_t(type) << typeShift | key]; }

    boost::unordered_flat_map<std::uint64_t, Counts, Hash> m_keys;
};

} // namespace cs
