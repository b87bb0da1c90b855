// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"

namespace cs
{

/// Stands in for a node that cannot be reached: has nothing, takes nothing, hears of no write.
class NodeOutOfService final : public CacheNode
{
public:
    Entry *lookup(EntryKey, SimTime, Duration) override { return nullptr; }
    void store(const StoreRequest &) override { }
    void invalidate(EntryKey, SimTime) override { }
    bool contains(EntryKey, SimTime) const override { return false; }
    void flush(SimTime) override { }
    void sweep(SimTime) override { }
    std::uint64_t entries() const override { return 0; }
    std::vector<EntryKey> keys() const override { return {}; }
    std::size_t memoryBytes() const override { return 0; }
};

} // namespace cs
