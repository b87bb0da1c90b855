// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/eviction/registry.h"
#include "sim/core/random.h"
#include "sim/replay/dense_policy.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <list>
#include <map>
#include <set>
#include <vector>

using namespace cs;

namespace
{

/// The papers' definitions over a plain list, oldest first; looks at everything at every step.
class PlainPolicy
{
public:
    explicit PlainPolicy(Eviction eviction)
        : m_eviction(eviction)
    {
    }
    void insert(std::uint32_t slot, std::uint64_t size) { m_items.push_back({ slot, size, 1, false, m_clock++ }); }
    void hit(std::uint32_t slot)
    {
        const auto at = find(slot);
        ++at->reads;
        at->marked = true;
        at->lastRead = m_clock++;
        if (m_eviction == Eviction::lru)
            m_items.splice(m_items.end(), m_items, at);
    }
    void erase(std::uint32_t slot) { drop(find(slot)); }
    std::uint32_t evict()
    {
        auto at = m_items.begin();
        if (m_eviction == Eviction::lfu) {
            at = std::min_element(m_items.begin(), m_items.end(), [](const Item &a, const Item &b) {
                return a.reads != b.reads ? a.reads < b.reads : a.lastRead < b.lastRead;
            });
        } else if (m_eviction == Eviction::clock) {
            for (; at->marked; at = m_items.begin()) {
                at->marked = false;
                m_items.splice(m_items.end(), m_items, at);
            }
        } else if (m_eviction == Eviction::sieve) {
            if (m_hasHand)
                at = find(m_hand);
            for (; at->marked; at = std::next(at) == m_items.end() ? m_items.begin() : std::next(at))
                at->marked = false;
            m_hasHand = true;
            m_hand = at->slot;
        }
        const std::uint32_t victim = at->slot;
        drop(at);
        return victim;
    }

private:
    struct Item {
        std::uint32_t slot;
        std::uint64_t size;
        std::uint64_t reads;
        bool marked;
        std::uint64_t lastRead;
    };
    using Place = std::list<Item>::iterator;

    Place find(std::uint32_t slot)
    {
        return std::find_if(m_items.begin(), m_items.end(), [slot](const Item &item) { return item.slot == slot; });
    }
    void drop(Place at)
    {
        if (m_hasHand && at->slot == m_hand) {
            m_hasHand = std::next(at) != m_items.end();
            m_hand = m_hasHand ? std::next(at)->slot : 0;
        }
        m_items.erase(at);
    }

