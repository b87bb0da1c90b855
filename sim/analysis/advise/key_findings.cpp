// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/key_findings.h"

#include "sim/model/presets.h"
#include "sim/model/validate.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

using Weight = AdviceFinding::Weight;
using Findings = std::vector<AdviceFinding>;

void addParts(Findings &out, const TypeFacts &facts)
{
    const auto &parts = facts.type->keyParts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const KeyPart &part = parts[i];
        const std::string place = dataTypePlace(facts.index) + ".key_parts[" + std::to_string(i) + "]";
        if (part.values > 1 && part.inKey && !part.affectsValue) {
            TypeFacts without = facts;
            const auto values = static_cast<double>(part.values);
            for (RankBucket &bucket : without.buckets) {
                bucket.keys /= values;
                bucket.readShare *= values;
            }
            constexpr double hour = 3600;
            out.push_back({ Weight::warning, place + ".in_key",
                "part \"" + part.name + "\" of \"" + facts.name()
                    + "\" is in the key and does not matter: each value is kept up to " + displayCount(part.values)
                    + " times, and of entries that live an hour "
                    + figureText(ttlHitRatio(facts, hour, 1, false), Unit::share) + " are hit where "
                    + figureText(ttlHitRatio(without, hour, 1, false), Unit::share) + " could be",
                "leave it out of the key" });
        }
        if (part.values > 1 && !part.inKey && part.affectsValue)
            out.push_back({ Weight::error, place + ".in_key",
                "part \"" + part.name + "\" of \"" + facts.name() + "\" decides the value and is not in the key: "
                    + displayCount(part.values) + " values share one, and readers get one that is not theirs",
                "put it into the key; until then this type cannot be cached" });
    }
}

void addLongKey(Findings &out, const TypeFacts &facts)
{
    constexpr double longKey = 100, shareOfEntry = 0.1;
    const double key = facts.type->keySize.expected();
    if (key <= longKey || key <= shareOfEntry * facts.entryBytes)
        return;
    out.push_back({ Weight::warning, dataTypePlace(facts.index) + ".key_size",
        "keys of \"" + facts.name() + "\" have " + figureText(key, Unit::bytes) + ", "
            + figureText(key / facts.entryBytes, Unit::share) + " of an entry: all of them together take "
            + figureText(key * facts.keys, Unit::bytes),
        "a hash of 16 bytes does, with the whole key in the value where clashes matter" });
}

void addTags(Findings &out, const TypeFacts &facts, const Rule &rule, const std::string &place)
{
    constexpr double tooMany = 100, worthTelling = 0.05;
    if (rule.invalidation != Invalidation::tags)
        return;
    const double ttl = rule.ttl ? rule.ttl->seconds() : 86'400;
    for (std::size_t i = 0; i < rule.tags.size(); ++i) {
        const Tag &tag = rule.tags[i];
        const double writes = tag.rate.value_or(facts.writes);
        const double groups = std::min(static_cast<double>(tag.groups), facts.keys);
        TypeFacts purged = facts;
        for (RankBucket &bucket : purged.buckets)
            bucket.writeShare = std::max(bucket.writeShare, purged.writes > 0 ? writes / groups / purged.writes : 0);
        const double alone = ttlHitRatio(facts, ttl, 1, true), together = ttlHitRatio(purged, ttl, 1, true);
        if (facts.keys / groups <= tooMany && alone - together <= worthTelling)
            continue;
        out.push_back({ Weight::warning, place + ".tags[" + std::to_string(i) + "].groups",
            "a purge of tag \"" + tag.name + "\" removes up to "
                + displayCount(static_cast<std::uint64_t>(std::llround(facts.keys / groups))) + " entries of \""
                + facts.name() + "\", " + figureText(writes * 3600, Unit::number)
                + " times an hour: " + figureText(together, Unit::share)
                + " of its reads can be hits, where removing only what was written leaves "
                + figureText(alone, Unit::share),
            "use a finer tag" });
    }
}

void addHotKey(Findings &out, const Scenario &scenario, const std::vector<TypeFacts> &facts, std::size_t strategy,
    std::size_t index)
{
    const Layer &layer = scenario.strategies[strategy].layers[index];
    const ResolvedLayer how = resolved(layer, scenario);
    if (how.nodes < 2 || how.routing.kind != RoutingKind::key)
        return;
    constexpr double tooHot = 1.5; // times an even share
    double reads = 0, top = 0;
    const TypeFacts *hottest = nullptr;
    for (const TypeFacts &one : facts)
        if (layer.ruleFor(one.name())) {
            reads += one.reads;
            if (one.reads * one.topShare > top) {
                top = one.reads * one.topShare;
                hottest = &one;
            }
        }
    if (!hottest || reads <= 0)
        return;
    const double even = 1 / static_cast<double>(how.nodes), share = top / reads, load = share + (1 - share) * even;
    if (load <= tooHot * even)
        return;
    out.push_back({ Weight::warning, dataTypePlace(hottest->index) + ".popularity",
        "the most popular key of \"" + hottest->name() + "\" takes " + figureText(share, Unit::share)
            + " of the reads of \"" + layer.name + "\" in strategy \"" + scenario.strategies[strategy].name
            + "\": the shard that has it takes " + figureText(load, Unit::share) + ", an even share of "
            + displayCount(how.nodes) + " is " + figureText(even, Unit::share),
        "more shards do not help; keep the hottest keys in the process for some seconds, or several copies of them" });
}

} // namespace

std::vector<AdviceFinding> keyFindings(const Scenario &scenario, const std::vector<TypeFacts> &facts)
{
    Findings out;
    for (const TypeFacts &one : facts) {
        addParts(out, one);
        addLongKey(out, one);
    }
    for (std::size_t s = 0; s < scenario.strategies.size(); ++s)
        for (std::size_t l = 0; l < scenario.strategies[s].layers.size(); ++l) {
            for (const TypeFacts &one : facts)
                if (const Rule *rule = scenario.strategies[s].layers[l].ruleFor(one.name()))
                    addTags(out, one, *rule, rulePlace(s, l, one.name()));
            addHotKey(out, scenario, facts, s, l);
        }
    return out;
}

} // namespace cs
