// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <cstdint>

namespace cs
{

/// How the values of a data type map to the keys that a cache sees, by the type's key parts.
///
/// A part that is in the key but does not affect the value gives each value as many keys (aliases) as it has values. A
/// part that affects the value but is left out of the key lets as many values share a key. The values of a part are
/// equally likely, so the values that share a key are neighbours in popularity: `sharing` ranks in a row. Value
/// `key` is number key % sharing of those on its key. Numbers from `absentBase` on are of keys that the origin does not
/// have; they have aliases but share nothing.
struct KeyShape {
    static constexpr std::uint64_t absentBase = std::uint64_t(1) << 39;
    /// Products of values above this are refused by the validation.
    static constexpr std::uint64_t mostNumbers = std::uint64_t(1) << 38;

    std::uint64_t aliases = 1;
    std::uint64_t sharing = 1;

    KeyShape() = default;
    explicit KeyShape(const DataType &type)
    {
        for (const KeyPart &part : type.keyParts) {
            if (part.inKey && !part.affectsValue)
                aliases *= part.values;
            if (part.affectsValue && !part.inKey)
                sharing *= part.values;
        }
    }
    bool isPlain() const { return aliases == 1 && sharing == 1; }
    std::uint64_t cacheKey(std::uint64_t key, std::uint64_t alias) const
    {
        if (isPlain())
            return key;
        if (key >= absentBase)
            return absentBase + (key - absentBase) * aliases + alias;
        return key / sharing * aliases + alias;
    }
    std::uint32_t content(std::uint64_t key) const
    {
        return sharing == 1 || key >= absentBase ? 0 : static_cast<std::uint32_t>(key % sharing);
    }
};

} // namespace cs
