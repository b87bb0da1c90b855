// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/sections.h"

namespace cs
{

namespace
{

// What a reader of the figures must know about the model behind them: one sentence each, kept in step with the engine.
constexpr const char *assumptions[] = {
    "Every strategy serves the same requests at the same times; a slow or failed answer does not change who asks next.",
    "Failed reads are not repeated by the clients.",
    "Requests of different data types are independent of each other, and so are the keys of successive requests, "
    "unless "
    "they come from a recorded trace.",
    "A TTL starts when a layer stores the value; a read exactly at expiry misses.",
    "A hit at one layer does not touch the recency of the layers behind it. A hit fills the layers in front of it, a "
    "miss "
    "fills all that cache the data type.",
    "A read that waits for another's fetch is a delayed hit: counted apart, neither a hit nor a query.",
    "Layers answer at their stated latency whatever the load; they fail only where the timeline says so.",
    "A read at the origin takes application CPU first, then one database connection for the whole of its database "
    "time, "
    "however many queries that is. CPU and connections serve in order of arrival.",
    "Application CPU of hits adds to their latency, but does not queue.",
    "Writes commit when they arrive and take no database connection; they are counted beside the queries.",
    "Write-through stores every written value where keys have one place (Redis); in layers whose nodes hold copies "
    "(CDN, in-process) it refreshes the copies that are there.",
    "Warming before traffic is free. After a restart its queries take database connections like any other, at most "
    "half "
    "of them at a time, the most popular keys first; until a key is loaded, reads miss.",
    "Written behind, a value is the newest at once and reaches the database at the flush; what the database serves "
    "before that is stale, and a crash of the layer sets the key back to what the database has.",
    "An outage of a layer keeps what it holds and loses what is written to it meanwhile; a restart or the loss of a "
    "node "
    "loses what it held.",
    "A time-out bounds the stay at the database, waiting and service; a query that runs out of time frees its "
    "connection.",
    "A value read from the database is as new as the moment a connection began to serve the read, so a write in "
    "between "
    "leaves a stale entry behind.",
    "A read is stale when a newer version was committed by the time it was served; its staleness is the time since the "
    "first write it missed.",
    "Latency is the sum of the layers asked, the CPU, the waiting and the database; the network to the client is in it "
    "only "
    "as far as the layers' latencies have it.",
    "Costs are for a month of 30 days with the traffic of the measured span.",
};

} // namespace

Sections assumptionSection(const ReportInput &)
{
    ReportList list;
    for (const char *assumption : assumptions)
        list.items.emplace_back(assumption);
    ReportSection section { 1, "Assumptions", {} };
    section.blocks.emplace_back(std::move(list));
    return only(std::move(section));
}

Sections noteSection(const ReportInput &input)
{
    ReportList list;
    for (const auto &run : input.runs)
        for (const auto &note : run->notes)
            list.items.push_back(run->strategy + ": " + note);
    if (list.items.empty())
        return {};
    ReportSection section { 1, "Notes", {} };
    section.blocks.emplace_back(std::move(list));
    return only(std::move(section));
}

} // namespace cs
