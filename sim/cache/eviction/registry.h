// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/arc.h"
#include "sim/cache/eviction/belady.h"
#include "sim/cache/eviction/clock.h"
#include "sim/cache/eviction/fifo.h"
#include "sim/cache/eviction/gdsf.h"
#include "sim/cache/eviction/lfu.h"
#include "sim/cache/eviction/lhd.h"
#include "sim/cache/eviction/lru.h"
#include "sim/cache/eviction/random.h"
#include "sim/cache/eviction/s3_fifo.h"
#include "sim/cache/eviction/sieve.h"
#include "sim/cache/eviction/slru.h"
#include "sim/cache/eviction/two_q.h"
#include "sim/cache/eviction/w_tinylfu.h"

#include <array>
#include <cstdlib>
#include <type_traits>

namespace cs
{

template <EvictionPolicy... P>
struct PolicyList {
};

/// The policies that exist. A new one is its file and a line here.
using Policies = PolicyList<Lru, Fifo, Random, Lfu, Clock, Sieve, Slru, TwoQ, Arc, S3Fifo, WTinyLfu, Gdsf, Lhd, Belady>;

/// A policy as it is listed for a person.
struct EvictionInfo {
    Eviction value;
    std::string_view name;
    std::string_view description;
};

namespace detail
{

template <class... P>
constexpr auto describe(PolicyList<P...>)
{
    return std::array { EvictionInfo { P::eviction, nameOf(P::eviction), P::description }... };
}

template <class F, class First, class... Rest>
decltype(auto) dispatch(Eviction eviction, F &&f, PolicyList<First, Rest...>)
{
    if constexpr (sizeof...(Rest) > 0) {
        if (eviction != First::eviction)
            return dispatch(eviction, std::forward<F>(f), PolicyList<Rest...> {});
    }
    // Another policy's numbers under this name would look right.
    if (eviction != First::eviction)
        std::abort();
    return std::forward<F>(f)(std::type_identity<First> {});
}

} // namespace detail

/// In the order of the list.
inline constexpr auto evictions = detail::describe(Policies {});

constexpr bool hasPolicy(Eviction eviction)
{
    for (const auto &info : evictions)
        if (info.value == eviction)
            return true;
    return false;
}

/// Calls `f(std::type_identity<Policy>{})` with the policy's type; `hasPolicy(eviction)` must hold.
template <class F>
decltype(auto) withPolicy(Eviction eviction, F &&f)
{
    return detail::dispatch(eviction, std::forward<F>(f), Policies {});
}

} // namespace cs
