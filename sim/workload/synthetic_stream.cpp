// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/synthetic_stream.h"

#include "sim/workload/events.h"
#include "sim/workload/expected_load.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

ArrivalPlan readPlan(const DataType &type, std::uint64_t seed, std::uint32_t index)
{
    return { type.reads.rate, type.reads.arrivals, RateProfile(type.reads), type.reads.bursts,
        substream(seed, "read arrivals", index), substream(seed, "bursts", index) };
}

/// Writes given per read follow the reads over the day and through their bursts; given outright they are constant.
ArrivalPlan writePlan(const DataType &type, std::uint64_t seed, std::uint32_t index)
{
    ArrivalPlan plan;
    if (type.writes.perRead)
        plan = readPlan(type, seed, index);
    plan.rate = writesPerSecond(type);
    plan.arrivals = Arrivals::poisson;
    plan.seed = substream(seed, "write arrivals", index);
    return plan;
}

} // namespace

SyntheticStream::SyntheticStream(
    const Workload &workload, std::uint64_t seed, const std::vector<TimelineEvent> &timeline)
    : m_timeline(timeline)
    , m_clients(std::max<std::uint64_t>(1, workload.clients.count))
{
    for (std::uint32_t i = 0; i < workload.dataTypes.size(); ++i)
        addType(workload, i, seed);
    for (std::size_t i = 0; i < workload.pages.size(); ++i)
        addPage(workload, i, seed);
    for (std::size_t i = 0; i < timeline.size(); ++i)
        if (timeline[i].event == EventKind::flashCrowd)
            addFlashCrowd(workload, timeline[i], i, seed);
    m_earliest.resize(m_lanes.size());
    for (std::uint32_t i = 0; i < m_lanes.size(); ++i)
        advance(i);
}

void SyntheticStream::addType(const Workload &workload, std::uint32_t index, std::uint64_t seed)
{
    const DataType &type = workload.dataTypes[index];
    m_shapes.emplace_back(type);
    m_populations.push_back(makePopulation(type, substream(seed, "churn", index)));
    const Population *population = m_populations.back().get();
    const std::uint64_t slots = population ? population->slots() : type.keys;
    m_samplers.emplace_back(type.popularity, slots);

    Draw pattern;
    pattern.type = index;
    if (type.reads.rate > 0) {
        pattern.byAge = population != nullptr;
        ArrivalPlan plan = readPlan(type, seed, index);
        plan.rate *= population ? population->drawsPerRead(true) : 1;
        auto reads = std::make_unique<TypeSource>(plan, m_samplers.back(),
            DrawSeeds { substream(seed, "read keys", index), substream(seed, "clients", index),
                substream(seed, "key parts", index), substream(seed, "missing reads", index) },
            m_clients, pattern);
        reads->addAliases(m_shapes.back().aliases);
        if (type.reads.missing)
            reads->addMissing(*type.reads.missing);
        addGrowth(*reads, type, type.popularity);
        addLane(std::move(reads));
    }
    if (writesPerSecond(type) > 0) {
        const bool byPopularity = type.writes.keys == WriteKeys::popularity;
        pattern.byAge = population && byPopularity;
        pattern.write = true;
        ArrivalPlan plan = writePlan(type, seed, index);
        plan.rate *= population ? population->drawsPerRead(byPopularity) : 1;
        auto writes
            = std::make_unique<TypeSource>(plan, byPopularity ? m_samplers.back() : KeySampler(Popularity {}, slots),
                DrawSeeds { substream(seed, "write keys", index), substream(seed, "writing clients", index), 0, 0 },
                m_clients, pattern);
        addGrowth(*writes, type, byPopularity ? type.popularity : Popularity {});
        addLane(std::move(writes));
        pattern.write = false;
    }
    pattern.byAge = false;
    for (std::size_t i = 0; i < type.scans.size(); ++i) {
        const std::uint64_t which = std::uint64_t(index) * 65536 + i;
        // A crawler is one client.
        pattern.client = below(substream(seed, "scanning client", which), m_clients);
        // Where keys come and go, there are more slots than keys: the scan passes the empty ones by and reads as fast.
        Scan scan = type.scans[i];
        const double more = population ? population->drawsPerRead(false) : 1;
        scan.rate *= more;
        if (scan.keys && more > 1)
            scan.keys = static_cast<std::uint64_t>(std::llround(static_cast<double>(*scan.keys) * more));
        addLane(std::make_unique<ScanSource>(
            scan, slots, m_shapes.back().aliases, substream(seed, "scanned key parts", which), pattern));
    }
}

void SyntheticStream::addGrowth(TypeSource &source, const DataType &type, const Popularity &popularity) const
{
    for (const GrowthStep &step : growthSteps(type, m_timeline))
        source.addGrowth(step.time, KeySampler(popularity, step.keys));
}

