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

/// What a policy is told about its cache. `capacity` and all sizes are in `unit`; a cache without limit is in bytes.
struct PolicyOptions {
    std::uint64_t capacity = unlimitedCapacity;
    std::uint64_t seed = 1;
    CapacityUnit unit = CapacityUnit::bytes;
};

/// A part of a capacity, cut down to whole units.
constexpr std::uint64_t shareOf(std::uint64_t capacity, double part)
{
    if (capacity == unlimitedCapacity)
        return unlimitedCapacity / 2;
    return static_cast<std::uint64_t>(static_cast<double>(capacity) * part);
}

/// An eviction policy: it orders residents and chooses victims; the owner keeps keys, values and the account of what is
/// used. Entries are 32-bit slots given by the owner. On a miss that will be stored the owner calls
/// `miss(key, size)`, then `evict()` until the object fits, then `insert(slot, key, size)`.
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
    policy.miss(key, size);
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

/// A policy that gives up residents of its own accord, one part of it being full while there is room in another. After
/// `hit`, `insert` and `evict` its owner takes them out, one by one, until `givenUp()` is noSlot. The entry that was
/// hit or inserted is never among them.
template <class P>
concept GivesUp = requires(P policy)
{
    {
        policy.givenUp()
        } -> std::same_as<std::uint32_t>;
};

/// A policy that knows the future. After `hit` and `insert` its owner tells it the number of the request that will read
/// the slot next; requests are numbered in their order, and none is read again when it is neverUsed.
template <class P>
concept Foresees = requires(P policy, std::uint32_t slot, std::uint64_t number)
{
    policy.nextUse(slot, number);
};

inline constexpr std::uint64_t neverUsed = std::numeric_limits<std::uint64_t>::max();

} // namespace cs
