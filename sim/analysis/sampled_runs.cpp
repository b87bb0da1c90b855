// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sampled_runs.h"

#include "sim/core/quantity.h"
#include "sim/core/random.h"
#include "sim/engine/shield.h"
#include "sim/model/presets.h"
#include "sim/model/validate.h"
#include "sim/results/figure_text.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace cs
{

namespace
{

/// The figures that a sample tells.
constexpr std::string_view toldFields[] = { "reads", "writes", "hits", "misses", "coalesced", "origin_reads",
    "hit_ratio", "fills", "evictions", "db_queries", "db_queries_per_s", "db_utilization", "entries", "bytes" };
/// Those that need no sample.
constexpr std::string_view knownFields[] = { "reads", "writes" };

template <std::size_t N>
bool isAmong(const std::string_view (&names)[N], std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::uint64_t scaled(std::uint64_t amount, double factor)
{
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(amount) * factor));
}

std::string percent(double share)
{
    return figureText(share, Unit::share);
}

/// One sample as if it were the whole. Reads of hot keys outside it miss the first layer as often as those of the
/// hottest keys in the samples do, times `hot`.
class ScaledUp
{
public:
    ScaledUp(const RunResult &sample, double share, const std::vector<double> &hotMisses, double hot)
        : m_run(sample)
        , m_share(share)
    {
        for (std::size_t type = 0; type < m_run.dataTypes.size(); ++type)
            scaleType(type, hot * hotMisses[type]);
        scaleWhole(sample);
    }
    RunResult take() { return std::move(m_run); }

private:
    LayerResult *firstLayerOf(const std::string &type)
    {
        for (auto &layer : m_run.layers)
            if (atLayer(layer, type))
                return &layer;
        return nullptr;
    }
    static TypeResult *atLayer(LayerResult &layer, const std::string &type)
    {
        const auto at = std::find_if(
            layer.dataTypes.begin(), layer.dataTypes.end(), [&](const TypeResult &one) { return one.name == type; });
        return at == layer.dataTypes.end() ? nullptr : &*at;
    }

    void scaleType(std::size_t index, double hotMisses)
    {
        TypeResult &type = m_run.dataTypes[index];
        const SampledType &known = m_run.sampled[index];
        LayerResult *first = firstLayerOf(type.name);
        const double reads = static_cast<double>(type.figures.reads), whole = static_cast<double>(known.wholeReads);
        double factor = reads > 0 ? whole / reads : 0; // of what the first layer did not serve; without a layer all
        if (first) {
            const Figures &at = atLayer(*first, type.name)->figures;
            const double beyond = reads - static_cast<double>(at.hits);
            const double outside = whole - reads / m_share;
            factor = beyond > 0 ? std::clamp(beyond / m_share + hotMisses * outside, 0.0, whole) / beyond : 0;
        }
        std::uint64_t hits = 0;
        for (LayerResult &layer : m_run.layers)
            if (TypeResult *at = atLayer(layer, type.name)) {
                scaleAtLayer(at->figures, factor, &layer == first ? &known : nullptr);
                hits += at->figures.hits;
            }
        Figures &f = type.figures;
        f.reads = known.wholeReads;
        f.writes = known.wholeWrites;
        f.coalesced = scaled(f.coalesced, factor);
        f.originReads = scaled(f.originReads, factor);
        f.dbQueries *= factor;
        f.hits = std::min(hits, f.reads);
        f.coalesced = std::min(f.coalesced, f.reads - f.hits);
        f.misses = f.reads - f.hits - f.coalesced;
    }

    void scaleAtLayer(Figures &f, double factor, const SampledType *whole) const
    {
        f.fills = scaled(f.fills, factor);
        f.evictions = scaled(f.evictions, factor);
        f.coalesced = scaled(f.coalesced, factor);
        f.misses = scaled(f.misses, factor);
        f.entries = scaled(f.entries, 1 / m_share);
        f.bytes = scaled(f.bytes, 1 / m_share);
        if (!whole) {
            f.hits = scaled(f.hits, factor);
            f.reads = f.hits + f.coalesced + f.misses;
            return;
        }
        f.reads = whole->wholeReads;
        f.coalesced = std::min(f.coalesced, f.reads);
        f.misses = std::min(f.misses, f.reads - f.coalesced);
        f.hits = f.reads - f.coalesced - f.misses;
    }

    void scaleWhole(const RunResult &sample)
    {
        Figures totals;
        for (const auto &type : m_run.dataTypes)
            totals.add(type.figures);
        for (auto &layer : m_run.layers) {
            Figures sum;
            for (const auto &type : layer.dataTypes)
                sum.add(type.figures);
            layer.figures = std::move(sum);
        }
        const double origin = static_cast<double>(sample.totals.originReads);
        m_run.dbUtilization *= origin > 0 ? static_cast<double>(totals.originReads) / origin : 1 / m_share;
        m_run.dbQueriesPerSecond
            = measuredSeconds(m_run) > 0 ? totals.dbQueries / measuredSeconds(m_run) : m_run.dbQueriesPerSecond;
        m_run.totals = std::move(totals);
        m_run.requests = m_run.totals.reads + m_run.totals.writes;
    }

    RunResult m_run;
    double m_share;
};

double numberOf(const FieldValue &value)
{
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        return static_cast<double>(*count);
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    return std::nan("");
}

/// Per data type: what of the reads of the hottest sampled keys the first layer did not serve.
std::vector<double> hotMissesOf(std::span<const RunResultPtr> samples)
{
    std::vector<double> out;
    for (std::size_t type = 0; type < samples.front()->sampled.size(); ++type) {
        double squares = 0, products = 0;
        for (const auto &sample : samples) {
            squares += sample->sampled[type].readsSquared;
            products += sample->sampled[type].readsTimesBeyond;
        }
        out.push_back(squares > 0 ? products / squares : 0);
    }
    return out;
}

/// By row and field, over the samples.
std::vector<std::vector<Spread>> spreadsOf(const std::vector<RunResult> &runs)
{
    std::vector<std::vector<Spread>> spreads;
    const auto fields = resultFields();
    for (const RunResult &run : runs) {
        const auto rows = figureRows(run);
        spreads.resize(rows.size(), std::vector<Spread>(fields.size()));
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (std::size_t i = 0; i < fields.size(); ++i) {
                const double value
                    = fields[i].appliesTo(rows[row]) ? numberOf(fields[i].value(rows[row])) : std::nan("");
                if (!std::isnan(value))
                    spreads[row][i].add(value, fields[i].weight ? fields[i].weight(rows[row]) : 1);
            }
    }
    return spreads;
}

/// Data types of which too few keys are sampled to tell anything, though a layer caches them.
std::vector<bool> tooSmall(const Strategy &strategy, std::span<const RunResultPtr> samples)
{
    std::vector<bool> out;
    for (std::size_t type = 0; type < samples.front()->dataTypes.size(); ++type) {
        const std::string &name = samples.front()->dataTypes[type].name;
        double keys = 0;
        bool read = false;
        for (const auto &sample : samples) {
            keys += static_cast<double>(sample->sampled[type].keys) / static_cast<double>(samples.size());
            read = read || sample->sampled[type].wholeReads > 0;
        }
        const bool cached = std::any_of(strategy.layers.begin(), strategy.layers.end(),
            [&](const Layer &layer) { return layer.ruleFor(name) != nullptr; });
        out.push_back(cached && read && keys < fewestSampledKeys);
    }
    return out;
}

bool tellsNothing(const FigureRow &row, const RunResult &run, const std::vector<bool> &small)
{
    for (std::size_t type = 0; type < small.size(); ++type) {
        if (!small[type])
            continue;
        const std::string &name = run.dataTypes[type].name;
        if (row.scope == Scope::totals || row.dataType == name)
            return true;
        if (row.scope != Scope::layer)
            continue;
        for (const LayerResult &layer : run.layers)
            if (layer.name == row.layer)
                for (const TypeResult &at : layer.dataTypes)
                    if (at.name == name)
                        return true;
    }
    return false;
}

/// An eviction among few entries, or values that the scaled cache refuses, are not those of the whole.
Errors tooSmallCaches(std::size_t strategy, double share, std::span<const RunResultPtr> runs)
{
    Errors errors;
    for (std::size_t i = 0; i < runs.front()->layers.size(); ++i) {
        double entries = 0, bytes = 0;
        std::uint64_t evictions = 0, bypassed = 0;
        for (const auto &run : runs) {
            const Figures &f = run->layers[i].figures;
            entries += static_cast<double>(f.entries);
            bytes += static_cast<double>(f.bytes);
            evictions += f.evictions;
            bypassed += f.bypassed;
        }
        const LayerResult &layer = runs.front()->layers[i];
        const double room = static_cast<double>(layer.capacityPerNode);
        const double fit = layer.capacityUnit == CapacityUnit::entries ? room : bytes > 0 ? room * entries / bytes : 0;
        if (layer.capacityUnit == CapacityUnit::none || evictions + bypassed == 0
            || (fit >= fewestSampledEntries && bypassed == 0))
            continue;
        const std::string why = bypassed > 0 ? "some values are larger than a node that is scaled to it"
                                             : "a node that is scaled to it evicts and has room for about "
                + displayCount(static_cast<std::uint64_t>(fit)) + " entries";
        errors.push_back({ layerPlace(strategy, i) + ".capacity",
            "is too small for a sample of " + percent(share) + " of the keys: " + why, "take a larger --sample" });
    }
    return errors;
}

/// Counts that are told, as their means; the rest is nothing.
Figures meanOf(const std::vector<const Figures *> &all)
{
    constexpr std::uint64_t Figures::*counts[]
        = { &Figures::reads, &Figures::writes, &Figures::hits, &Figures::misses, &Figures::coalesced,
              &Figures::originReads, &Figures::fills, &Figures::evictions, &Figures::entries, &Figures::bytes };
    const double n = static_cast<double>(all.size());
    Figures out;
    for (const auto count : counts) {
        double sum = 0;
        for (const Figures *one : all)
            sum += static_cast<double>(one->*count);
        out.*count = static_cast<std::uint64_t>(std::llround(sum / n));
    }
    for (const Figures *one : all)
        out.dbQueries += one->dbQueries / n;
    return out;
}

void takeMeans(std::vector<TypeResult> &types, const std::vector<const std::vector<TypeResult> *> &all)
{
    for (std::size_t i = 0; i < types.size(); ++i) {
        std::vector<const Figures *> figures;
        for (const auto *one : all)
            figures.push_back(&(*one)[i].figures);
        types[i].figures = meanOf(figures);
    }
}

/// The samples' means in the place of one.
RunResult merged(const std::vector<RunResult> &runs, std::span<const RunResultPtr> samples)
{
    RunResult out = runs.front();
    const auto of = [&runs](auto part) {
        std::vector<decltype(part(runs.front()))> parts;
        for (const RunResult &run : runs)
            parts.push_back(part(run));
        return parts;
    };
    out.totals = meanOf(of([](const RunResult &run) { return &run.totals; }));
    takeMeans(out.dataTypes, of([](const RunResult &run) { return &run.dataTypes; }));
    for (std::size_t i = 0; i < out.layers.size(); ++i) {
        out.layers[i].figures = meanOf(of([i](const RunResult &run) { return &run.layers[i].figures; }));
        takeMeans(out.layers[i].dataTypes, of([i](const RunResult &run) { return &run.layers[i].dataTypes; }));
        out.layers[i].hottestNodes.clear();
        out.layers[i].otherNodes = out.layers[i].otherNodesReads = 0;
    }
    out.dbUtilization = out.dbQueriesPerSecond = out.appUtilization = 0;
    for (const RunResult &run : runs) {
        out.dbUtilization += run.dbUtilization / static_cast<double>(runs.size());
        out.dbQueriesPerSecond += run.dbQueriesPerSecond / static_cast<double>(runs.size());
    }
    out.dbQueriesPerSecondPeak = out.dbQueuePeak = out.costPerMonth = out.originCostPerMonth = 0;
    out.hasCost = false;
    for (LayerResult &layer : out.layers) {
        layer.costPerMonth = 0;
        layer.hasCost = false;
    }
    out.fingerprint = out.eventsProcessed = 0;
    for (const auto &sample : samples) {
        out.fingerprint = mixBits(out.fingerprint + 0x9E3779B97F4A7C15ULL) ^ sample->fingerprint;
        out.eventsProcessed += sample->eventsProcessed;
    }
    out.sampled.clear();
    out.events.clear();
    out.findings.clear();
    Series empty;
    empty.interval = out.series.interval;
    out.series = std::move(empty);
    return out;
}

bool isTold(const RunResult &run, std::string_view field)
{
    return std::isfinite(totalsEstimate(run, field).value);
}

/// Only what the samples tell is judged.
void addToldFindings(RunResult &out, const Scenario &scenario)
{
    Scenario told;
    const Objectives &asked = scenario.objectives;
    if (isTold(out, "hit_ratio"))
        told.objectives.hitRatio = asked.hitRatio;
    if (isTold(out, "db_utilization"))
        told.objectives.dbUtilization = asked.dbUtilization;
    addFindings(out, told);
    if (told.objectives != asked)
        out.notes.push_back("Objectives about what samples do not tell are not judged");
}

void addSampleNotes(
    RunResult &out, const Scenario &scenario, const std::vector<bool> &small, double share, bool wrongReads)
{
    out.notes.push_back("Estimated from " + std::to_string(samplesOfRun) + " samples of " + percent(share)
        + " of the keys in caches scaled by it. Latencies, queues, failed reads, staleness, bytes sent, peaks, cost "
          "and "
          "what events do are not told by samples");
    for (std::size_t type = 0; type < small.size(); ++type)
        if (small[type])
            out.notes.push_back("\"" + out.dataTypes[type].name + "\" has too few keys for a sample of "
                + percent(share) + ": nothing is told of what caches hold of it, nor of sums with it");
    if (out.dbLimited && out.dbUtilization > 0.8)
        out.notes.push_back("The database would be busy for " + percent(out.dbUtilization)
            + " of the time: reads wait there in the whole, and while they do others miss; a sample does not wait, so "
              "its hit ratios may be too high");
    if (wrongReads)
        out.notes.push_back("Reads were served another value than they asked for: a key part that affects the value is "
                            "not in the key; how many is not told");
    if (!scenario.timeline.empty())
        out.notes.push_back("The events of the timeline happen in the samples; their own figures are not told");
}

} // namespace

