// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/redis/redis_node.h"

#include <algorithm>

namespace cs
{

namespace
{

/// Of the cycle in src/expire.c at active-expire-effort 1.
constexpr std::size_t keysPerRound = 20;
constexpr std::size_t bucketsPerKey = 20;
constexpr std::uint64_t acceptedStalePercent = 10;
/// The cycle may take 25 ms of CPU; a round is about 2.5 us.
constexpr int mostRounds = 10'000;
/// Filled buckets that a cron moves in its millisecond of rehashing.
constexpr std::uint64_t bucketsPerCron = 10'000;

} // namespace

/// Makes up for the crons since the last command. Where they were so many that they have met every key more than once,
/// the early ones are replaced by one look at all keys.
void RedisNode::runCron(SimTime now)
{
    const SimTime last { now.ns / cronPeriod.ns * cronPeriod.ns };
    const auto missed = static_cast<std::uint64_t>((last.ns - m_nextCron.ns) / cronPeriod.ns) + 1;
    const std::uint64_t enough = 100 + 2 * m_expires.buckets() / keysPerRound;
    if (missed > enough && m_expiry == Expiry::swept && m_expires.size() > 0) {
        m_nextCron = SimTime { last.ns - static_cast<std::int64_t>(enough) * cronPeriod.ns };
        m_clock.set(m_nextCron);
        for (std::uint32_t slot = 0; slot < m_items.size(); ++slot)
            if (m_items[slot].used && isExpired(slot, m_nextCron))
                expire(slot);
    }
    for (; m_nextCron <= last && hasCronWork(); m_nextCron = m_nextCron + cronPeriod)
        cronTick(m_nextCron);
    m_clock.set(last);
    m_nextCron = last + cronPeriod;
    bookTables();
}

bool RedisNode::hasCronWork() const
{
    return m_main.isRehashing() || m_expires.isRehashing() || m_main.isSparse() || m_expires.isSparse()
        || (m_expiry == Expiry::swept && m_expires.size() > 0);
}

void RedisNode::cronTick(SimTime now)
{
    m_clock.set(now);
    if (m_expiry == Expiry::swept)
        expireCycle(now);
    if (m_main.isSparse())
        m_main.shrink();
    if (m_expires.isSparse())
        m_expires.shrink();
    if (m_main.isRehashing())
        m_main.rehash(m_items, bucketsPerCron);
    else if (m_expires.isRehashing())
        m_expires.rehash(m_items, bucketsPerCron);
}

/// Looks at a bucket of the keys with a TTL; returns how many there were.
std::size_t RedisNode::visit(std::size_t cursor, SimTime now, std::size_t &expired)
{
    const std::size_t seen = m_expires.visitBucket(m_items, cursor, [&](std::uint32_t slot) {
        if (isExpired(slot, now)) {
            expire(slot);
            ++expired;
        }
    });
    if (m_notes.isCurrent(m_expires))
        m_notes.renew(m_expires, m_items, cursor);
    return seen;
}

/// Rounds of at least 20 keys from where the last cycle ended, as long as more than a tenth of a round was expired.
void RedisNode::expireCycle(SimTime now)
{
    const std::uint32_t milliseconds = ExpiryNotes::milliseconds(now.ns);
    for (int round = 0; round < mostRounds && m_expires.size() > 0; ++round) {
        const std::size_t buckets = m_expires.buckets();
        if (buckets > ExpiryNotes::Dict::initialBuckets && m_expires.size() * 100 < buckets)
            return; // looking would find next to nothing; the table will be made smaller first
        if (!m_expires.isRehashing() && !m_notes.isCurrent(m_expires))
            m_notes.take(m_expires, m_items);
        const std::size_t wanted = std::min(keysPerRound, m_expires.size());
        std::size_t seen = 0, expired = 0;
        for (std::size_t looks = 0; seen < wanted && looks < wanted * bucketsPerKey; ++looks)
            if (m_notes.isCurrent(m_expires) && m_notes.isQuiet(m_cursor, milliseconds))
                seen += m_notes.keys(m_cursor++);
            else
                seen += visit(m_cursor++, now, expired);
        if (seen > 0 && expired * 100 < (acceptedStalePercent + 1) * seen)
            return;
    }
}

/// Active expiry: frees exactly what has expired by now.
void RedisNode::expireDue(SimTime now)
{
    m_expiries.takeDue(now, [this, now](std::uint32_t slot) {
        const RedisItem &item = m_items[slot];
        if (item.used && isExpired(slot, now))
            expire(slot);
        return item.used ? SimTime { item.expiresAt } : SimTime::never();
    });
}

} // namespace cs
