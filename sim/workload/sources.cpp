// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/sources.h"

#include <algorithm>

namespace cs
{

TypeSource::TypeSource(const ArrivalPlan &arrivals, const KeySampler &keys, const DrawSeeds &seeds,
    std::uint64_t clients, const Draw &pattern)
    : m_arrivals(arrivals)
    , m_keys(keys)
    , m_keyEngine(seeds.keys)
    , m_clientEngine(seeds.clients)
    , m_aliasEngine(seeds.aliases)
    , m_missingEngine(seeds.missing)
    , m_clients(clients)
    , m_pattern(pattern)
{
}

void TypeSource::drawKeys(std::vector<Draw> &batch)
{
    if (m_onlyRank) {
        for (Draw &draw : batch)
            draw.rank = *m_onlyRank;
    } else if (m_grown == m_growth.size()) {
        for (Draw &draw : batch)
            draw.rank = m_keys(m_keyEngine);
    } else {
        for (Draw &draw : batch) {
            for (; m_grown < m_growth.size() && m_growth[m_grown].time <= draw.time; ++m_grown)
                m_keys = m_growth[m_grown].keys;
            draw.rank = m_keys(m_keyEngine);
        }
    }
}

void TypeSource::refill(std::vector<Draw> &batch)
{
    batch.resize(batchSize, m_pattern);
    std::size_t count = 0;
    for (; count < batchSize; ++count) {
        const SimTime time = m_arrivals.next();
        if (time == SimTime::never())
            break;
        batch[count].time = time;
    }
    batch.resize(count);
    // One loop per substream: the look-ups of a loop do not wait for each other.
    drawKeys(batch);
    if (m_clients > 1)
        for (Draw &draw : batch)
            draw.client = below(m_clientEngine(), m_clients);
    if (m_aliases > 1)
        for (Draw &draw : batch)
            draw.alias = static_cast<std::uint32_t>(below(m_aliasEngine(), m_aliases));
    if (m_missing.share > 0)
        for (Draw &draw : batch) {
            const double luck = unitInterval(m_missingEngine());
            const std::uint64_t which = m_missingEngine();
            draw.absent = luck < m_missing.share;
            if (draw.absent)
                draw.rank = below(which, m_missing.keys);
        }
}

ScanSource::ScanSource(
    const Scan &scan, std::uint64_t keys, std::uint64_t aliases, std::uint64_t aliasSeed, const Draw &pattern)
    : m_scan(scan)
    , m_keys(std::min(keys, scan.keys.value_or(keys)))
    , m_aliases(aliases)
    , m_aliasEngine(aliasSeed)
    , m_pattern(pattern)
    , m_start(SimTime {} + scan.at)
{
}

void ScanSource::refill(std::vector<Draw> &batch)
{
    batch.clear();
    while (batch.size() < batchSize) {
        if (m_next == m_keys) {
            if (!m_scan.every)
                return;
            const SimTime over = m_start + Duration::fromSeconds(static_cast<double>(m_keys) / m_scan.rate);
            m_start = std::max(m_start + *m_scan.every, over);
            m_next = 0;
        }
        Draw draw = m_pattern;
        draw.time = m_start + Duration::fromSeconds(static_cast<double>(m_next) / m_scan.rate);
        if (draw.time == SimTime::never())
            return;
        draw.rank = m_next++;
        if (m_aliases > 1)
            draw.alias = static_cast<std::uint32_t>(below(m_aliasEngine(), m_aliases));
        batch.push_back(draw);
    }
}

PageSource::PageSource(const ArrivalPlan &views, const KeySampler &first, std::vector<PagePart> parts,
    const DrawSeeds &seeds, std::uint64_t clients)
    : m_views(views)
    , m_first(first)
    , m_parts(std::move(parts))
    , m_keyEngine(seeds.keys)
    , m_clientEngine(seeds.clients)
    , m_aliasEngine(seeds.aliases)
    , m_clients(clients)
{
}

void PageSource::refill(std::vector<Draw> &batch)
{
    __extension__ using Wide = unsigned __int128;
    batch.clear();
    while (batch.size() < batchSize) {
        const SimTime time = m_views.next();
        if (time == SimTime::never())
            return;
        const std::uint64_t rank = m_first(m_keyEngine);
        const std::uint64_t client = below(m_clientEngine(), m_clients);
        for (const PagePart &part : m_parts) {
            const auto start = static_cast<std::uint64_t>(static_cast<Wide>(rank) * part.keys / m_first.keys());
            for (std::uint64_t i = 0; i < part.reads; ++i) {
                Draw draw;
                draw.time = time;
                draw.rank = (start + i) % part.keys;
                draw.client = client;
                draw.type = part.type;
                draw.byAge = part.byAge;
                draw.certain = true;
                if (part.aliases > 1)
                    draw.alias = static_cast<std::uint32_t>(below(m_aliasEngine(), part.aliases));
                batch.push_back(draw);
            }
        }
    }
}

} // namespace cs
