// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/unit_arc.h"
#include "sim/replay/unit_belady.h"
#include "sim/replay/unit_clock.h"
#include "sim/replay/unit_fifo.h"
#include "sim/replay/unit_gdsf.h"
#include "sim/replay/unit_lfu.h"
#include "sim/replay/unit_lhd.h"
#include "sim/replay/unit_random.h"
#include "sim/replay/unit_s3_fifo.h"
#include "sim/replay/unit_sieve.h"
#include "sim/replay/unit_slru.h"
#include "sim/replay/unit_two_q.h"
#include "sim/replay/unit_w_tinylfu.h"

#include <memory>

namespace cs
{

/// Positions, counts of reads and sums of both are 32 bits; places in logs are 29.
constexpr bool fitsUnits(std::uint64_t requests, std::uint32_t objects)
{
    return requests <= 0x7fffffffu && objects <= LazyLists<1>::maxObjects;
}

namespace detail
{

template <class... P>
std::unique_ptr<ReplayCache> makeUnitCache(Eviction eviction, const UnitOptions &options)
{
    std::unique_ptr<ReplayCache> cache;
    const auto tryOne = [&]<class Policy>(std::type_identity<Policy>) {
        if (!cache && Policy::Same::eviction == eviction)
            cache = std::make_unique<UnitCache<Policy>>(options);
    };
    (tryOne(std::type_identity<P> {}), ...);
    return cache;
}

} // namespace detail

/// Null where there is none for that eviction.
inline std::unique_ptr<ReplayCache> makeUnitCache(Eviction eviction, const UnitOptions &options)
{
    if (eviction == Eviction::belady && !options.nextReads)
        return nullptr;
    return detail::makeUnitCache<UnitFifo, UnitRandom, UnitLfu, UnitClock, UnitSieve, UnitSlru, UnitTwoQ, UnitArc,
        UnitS3Fifo, UnitWTinyLfu, UnitGdsf, UnitLhd, UnitBelady>(eviction, options);
}

} // namespace cs
