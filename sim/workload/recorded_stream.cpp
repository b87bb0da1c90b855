// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/recorded_stream.h"

#include "sim/core/names.h"
#include "sim/core/quantity.h"
#include "sim/core/random.h"
#include "sim/workload/synthetic_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cs
{

RecordedStream::RecordedStream(std::unique_ptr<TraceReader> reader, const Workload &workload)
    : m_reader(std::move(reader))
    , m_types(effectiveDataTypes(workload))
    , m_keys(m_types.size())
    , m_speed(workload.trace->speed)
    , m_clientCount(std::max<std::uint64_t>(1, workload.clients.count))
    , m_ownTypes(!workload.dataTypes.empty())
{
    for (std::uint32_t i = 0; i < m_types.size(); ++i)
        if (m_types[i].endpoint == "*" || m_types[i].name == "Other")
            m_rest = i;
}

std::uint32_t RecordedStream::typeOf(std::uint32_t recorded)
{
    const auto &names = m_reader->typeNames();
    while (m_typeOfRecorded.size() < names.size()) {
        const std::string &name = names[m_typeOfRecorded.size()];
        std::uint32_t found = m_ownTypes && m_types.size() > 1 ? m_rest : 0;
        for (std::uint32_t i = 0; i < m_types.size(); ++i)
            if (m_types[i].endpoint == name || m_types[i].name == name)
                found = i;
        m_typeOfRecorded.push_back(found);
    }
    return recorded < m_typeOfRecorded.size() ? m_typeOfRecorded[recorded] : m_rest;
}

SimTime RecordedStream::playedAt(SimTime recorded) const
{
    if (m_speed == 1)
        return recorded;
    // What is slowed down beyond 292 years comes after every run.
    const double ns = static_cast<double>(recorded.ns) / m_speed;
    return ns < 9.2e18 ? SimTime { static_cast<std::int64_t>(std::llround(ns)) } : SimTime::never();
}

Result<bool> RecordedStream::atEnd() const
{
    if (m_number > 0 || (m_reader->skipped() == 0 && m_unmatched == 0))
        return false;
    std::string message = "gives no request that can be played";
    for (const auto &note : notes())
        message += "; " + note;
    return fail(message, "workload.trace",
        m_unmatched == 0
            ? "is it a trace in the format " + std::string(nameOf(m_reader->format()))
                + "? workload.trace.format and log_format name another"
            : "a data type takes the requests of its endpoint; one with the endpoint \"*\" takes the rest");
}

Result<bool> RecordedStream::next(Request &request)
{
    TraceRequest record;
    for (;;) {
        const auto more = m_reader->next(record);
        if (!more)
            return more;
        if (!*more)
            return atEnd();
        request.type = typeOf(record.type);
        if (request.type != noType)
            break;
        ++m_unmatched;
    }
    auto &keys = m_keys[request.type];
    // Dense numbers, so that the engine's arrays are as long as the trace has keys.
    request.key = keys.try_emplace(record.key, keys.size()).first->second;
    request.cacheKey = request.key;
    request.absent = false;
    request.time = playedAt(record.time);
    m_first = m_number == 0 ? request.time : m_first;
    m_last = request.time;
    // Numbers in order of appearance, so that each has a browser of its own; unrecorded ones are as many as the
    // scenario says.
    request.client = record.client != 0 ? m_clients.try_emplace(record.client, m_clients.size()).first->second
                                        : below(mixBits(m_number + 0x51ED270B), m_clientCount);
    request.number = m_number++;
    request.valueSize = record.size;
    request.keySize = record.keySize;
    request.ttlSeconds = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(record.ttlSeconds, 0, std::numeric_limits<std::uint32_t>::max()));
    request.dbTime = record.cost;
    request.write = record.op != TraceOp::read;
    request.remove = record.op == TraceOp::remove;
    return true;
}

double RecordedStream::fractionRead() const
{
    return m_reader->fractionRead();
}

std::vector<std::string> RecordedStream::notes() const
{
    std::vector<std::string> out;
    if (m_reader->skipped() > 0) {
        std::string text = displayCount(m_reader->skipped()) + " malformed records of the trace were skipped";
        if (!m_reader->firstProblems().empty())
            text += "; the first: " + m_reader->firstProblems().front().text();
        out.push_back(text);
    }
    if (m_reader->outOfOrder() > 0)
        out.push_back(displayCount(m_reader->outOfOrder())
            + " records of the trace have a time before the one before them; they are played at that one's");
    if (m_unmatched > 0)
        out.push_back(
            displayCount(m_unmatched) + " requests of the trace belong to none of the data types and were left out");
    for (std::size_t i = 0; m_number > 0 && i < m_types.size(); ++i)
        if (m_keys[i].empty() && m_types[i].endpoint != "*")
            out.push_back("no request of the trace belongs to \"" + m_types[i].name + '"');
    if (m_number > 1 && m_first == m_last)
        out.push_back("all requests of the trace have the same time; rates per second mean nothing");
    return out;
}

namespace
{

DataType recordedType(const std::string &name, const std::string &endpoint)
{
    DataType type;
    type.name = name;
    type.endpoint = endpoint;
    type.valueSize = Law::constant(1);
    return type;
}

} // namespace

std::vector<DataType> effectiveDataTypes(const Workload &workload)
{
    if (!workload.dataTypes.empty() || !workload.trace)
        return workload.dataTypes;
    return { recordedType("Requests", "*") };
}

Workload playedWorkload(const Scenario &scenario)
{
    Workload workload = scenario.workload;
    if (!workload.trace || !workload.dataTypes.empty())
        return workload;
    const auto known = [&workload](const std::string &name) {
        return std::any_of(workload.dataTypes.begin(), workload.dataTypes.end(),
            [&name](const DataType &type) { return type.name == name; });
    };
    for (const Strategy &strategy : scenario.strategies)
        for (const Layer &layer : strategy.layers)
            for (const auto &rule : layer.rules)
                if (rule.first != "Requests" && !known(rule.first))
                    workload.dataTypes.push_back(recordedType(rule.first, {}));
    if (!workload.dataTypes.empty())
        workload.dataTypes.push_back(recordedType("Requests", "*"));
    return workload;
}

Result<std::unique_ptr<RequestStream>> openRequestStream(
    const Workload &workload, std::uint64_t seed, const std::string &folder, const std::vector<TimelineEvent> &timeline)
{
    if (!workload.trace)
        return std::make_unique<SyntheticStream>(workload, seed, timeline);
    auto reader = openTrace(*workload.trace, folder);
    if (!reader)
        return tl::unexpected(reader.error());
    return std::make_unique<RecordedStream>(std::move(*reader), workload);
}

} // namespace cs
