// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/synthetic_stream.h"

#include <algorithm>
#include <functional>

namespace cs
{

namespace
{

double writeRate(const DataType &type)
{
    return type.writes.rate ? *type.writes.rate : type.reads.rate * type.writes.perRead.value_or(0);
}

} // namespace

SyntheticStream::SyntheticStream(const Workload &workload, std::uint64_t seed)
    : m_clients(std::max<std::uint64_t>(1, workload.clients.count))
{
    for (std::uint32_t i = 0; i < workload.dataTypes.size(); ++i) {
        const DataType &type = workload.dataTypes[i];
        m_sources.push_back({ ArrivalProcess(type.reads.rate, type.reads.arrivals, type.reads.diurnal,
                                  substream(seed, "read arrivals", i)),
            KeySampler(type.popularity, type.keys), StreamEngine(substream(seed, "read keys", i)),
            SplitMix64(substream(seed, "clients", i)), i, false });
        // Writes given per read follow the reads over the day; given outright they are constant.
        const auto diurnal = type.writes.perRead ? type.reads.diurnal : std::nullopt;
        const Popularity byWrites = type.writes.keys == WriteKeys::popularity ? type.popularity : Popularity {};
        m_sources.push_back(
            { ArrivalProcess(writeRate(type), Arrivals::poisson, diurnal, substream(seed, "write arrivals", i)),
                KeySampler(byWrites, type.keys), StreamEngine(substream(seed, "write keys", i)),
                SplitMix64(substream(seed, "writing clients", i)), i, true });
    }
    for (std::uint32_t i = 0; i < m_sources.size(); ++i)
        push(i);
}

void SyntheticStream::push(std::uint32_t source)
{
    const SimTime time = m_sources[source].arrivals.next();
    if (time == SimTime::never())
        return;
    m_heap.push_back({ time, source });
    std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

Result<bool> SyntheticStream::next(Request &request)
{
    if (m_heap.empty())
        return false;
    std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    const Pending pending = m_heap.back();
    m_heap.pop_back();
    Source &source = m_sources[pending.source];
    request.time = pending.time;
    request.key = source.keys(source.keyEngine);
    request.client = below(source.clientEngine(), m_clients);
    request.number = m_number++;
    request.valueSize = 0;
    request.keySize = 0;
    request.type = source.type;
    request.write = source.write;
    push(pending.source);
    return true;
}

} // namespace cs
