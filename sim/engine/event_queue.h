// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cs
{

enum class EventType : std::uint8_t {
    appDone, ///< app CPU served a read
    askNode, ///< a read that waited asks the node of its layer again
    leaseEnd, ///< the token of a flight (`key` = its serial) at a place of its path (`version`) is void
    dbDone, ///< the database answered
    dbTimeout, ///< the read at the head of the database queue may have waited too long
    askLayer, ///< a read that missed in front reaches the next layer
    respond, ///< the answer of a deeper layer passes the layers in front
    invalidate, ///< a write takes effect at a layer
    writeThrough,
    purgeByWrite, ///< a write's tags take effect at a layer
    purgeGroup, ///< a changed group of a tag takes effect at a layer; `key` is the group, `version` the tag
    tagChange, ///< a tagged thing changes
    flushBehind, ///< the first dirty key of a data type may be due
    refreshView, ///< of a data type (`key`) at a layer
    timeline, ///< a later step of an event of the timeline
};

/// Something that happens later. `subject` is a flight, or for writes the layer.
struct Event {
    static constexpr std::uint32_t everyNode = ~std::uint32_t(0);

    SimTime time;
    std::uint64_t sequence = 0;
    std::uint64_t key = 0; ///< entry key, for writes
    std::uint64_t valueBytes = 0; ///< recorded, for writes; 0 = by the law
    std::uint32_t subject = 0;
    std::uint32_t version = 0;
    std::uint32_t node = everyNode; ///< of the layer, for writes
    std::uint32_t keyBytes = 0, ttlSeconds = 0; ///< recorded, for writes; 0 = by the law, none
    EventType type = EventType::respond;
};

/// Pending events in total order: time, then order of insertion. A binary heap: the list stays short, since only what
/// is in flight is in it (one pending arrival per source, no event per entry).
class EventQueue
{
public:
    bool empty() const { return m_heap.empty(); }
    SimTime nextTime() const { return m_heap.empty() ? SimTime::never() : m_heap.front().time; }
    std::size_t memoryBytes() const { return m_heap.capacity() * sizeof(Event); }

    void push(SimTime time, EventType type, std::uint32_t subject)
    {
        Event event;
        event.time = time;
        event.type = type;
        event.subject = subject;
        push(event);
    }

    void push(Event event)
    {
        event.sequence = m_sequence++;
        m_heap.push_back(event);
        std::push_heap(m_heap.begin(), m_heap.end(), later);
    }

    Event pop()
    {
        std::pop_heap(m_heap.begin(), m_heap.end(), later);
        const Event event = m_heap.back();
        m_heap.pop_back();
        return event;
    }

private:
    static bool later(const Event &a, const Event &b)
    {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }

    std::vector<Event> m_heap;
    std::uint64_t m_sequence = 0;
};

} // namespace cs