/// Reads beside the usual ones, which stay as they are: as many more as the factor says, of the type or of one key. The
/// writes that follow the reads follow these as well.
void SyntheticStream::addFlashCrowd(
    const Workload &workload, const TimelineEvent &event, std::size_t number, std::uint64_t seed)
{
    for (std::uint32_t index = 0; index < workload.dataTypes.size(); ++index) {
        const DataType &type = workload.dataTypes[index];
        const double more = event.factor.value_or(1) - 1;
        if (type.name != event.dataType || !(more > 0))
            continue;
        const Population *population = m_populations[index].get();
        const SimTime at = SimTime {} + event.at;
        const SimTime until = event.duration ? at + *event.duration : SimTime::never();
        for (const bool write : { false, true }) {
            if (write && !type.writes.perRead)
                continue;
            const bool byPopularity = !write || type.writes.keys == WriteKeys::popularity;
            ArrivalPlan plan = write ? writePlan(type, seed, index) : readPlan(type, seed, index);
            plan.rate *= more * (event.key ? readShare(type, *event.key) : 1);
            plan.rate *= population ? population->drawsPerRead(byPopularity) : 1;
            plan.arrivals = Arrivals::poisson;
            plan.profile.add(Pulse(at, until, event.ramp.value_or(Duration {})));
            plan.until = until;
            plan.seed = substream(seed, write ? "flash crowd writes" : "flash crowd", number);
            if (!(plan.rate > 0))
                continue;
            Draw pattern;
            pattern.type = index;
            pattern.write = write;
            pattern.byAge = population && byPopularity;
            const std::uint64_t which = 2 * number + (write ? 1 : 0);
            auto source = std::make_unique<TypeSource>(plan,
                byPopularity ? m_samplers[index] : KeySampler(Popularity {}, m_samplers[index].keys()),
                DrawSeeds { substream(seed, "flash crowd keys", which), substream(seed, "flash crowd clients", which),
                    substream(seed, "flash crowd key parts", which), substream(seed, "flash crowd missing", which) },
                m_clients, pattern);
            if (!write)
                source->addAliases(m_shapes[index].aliases);
            if (event.key)
                source->onlyRank(*event.key);
            else if (!write && type.reads.missing)
                source->addMissing(*type.reads.missing);
            addGrowth(*source, type, byPopularity ? type.popularity : Popularity {});
            addLane(std::move(source));
        }
    }
}

void SyntheticStream::addPage(const Workload &workload, std::size_t index, std::uint64_t seed)
{
    const Page &page = workload.pages[index];
    std::vector<PagePart> parts;
    for (const auto &[name, reads] : page.reads)
        for (std::uint32_t type = 0; type < workload.dataTypes.size(); ++type)
            if (workload.dataTypes[type].name == name)
                parts.push_back(
                    { type, reads, m_samplers[type].keys(), m_shapes[type].aliases, m_populations[type] != nullptr });
    if (parts.empty() || !(page.rate > 0))
        return;
    ArrivalPlan plan;
    plan.rate = page.rate;
    plan.seed = substream(seed, "page views", index);
    const KeySampler &first = m_samplers[parts.front().type];
    addLane(std::make_unique<PageSource>(plan, first, std::move(parts),
        DrawSeeds { substream(seed, "page keys", index), substream(seed, "page clients", index),
            substream(seed, "page key parts", index), 0 },
        m_clients));
}

void SyntheticStream::addLane(std::unique_ptr<RequestSource> source)
{
    m_lanes.push_back({ std::move(source), {}, 0 });
    m_lanes.back().source->refill(m_lanes.back().batch);
}

/// The lane's current draw is what it has to offer.
void SyntheticStream::advance(std::uint32_t index)
{
    Lane &lane = m_lanes[index];
    if (lane.at == lane.batch.size()) {
        lane.source->refill(lane.batch);
        lane.at = 0;
    }
    m_earliest.set(index, lane.batch.empty() ? SimTime::never() : lane.batch[lane.at].time);
}

/// A page reads of each of its types: where the rank has no key at the time, of others drawn in its place.
bool SyntheticStream::anotherKey(const Population &population, const Draw &draw, std::uint64_t &key) const
{
    constexpr int mostTries = 10'000; // by then nothing is alive
    const std::uint64_t stream = mixBits(m_number ^ mixBits(draw.rank + 0x9E3779B97F4A7C15ULL));
    for (int i = 0; i < mostTries; ++i)
        if (population.keyAt(
                below(numbered(stream, static_cast<std::uint64_t>(i))(), population.slots()), draw.byAge, key))
            return true;
    return false;
}

bool SyntheticStream::draw(Request &request)
{
    for (;;) {
        if (m_earliest.time() == SimTime::never())
            return false;
        const std::uint32_t index = m_earliest.number();
        Lane &lane = m_lanes[index];
        const Draw draw = lane.batch[lane.at++];
        advance(index);
        std::uint64_t key = draw.absent ? KeyShape::absentBase + draw.rank : draw.rank;
        if (Population *population = m_populations[draw.type].get(); population && !draw.absent) {
            population->advance(draw.time);
            if (!population->keyAt(draw.rank, draw.byAge, key) && !(draw.certain && anotherKey(*population, draw, key)))
                continue;
        }
        request.time = draw.time;
        request.key = key;
        request.cacheKey = m_shapes[draw.type].cacheKey(key, draw.alias);
        request.client = draw.client;
        request.number = m_number++;
        request.valueSize = 0;
        request.keySize = 0;
        request.type = draw.type;
        request.write = draw.write;
        request.absent = draw.absent;
        return true;
    }
}

} // namespace cs
