// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace cs
{

inline constexpr std::uint32_t noSlot = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint64_t unlimitedCapacity = std::numeric_limits<std::uint64_t>::max();

/// What a policy is told about its cache. The unit of `capacity` and of all sizes is the owner's: bytes or entries.
struct PolicyOptions {
    std::uint64_t capacity = unlimitedCapacity;
    std::uint64_t seed = 1;
};

/// An eviction policy: it orders residents and chooses victims; the owner keeps keys, values and the account of what is
/// used. Entries are 32-bit slots given by the owner. On a miss that will be stored the owner calls
/// `miss(key)`, then `evict()` until the object fits, then `insert(slot, key, size)`.
template <class P>
concept EvictionPolicy = requires(
    P policy, const P view, const PolicyOptions &options, std::uint32_t slot, std::uint64_t key, std::uint64_t size)
{
    {
        P::eviction
        } -> std::convertible_to<Eviction>;
    {
        P::description
        } -> std::convertible_to<std::string_view>;
    P(options);
    /// Per-slot arrays cover the slots [0, slots); called before a larger slot is used.
    policy.reserve(slot);
    /// `key` is not resident and will be inserted once there is room.
    policy.miss(key);
    policy.insert(slot, key, size);
    /// A resident was read.
    policy.hit(slot);
    /// A resident got a new value of that size; not a hit.
    policy.update(slot, size);
    /// Chooses a victim, forgets it and returns it; only called while there is a resident.
    {
        policy.evict()
        } -> std::same_as<std::uint32_t>;
    /// A resident leaves for another reason (expired, invalidated).
    policy.erase(slot);
    policy.clear();
    {
        view.memoryBytes()
        } -> std::same_as<std::size_t>;
};

} // namespace cs