    Eviction m_eviction;
    std::list<Item> m_items;
    std::uint64_t m_clock = 0;
    bool m_hasHand = false;
    std::uint32_t m_hand = 0;
};

/// S3-FIFO over plain lists of keys.
class PlainS3Fifo
{
public:
    explicit PlainS3Fifo(std::uint64_t capacity)
        : m_small(static_cast<std::uint64_t>(static_cast<double>(capacity) * 0.1))
        , m_main(capacity - m_small.share)
        , m_ghost(static_cast<std::uint64_t>(static_cast<double>(capacity) * 0.9))
    {
    }
    void insert(std::uint64_t key, std::uint64_t size, bool toMain)
    {
        (toMain ? m_main : m_small).items.push_back({ key, size, 0 });
    }
    bool takeGhost(std::uint64_t key) { return m_ghost.remove(key); }
    void hit(std::uint64_t key)
    {
        for (Queue *queue : { &m_small, &m_main })
            for (Item &item : queue->items)
                if (item.key == key)
                    item.reads = std::min(item.reads + 1, 3);
    }
    void erase(std::uint64_t key)
    {
        m_small.remove(key);
        m_main.remove(key);
    }
    std::uint64_t evict()
    {
        const bool smallFirst = m_main.used() <= m_main.share;
        while (smallFirst && !m_small.items.empty()) {
            Item item = m_small.takeOldest();
            if (item.reads < 2) {
                // One that is larger than all that is remembered pushes nothing out.
                if (item.size <= m_ghost.share)
                    m_ghost.items.push_back(item);
                while (m_ghost.used() > m_ghost.share)
                    m_ghost.items.pop_front();
                return item.key;
            }
            item.reads = 0;
            m_main.items.push_back(item);
        }
        for (;;) {
            Item item = m_main.takeOldest();
            if (item.reads == 0)
                return item.key;
            --item.reads;
            m_main.items.push_back(item);
        }
    }

private:
    struct Item {
        std::uint64_t key, size;
        int reads;
    };
    struct Queue {
        explicit Queue(std::uint64_t s)
            : share(s)
        {
        }
        std::uint64_t used() const
        {
            std::uint64_t sum = 0;
            for (const Item &item : items)
                sum += item.size;
            return sum;
        }
        bool remove(std::uint64_t key)
        {
            return items.remove_if([key](const Item &item) { return item.key == key; }) > 0;
        }
        Item takeOldest()
        {
            const Item item = items.front();
            items.pop_front();
            return item;
        }
        std::uint64_t share;
        std::list<Item> items;
    };
    Queue m_small, m_main, m_ghost;
};

/// Hits, stores and removals of random keys over a policy, and what `step` checks in between. Slots are reused, as a
/// slab does.
template <class Policy, class Other>
void drive(Policy policy, std::uint64_t capacity, bool slotsAreKeys, Other &&other)
{
    SplitMix64 engine(99);
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint64_t>> residents; // key -> slot, size
    std::map<std::uint32_t, std::uint64_t> keyOf;
    std::vector<std::uint32_t> freeSlots;
    std::uint64_t used = 0;
    if (slotsAreKeys)
        policy.reserve(120);
    const auto leave = [&](std::uint64_t key) {
        const auto [slot, size] = residents.at(key);
        used -= size;
        residents.erase(key);
        keyOf.erase(slot);
        freeSlots.push_back(slot);
    };
    for (int step = 0; step < 20000; ++step) {
        const std::uint64_t bits = engine();
        const std::uint64_t key = std::min(bits % 120, (bits >> 20) % 120);
        const auto found = residents.find(key);
        if (found != residents.end() && (bits >> 40) % 12 == 0) {
            policy.erase(found->second.first);
            other.erase(key, found->second.first);
            leave(key);
        } else if (found != residents.end()) {
            policy.hit(found->second.first);
            other.hit(key, found->second.first);
        } else {
            const std::uint64_t size = 1 + (bits >> 45) % 3;
            policy.miss(key, size);
            other.miss(key);
            while (used + size > capacity) {
                const std::uint32_t victim = policy.evict();
                REQUIRE(keyOf.count(victim) == 1);
                const std::uint64_t gone = keyOf.at(victim);
                other.evicted(gone, victim);
                leave(gone);
            }
            std::uint32_t slot = static_cast<std::uint32_t>(residents.size());
            if (slotsAreKeys) {
                slot = static_cast<std::uint32_t>(key);
            } else if (!freeSlots.empty()) {
                slot = freeSlots.back();
                freeSlots.pop_back();
            }
            policy.reserve(slot + 1);
            policy.insert(slot, key, size);
            other.insert(key, slot, size);
            residents[key] = { slot, size };
            keyOf[slot] = key;
            used += size;
        }
        if (step == 12000) {
            policy.clear();
            other.clear();
            residents.clear();
            keyOf.clear();
            freeSlots.clear();
            used = 0;
        }
    }
}

struct AgainstPlain {
    explicit AgainstPlain(Eviction e)
        : eviction(e)
        , plain(e)
    {
    }
    void erase(std::uint64_t, std::uint32_t slot) { plain.erase(slot); }
    void hit(std::uint64_t, std::uint32_t slot) { plain.hit(slot); }
    void miss(std::uint64_t) { }
    void evicted(std::uint64_t, std::uint32_t victim)
    {
        ++evictions;
        REQUIRE(plain.evict() == victim);
    }
    void insert(std::uint64_t, std::uint32_t slot, std::uint64_t size) { plain.insert(slot, size); }
    void clear() { plain = PlainPolicy(eviction); }
    Eviction eviction;
    PlainPolicy plain;
    int evictions = 0;
};

struct AgainstPlainS3Fifo {
    explicit AgainstPlainS3Fifo(std::uint64_t c)
        : capacity(c)
        , plain(c)
    {
    }
    void erase(std::uint64_t key, std::uint32_t) { plain.erase(key); }
    void hit(std::uint64_t key, std::uint32_t) { plain.hit(key); }
    void miss(std::uint64_t key)
    {
        toMain = plain.takeGhost(key);
        fromGhost += toMain;
    }
    void evicted(std::uint64_t key, std::uint32_t) { REQUIRE(plain.evict() == key); }
    void insert(std::uint64_t key, std::uint32_t, std::uint64_t size) { plain.insert(key, size, toMain); }
    void clear() { plain = PlainS3Fifo(capacity); }
    std::uint64_t capacity;
    PlainS3Fifo plain;
    bool toMain = false;
    int fromGhost = 0;
};

struct Nothing {
    void erase(std::uint64_t, std::uint32_t) { }
    void hit(std::uint64_t, std::uint32_t) { }
    void miss(std::uint64_t) { }
    void evicted(std::uint64_t, std::uint32_t) { }
    void insert(std::uint64_t, std::uint32_t, std::uint64_t) { }
    void clear() { }
};

} // namespace

