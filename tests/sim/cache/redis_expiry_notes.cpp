// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/redis/expiry_notes.h"

#include "sim/core/random.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

/// A table of keys with TTLs, with notes kept as RedisNode keeps them.
struct Table {
    RedisItems items;
    std::vector<std::uint32_t> held, unused;
    ExpiryNotes::Dict dict { 7 };
    ExpiryNotes notes;

    void insert(std::uint64_t key, std::int64_t expiresAt)
    {
        std::uint32_t slot = static_cast<std::uint32_t>(items.size());
        if (unused.empty()) {
            items.emplace_back();
        } else {
            slot = unused.back();
            unused.pop_back();
        }
        items[slot] = {};
        items[slot].key = key;
        items[slot].expiresAt = expiresAt;
        dict.insert(items, slot, [](std::uint64_t) { return true; });
        notes.added(dict, items[slot]);
        held.push_back(slot);
    }
    void erase(std::size_t which)
    {
        const std::uint32_t slot = held[which];
        dict.erase(items, slot);
        notes.removed(dict, items[slot]);
        held[which] = held.back();
        held.pop_back();
        unused.push_back(slot);
    }
    void date(std::size_t which, std::int64_t expiresAt)
    {
        RedisItem &item = items[held[which]];
        const bool earlier = expiresAt < item.expiresAt;
        item.expiresAt = expiresAt;
        if (earlier)
            notes.movedForward(dict, item);
    }
};

} // namespace

TEST_CASE("Notes on buckets count their keys and never call one quiet in which a key is due")
{
    SplitMix64 random(20240601);
    Table table;
    std::uint64_t nextKey = 0, looks = 0, quiet = 0;
    constexpr std::int64_t day = 86'400'000'000'000;
    for (std::int64_t step = 0; step < 20'000; ++step) {
        const std::int64_t now = step * 1'000'000'000;
        const std::uint64_t what = below(random(), 10);
        // It grows, then shrinks, so that the table is moved in both directions.
        if (table.held.empty() || what < (step < 12'000 ? 5U : 2U))
            table.insert(
                nextKey++, (now + static_cast<std::int64_t>(below(random(), 90 * day))) / 1'000'000 * 1'000'000);
        else if (what < 7)
            table.erase(below(random(), table.held.size()));
        else
            table.date(below(random(), table.held.size()), now + static_cast<std::int64_t>(below(random(), day)));
        if (table.dict.isSparse())
            table.dict.shrink();
        if (table.dict.isRehashing()) {
            REQUIRE_FALSE(table.notes.isCurrent(table.dict));
            continue;
        }
        if (table.dict.size() == 0)
            continue;
        if (!table.notes.isCurrent(table.dict))
            table.notes.take(table.dict, table.items);
        for (int look = 0; look < 4; ++look) {
            const std::size_t cursor = random();
            std::size_t keys = 0, due = 0;
            keys = table.dict.visitBucket(
                table.items, cursor, [&](std::uint32_t slot) { due += table.items[slot].expiresAt <= now ? 1 : 0; });
            REQUIRE(table.notes.keys(cursor) == keys);
            const bool isQuiet = table.notes.isQuiet(cursor, ExpiryNotes::milliseconds(now));
            REQUIRE((due == 0 || !isQuiet));
            ++looks;
            quiet += isQuiet ? 1 : 0;
            if (!isQuiet)
                table.notes.renew(table.dict, table.items, cursor);
        }
    }
    CHECK(table.notes.isCurrent(table.dict));
    // Nor are they all called due.
    CHECK(quiet * 2 > looks);
}