Errors notSampled(const Scenario &scenario, std::size_t strategy, double share)
{
    Errors errors;
    const auto add = [&](const std::string &place, const std::string &what, const std::string &why) {
        errors.push_back({ place, what + " cannot be simulated from a sample of the keys", why });
    };
    const auto &layers = scenario.strategies[strategy].layers;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer &layer = layers[i];
        const ResolvedLayer how = resolved(layer, scenario);
        const std::string place = layerPlace(strategy, i);
        if (layer.kind == LayerKind::materializedView)
            add(place, "a materialised view", "it holds all keys and is rebuilt as a whole");
        if (how.eviction == Eviction::memcachedSlru && layer.capacity.unit != CapacityUnit::none)
            add(place + ".eviction", "memcached's own eviction", "its memory goes in pages, which do not scale");
        if (layer.capacity.unit == CapacityUnit::entries && static_cast<double>(layer.capacity.amount) * share < 1)
            add(place + ".capacity", "a node of " + displayCount(layer.capacity.amount) + " entries",
                "a larger --sample leaves at least one");
        for (const auto &[type, rule] : layer.rules) {
            if (!rule)
                continue;
            const std::string at = rulePlace(strategy, i, type);
            if (std::any_of(rule->tags.begin(), rule->tags.end(), [](const Tag &tag) { return !tag.rate; }))
                add(at + ".tags", "a tag that the writes of keys change",
                    "a key outside the sample would remove entries in it");
            if (rule->invalidation == Invalidation::writeBehind && rule->flushBatch)
                add(at + ".flush_batch", "a batch of writes", "it is one of all keys; a flush interval alone can");
            const bool reloads
                = std::any_of(scenario.timeline.begin(), scenario.timeline.end(), [](const TimelineEvent &event) {
                      return event.event == EventKind::deploy || event.event == EventKind::restart
                          || event.event == EventKind::flush || event.event == EventKind::nodeLoss;
                  });
            if (rule->warm && reloads)
                add(at + ".warm", "warming after an event of the timeline", "it takes time that all keys share");
        }
    }
    return errors;
}