TEST_CASE("LRU, FIFO, LFU, CLOCK and SIEVE choose the victims of their definitions")
{
    for (const Eviction eviction : { Eviction::lru, Eviction::fifo, Eviction::lfu, Eviction::clock, Eviction::sieve })
        for (const std::uint64_t capacity : { 3u, 40u, 100u }) {
            CAPTURE(nameOf(eviction));
            CAPTURE(capacity);
            AgainstPlain other(eviction);
            withPolicy(eviction, [&]<class P>(std::type_identity<P>) {
                drive(P(PolicyOptions { capacity, 1 }), capacity, false, other);
                return 0;
            });
            CHECK(other.evictions > 100);
        }
}

TEST_CASE("S3-FIFO chooses the victims of its definition, by keys and by dense numbers")
{
    for (const std::uint64_t capacity : { 3u, 40u, 100u }) {
        CAPTURE(capacity);
        AgainstPlainS3Fifo byKey(capacity);
        drive(S3Fifo(PolicyOptions { capacity, 1 }), capacity, false, byKey);
        AgainstPlainS3Fifo dense(capacity);
        drive(BasicS3Fifo<DenseGhost>(PolicyOptions { capacity, 1 }), capacity, true, dense);
        CHECK(byKey.fromGhost == dense.fromGhost);
        if (capacity == 40)
            CHECK(byKey.fromGhost > 100);
    }
}

TEST_CASE("S3-FIFO keeps the account of sizes that change")
{
    // Main has 90 of 100. One entry of it grows beyond: the next victim must come from main, read or not.
    S3Fifo policy(PolicyOptions { 100, 1 });
    policy.reserve(3);
    policy.miss(1, 1);
    policy.insert(0, 1, 10);
    policy.hit(0);
    policy.hit(0);
    policy.miss(2, 1);
    policy.insert(1, 2, 10);
    CHECK(policy.evict() == 1); // moved the first to main on the way
    policy.miss(3, 1);
    policy.insert(2, 3, 5);
    policy.update(0, 91);
    CHECK(policy.evict() == 0);
}

TEST_CASE("random eviction only takes residents and treats all alike")
{
    Nothing nothing;
    drive(Random(PolicyOptions { 40, 7 }), 40, false, nothing);
    Random policy(PolicyOptions { 10, 3 });
    policy.reserve(10);
    std::vector<int> chosen(10);
    for (std::uint32_t slot = 0; slot < 10; ++slot)
        policy.insert(slot, slot, 1);
    constexpr int rounds = 100000;
    for (int round = 0; round < rounds; ++round) {
        const std::uint32_t victim = policy.evict();
        ++chosen[victim];
        policy.insert(victim, victim, 1);
    }
    double chiSquare = 0;
    for (const int count : chosen)
        chiSquare += (count - rounds / 10.0) * (count - rounds / 10.0) / (rounds / 10.0);
    CHECK(chiSquare < 27.9); // 9 degrees of freedom, one in a thousand
}

TEST_CASE("the list names each policy once, with a description")
{
    std::set<Eviction> seen;
    for (const auto &info : evictions) {
        CHECK(seen.insert(info.value).second);
        CHECK(hasPolicy(info.value));
        CHECK(info.name == nameOf(info.value));
        CHECK(info.description.size() > 20);
        const bool right
            = withPolicy(info.value, [&]<class P>(std::type_identity<P>) { return P::eviction == info.value; });
        CHECK(right);
    }
    CHECK(!hasPolicy(Eviction::redisLru));
}
