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
    // "Not modified" and "not found" are told from the database's answer, nothing is made of it.
    const bool asksOnly = flight.checking || flight.absent;
    if (asksOnly) {
        enterDatabase(id, now);
        return;
    }
    if (!type.appTime.isZero() || !type.serializeTime.isZero()) {
        auto engine = numbered(type.appStream, flight.number);
        cpu = Duration::fromSeconds(type.appTime(engine)) + Duration::fromSeconds(type.serializeTime(engine));
    }
    if (cpu.ns == 0) {
        enterDatabase(id, now);
        return;
    }
    m_events.push(m_app.serve(now, cpu), EventType::appDone, id);
}

void Run::enterDatabase(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const TypeState &type = m_types[flight.type];
    Duration service;
    const bool asksOnly = flight.checking || flight.absent;
    const LawSampler &law = asksOnly ? type.checkTime : type.dbTime;
    if (flight.recordedDbTime.ns >= 0 && !asksOnly) {
        service = flight.recordedDbTime;
    } else if (!law.isZero()) {
        auto engine = numbered(type.dbStream, flight.number);
        service = Duration::fromSeconds(law(engine));
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
        const double queries = flight.checking || flight.absent ? 1 : type.dbQueries;
        m_collector->currentSpan().types[flight.type].dbQueries += queries;
        m_collector->series().dbQueriesPerSecond[m_interval] += queries;
    }
    flight.version = flight.absent ? 0 : databaseVersion(type, flight.key);
    if (type.behind && !flight.absent && !flight.background && flight.task == Flight::Task::none
        && flight.version < type.versions.current(flight.key))
        ++m_collector->span(flight.span).types[flight.type].readPastBuffer;
    flight.notModified = flight.checking && flight.version == flight.validator;
    flight.valueBytes = flight.absent ? 0
        : flight.recordedSize         ? flight.recordedSize
                                      : valueSize(flight.type, flight.key, flight.version);
    if (flight.task == Flight::Task::rebuild)
        m_layers[flight.nodes[0]]->views[flight.type]->servedSince = now;
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
    Flight &flight = m_flights[id];
    const bool failed = flight.timedOut;
    ServerPool::Job next;
    const bool more = m_database.finish(now, next);
    flight.generatedAt = now;
    const bool changed = flight.checking && !flight.notModified && !failed;
    flight.checking = false;
    if (changed)
        startOrigin(id, now); // the value asked about is no longer right: the whole one is fetched
    else
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
