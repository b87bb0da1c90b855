// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

void Run::startOrigin(std::uint32_t id, SimTime now)
{
    const Flight &flight = m_flights[id];
    const TypeState &type = m_types[flight.type];
    Duration cpu;
    if (!type.appTime.isZero() || !type.serializeTime.isZero()) {
        auto engine = numbered(type.appStream, flight.number);
        cpu = Duration::fromSeconds(type.appTime(engine)) + Duration::fromSeconds(type.serializeTime(engine));
    }
    if (cpu.ns == 0) {
        enterDatabase(id, now);
        return;
    }
    const ServerPool::Job job { id, now, cpu };
    if (m_app.submit(job, now) == ServerPool::Admission::started)
        m_events.push(now + cpu, EventType::appDone, id);
}

void Run::finishApp(std::uint32_t id, SimTime now)
{
    ServerPool::Job next;
    if (m_app.finish(now, next))
        m_events.push(now + next.service, EventType::appDone, next.flight);
    enterDatabase(id, now);
}

void Run::enterDatabase(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const TypeState &type = m_types[flight.type];
    Duration service;
    if (!type.dbTime.isZero()) {
        auto engine = numbered(type.dbStream, flight.number);
        service = Duration::fromSeconds(type.dbTime(engine));
    }
    flight.dbEntered = now;
    const ServerPool::Job job { id, now, service };
    switch (m_database.submit(job, now)) {
    case ServerPool::Admission::started:
        serveAtDatabase(job, now, true);
        break;
    case ServerPool::Admission::queued:
        m_collector->currentSpan().dbQueuePeak = std::max(m_collector->currentSpan().dbQueuePeak, m_database.waiting());
        watchDatabaseQueue();
        break;
    case ServerPool::Admission::rejected:
        complete(id, Outcome::failed, now);
        break;
    }
}

/// A connection takes the read: from here on the version that it returns is fixed.
void Run::serveAtDatabase(const ServerPool::Job &job, SimTime now, bool atOnce)
{
    Flight &flight = m_flights[job.flight];
    TypeState &type = m_types[flight.type];
    // By the time of service, not of arrival: what is served after the end is no load of the measured span.
    if (m_measuring) {
        m_collector->currentSpan().types[flight.type].dbQueries += type.dbQueries;
        m_collector->series().dbQueriesPerSecond[m_interval] += type.dbQueries;
    }
    flight.version = databaseVersion(type, flight.key);
    flight.valueBytes = flight.recordedSize ? flight.recordedSize : valueSize(flight.type, flight.key, flight.version);
    const SimTime done
        = now + (m_slowdown == 1 ? job.service : Duration::fromSeconds(job.service.seconds() * m_slowdown));
    const SimTime limit = flight.task == Flight::Task::none ? flight.dbEntered + m_databaseTimeout : SimTime::never();
    flight.timedOut = done > limit;
    if (atOnce && job.service.ns == 0 && !flight.timedOut)
        finishDatabase(job.flight, now);
    else
        m_events.push(flight.timedOut ? limit : done, EventType::dbDone, job.flight);
}

void Run::finishDatabase(std::uint32_t id, SimTime now)
{
    const bool failed = m_flights[id].timedOut;
    ServerPool::Job next;
    const bool more = m_database.finish(now, next);
    complete(id, failed ? Outcome::failed : Outcome::origin, now);
    if (more)
        serveAtDatabase(next, now, false); // through the event queue: a long queue must not become a deep recursion
}

void Run::watchDatabaseQueue()
{
    if (m_queueWatched || m_databaseTimeout == Duration::max() || !m_database.hasWaiting())
        return;
    m_queueWatched = true;
    m_events.push(m_database.head().entered + m_databaseTimeout, EventType::dbTimeout, 0);
}

void Run::expireDatabaseQueue(SimTime now)
{
    m_queueWatched = false;
    while (m_database.hasWaiting() && m_database.head().entered + m_databaseTimeout <= now) {
        const std::uint32_t id = m_database.head().flight;
        m_database.dropHead();
        complete(id, Outcome::failed, now);
    }
    watchDatabaseQueue();
}

} // namespace cs