Scenario scaledForSample(Scenario scenario, double share)
{
    const Scenario whole = scenario;
    for (Strategy &strategy : scenario.strategies)
        for (Layer &layer : strategy.layers) {
            const std::uint64_t reserved = resolved(layer, whole).reserved;
            if (reserved > 0)
                layer.reserved = scaled(reserved, share);
            if (layer.capacity.unit != CapacityUnit::none)
                layer.capacity.amount = std::max<std::uint64_t>(1, scaled(layer.capacity.amount, share));
        }
    return scenario;
}

Result<RunResultPtr> wholeFromSamples(
    const Scenario &scenario, std::size_t strategy, double share, std::span<const RunResultPtr> samples)
{
    if (const Errors errors = tooSmallCaches(strategy, share, samples); !errors.empty())
        return tl::unexpected(errors.front());
    const std::vector<double> hotMisses = hotMissesOf(samples);
    const std::vector<bool> small = tooSmall(scenario.strategies[strategy], samples);
    std::vector<RunResult> low, middle, high;
    for (const auto &sample : samples) {
        low.push_back(ScaledUp(*sample, share, hotMisses, 0).take());
        middle.push_back(ScaledUp(*sample, share, hotMisses, 0.5).take());
        high.push_back(ScaledUp(*sample, share, hotMisses, 1).take());
    }
    const auto lows = spreadsOf(low), spreads = spreadsOf(middle), highs = spreadsOf(high);

    auto out = std::make_shared<RunResult>(merged(middle, samples));
    out->sampling = Sampling { share, samples.size() };
    for (LayerResult &layer : out->layers)
        for (const Layer &asked : layersToRun(scenario.strategies[strategy].layers))
            if (asked.name == layer.name)
                layer.capacityPerNode = asked.capacity.amount;
    const auto rows = figureRows(*out);
    const auto fields = resultFields();
    out->estimates.assign(rows.size(), std::vector<Estimate>(fields.size()));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool nothing = tellsNothing(rows[row], *out, small);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const bool known = isAmong(knownFields, fields[i].name) && rows[row].layer.empty();
            if (!isAmong(toldFields, fields[i].name) || (nothing && !known) || spreads[row][i].count() == 0)
                continue;
            const double apart = std::abs(highs[row][i].mean() - lows[row][i].mean()) / 2;
            out->estimates[row][i] = { spreads[row][i].mean(), spreads[row][i].halfWidth() + apart };
        }
    }
    const bool wrongReads
        = std::any_of(samples.begin(), samples.end(), [](const auto &sample) { return sample->totals.wrongReads > 0; });
    addSampleNotes(*out, scenario, small, share, wrongReads);
    addToldFindings(*out, scenario);
    return RunResultPtr(std::move(out));
}

} // namespace cs
