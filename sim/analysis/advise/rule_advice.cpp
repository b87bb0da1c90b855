// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/rule_advice.h"

#include "sim/analysis/advise/trade_off.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double longestTtl = 86'400, overheadBytes = 100;

std::string share(double value)
{
    return figureText(value, Unit::share);
}
std::string time(double seconds)
{
    return figureText(seconds, Unit::time);
}
std::string rate(double perSecond)
{
    return figureText(perSecond, Unit::rate);
}

class TypeAdviser
{
public:
    TypeAdviser(const TypeFacts &facts, const Palette &palette, const RuleChoice &choice)
        : m_facts(facts)
        , m_palette(palette)
        , m_choice(choice)
        , m_limit(std::min(facts.tolerance, longestTtl))
    {
    }
    TypeAdvice advise();

private:
    const PaletteLayer *usable(LayerKind kind) const;
    const PaletteLayer *remote() const;
    std::string hindrance() const;
    bool suitsView() const;
    bool suitsProcess(const PaletteLayer &layer) const;
    bool suitsCdn(const PaletteLayer &layer) const;
    void useView(const PaletteLayer &layer);
    void useProcess(const PaletteLayer &layer);
    void useCdn(const PaletteLayer &layer, bool alone);
    bool useRemote(const PaletteLayer &layer);
    void freshness(Rule &rule, const PaletteLayer &layer, double left);
    void careOfMisses(Rule &rule, const PaletteLayer &layer, const Duration &ttl);
    void put(const PaletteLayer &layer, const Rule &rule)
    {
        m_out.layers.push_back({ layer.layer.name, layer.layer.kind, rule });
    }
    void because(std::string text) { m_out.reasons.push_back(std::move(text)); }
    /// Longest lifetime that TTLs alone may give.
    double byTtl() const { return 0.95 * m_limit; }

    const TypeFacts &m_facts;
    const Palette &m_palette;
    const RuleChoice &m_choice;
    double m_limit; ///< s
    double m_front = 0; ///< s, TTLs of the layers in front
    TypeAdvice m_out;
};

const PaletteLayer *TypeAdviser::usable(LayerKind kind) const
{
    return m_choice.kinds.contains(kind) ? find(m_palette, kind) : nullptr;
}

const PaletteLayer *TypeAdviser::remote() const
{
    const PaletteLayer *redis = usable(LayerKind::redis);
    return redis ? redis : usable(LayerKind::memcached);
}

/// Why this type must not be cached anywhere; empty where it may.
std::string TypeAdviser::hindrance() const
{
    if (!m_facts.type->deterministic)
        return "Do not cache: the same request has different answers, a cached one would be wrong.";
    if (m_facts.sharing > 1)
        return "Do not cache as it is: a part of the key that decides the value is missing from it, so "
            + groupedNumber(m_facts.sharing, 0) + " values share a key"
            + (m_facts.personal ? " and users would get each other's data." : " and readers would get a wrong one.");
    if (m_facts.reads <= 0)
        return "Do not cache: nobody reads it.";
    if (m_facts.writes >= m_facts.reads)
        return "Do not cache: " + rate(m_facts.writes) + " writes against " + rate(m_facts.reads)
            + " reads, an entry is outdated before it is read again. If the writes are what loads the database, "
              "writing "
              "behind joins several writes to a key into one.";
    return {};
}

bool TypeAdviser::suitsView() const
{
    constexpr double slow = 0.5, patient = 600, changing = 0.01;
    return !m_facts.personal && m_facts.dbSeconds >= slow && m_facts.tolerance >= patient
        && m_facts.writes >= changing * m_facts.reads && m_facts.type->keyParts.empty() && !m_facts.type->churn
        && m_facts.keys * m_facts.dbSeconds / (byTtl() / 4) <= m_facts.reads * m_facts.dbSeconds;
}

bool TypeAdviser::suitsProcess(const PaletteLayer &layer) const
{
    constexpr double partOfNode = 0.05, smallValue = 16e3, shortest = 10;
    return m_facts.keys * (m_facts.entryBytes + overheadBytes) <= partOfNode * layer.capacity
        && m_facts.valueBytes <= smallValue && m_facts.tolerance >= shortest && m_facts.writes <= 0.1 * m_facts.reads;
}

bool TypeAdviser::suitsCdn(const PaletteLayer &layer) const
{
    constexpr double shortest = 60, worthBytes = 10e3, worthHits = 0.3;
    // Records that nobody fetches by HTTP have no use for one.
    const bool reachable = layer.own || m_facts.type->endpoint.starts_with("GET ");
    return reachable && !m_facts.personal && m_facts.tolerance >= shortest
        && m_facts.reads * m_facts.valueBytes >= worthBytes
        && ttlHitRatio(m_facts, byTtl(), layer.readers(), false) >= worthHits;
}

void TypeAdviser::careOfMisses(Rule &rule, const PaletteLayer &layer, const Duration &ttl)
{
    constexpr double overlapping = 1e-3, slow = 0.05;
    const double together = m_facts.reads * m_facts.topShare / layer.readers() * m_facts.missSeconds;
    if (together >= overlapping) {
        rule.coalesce = true;
        because("Coalesce misses at " + layer.layer.name + ": the most popular key is read "
            + groupedNumber(together, 3) + " times on average during the " + time(m_facts.missSeconds)
            + " that a miss takes.");
    }
    const bool plain = m_facts.aliases == 1 && m_facts.type->keyParts.empty() && !m_facts.type->churn;
    if (layer.copies || !plain || m_facts.missSeconds < slow)
        return;
    double keys = 0;
    for (const RankBucket &bucket : m_facts.buckets)
        if (!bucket.absent && m_facts.readsOf(bucket) * std::max(ttl.seconds(), 1.0) >= 0.1)
            keys += bucket.keys;
    constexpr double most = 1000;
    keys = std::min({ std::ceil(keys), most, static_cast<double>(m_facts.type->keys),
        std::floor(layer.room() / 2 / (m_facts.entryBytes + overheadBytes)) });
    if (keys < 1)
        return;
    rule.warm = Warm { static_cast<std::uint64_t>(keys) };
    because("Warm the " + displayCount(rule.warm->top) + " most popular keys in " + layer.layer.name
        + ": those are read again within ten TTLs, and a cold miss costs " + time(m_facts.missSeconds) + ".");
    if (rule.invalidation == Invalidation::ttl)
        return;
    rule.jitter = 0.1;
    because("Spread that TTL by 10 % to either side, so that keys that were loaded together do not end together.");
}

void TypeAdviser::useView(const PaletteLayer &layer)
{
    const double all = m_facts.keys * m_facts.dbSeconds;
    Rule rule;
    rule.refresh = roundDown(cheapestPeriod(m_facts, all, m_choice.staleCost, 0.9 * m_limit));
    because("Keep a materialised view, rebuilt every " + formatDuration(*rule.refresh)
        + ": an answer takes the database " + time(m_facts.dbSeconds) + " and "
        + share(std::min(1.0, m_facts.writes / m_facts.reads)) + " of the reads are met by a write, but an age of "
        + time(m_limit) + " is tolerated; no read ever waits for the database. All answers one by one would take it "
        + time(all) + " per rebuild, against " + time(m_facts.reads * m_facts.dbSeconds * rule.refresh->seconds())
        + " for the reads in that time without a cache.");
    put(layer, rule);
}

void TypeAdviser::useProcess(const PaletteLayer &layer)
{
    Rule rule;
    const double ttl = cheapestTtl(m_facts, layer.readers(), m_facts.missSeconds, m_choice.staleCost, byTtl());
    rule.ttl = roundDown(ttl);
    because("Keep it in the process: all " + groupedNumber(m_facts.keys, 0) + " keys take "
        + figureText(m_facts.keys * m_facts.entryBytes, Unit::bytes) + " and a hit costs no round trip. TTL "
        + formatDuration(*rule.ttl) + " alone keeps it fresh, so it stays within the tolerated "
        + (std::isinf(m_facts.tolerance) ? "age (no limit)" : time(m_facts.tolerance)) + "; "
        + share(ttlHitRatio(m_facts, rule.ttl->seconds(), layer.readers(), false)) + " of the reads should hit and "
        + share(ttlStaleRatio(m_facts, rule.ttl->seconds(), layer.readers())) + " be outdated.");
    careOfMisses(rule, layer, *rule.ttl);
    put(layer, rule);
}

void TypeAdviser::useCdn(const PaletteLayer &layer, bool alone)
{
    constexpr double slow = 0.05, forStale = 0.2;
    const bool revalidate = m_facts.missSeconds >= slow;
    // What stands behind needs time of its own.
    const double longest = (alone ? byTtl() : byTtl() / 2) * (revalidate ? 1 - forStale : 1);
    Rule rule;
    rule.ttl = roundDown(cheapestTtl(m_facts, layer.readers(), m_facts.missSeconds, m_choice.staleCost, longest));
    const double ttl = m_front = rule.ttl->seconds();
    because("Keep it in the CDN: shared by all users, and "
        + figureText(m_facts.reads * m_facts.valueBytes, Unit::bytes) + "/s need not leave the servers. TTL "
        + formatDuration(*rule.ttl) + " (nothing but the TTL ends an entry there; tolerated: "
        + (std::isinf(m_facts.tolerance) ? "any age" : time(m_facts.tolerance)) + "): "
        + share(ttlHitRatio(m_facts, ttl, layer.readers(), false)) + " hits over " + displayCount(layer.how.nodes)
        + " nodes, " + share(ttlStaleRatio(m_facts, ttl, layer.readers())) + " of the reads outdated.");
    if (revalidate) {
        rule.staleWhileRevalidate = roundDown(ttl * forStale / (1 - forStale));
        m_front += rule.staleWhileRevalidate->seconds();
        because("Serve it stale for another " + formatDuration(*rule.staleWhileRevalidate)
            + " while it is fetched anew: a miss takes " + time(m_facts.missSeconds)
            + ", and both times together stay within what is tolerated.");
    }
    put(layer, rule);
}

void TypeAdviser::freshness(Rule &rule, const PaletteLayer &layer, double left)
{
    constexpr double readAgain = 0.01, backstop = 3600;
    const std::string effect = " takes effect within " + time(layer.propagation.expected());
    if (m_facts.writes <= 0 && m_facts.tolerance > 0) {
        rule.ttl = roundDown(0.95 * left);
        return because("It is never written: the TTL of " + formatDuration(*rule.ttl)
            + " only bounds how long unused entries stay.");
    }
    rule.propagation = layer.propagation;
    if (m_facts.tolerance <= 0) {
        const bool again = m_facts.writes >= readAgain * m_facts.reads;
        rule.invalidation = again ? Invalidation::writeThrough : Invalidation::deleteOnWrite;
        const bool versioned = m_facts.type->keyParts.empty();
        if (versioned)
            rule.fill = Fill::versioned;
        rule.ttl = roundDown(backstop);
        return because(std::string("No staleness is tolerated, so a TTL alone will never do: ")
            + (again ? "write through (" + share(std::min(1.0, m_facts.writes / m_facts.reads))
                        + " of the reads are met by a write, deleting would lose those hits)"
                     : "delete on write")
            + "," + effect
            + (versioned ? ", and versioned fills, so that a slow read never overwrites a newer value" : "") + "; TTL "
            + formatDuration(*rule.ttl)
            + " is only the backstop for a lost message. Until a write has taken effect the old value can still be "
              "read.");
    }
    rule.invalidation = Invalidation::deleteOnWrite;
    rule.ttl = m_front > 0 ? roundDown(left) : Duration::fromSeconds(left);
    because("Delete on write," + effect + "; TTL " + formatDuration(*rule.ttl)
        + (m_front > 0 ? ", with the layer in front together within the tolerated " + time(m_facts.tolerance)
                    + ", should a delete be lost"
                : std::isinf(m_facts.tolerance) ? " as a backstop"
                                                : ", the tolerated age, should a delete be lost")
        + ": " + share(ttlHitRatio(m_facts, rule.ttl->seconds(), 1, true)) + " of all reads could hit here.");
}

bool TypeAdviser::useRemote(const PaletteLayer &layer)
{
    constexpr double worthHits = 0.1;
    const std::string &name = layer.layer.name;
    if (layer.latency() >= m_facts.missSeconds) {
        because("Not in " + name + ": asking it takes " + time(layer.latency()) + ", the origin "
            + time(m_facts.missSeconds) + ".");
        return false;
    }
    const double life = m_facts.tolerance > 0 ? m_limit : 3600;
    const double byTime = ttlHitRatio(m_facts, life, 1, true),
                 byRoom = lruHitRatio(m_facts, layer.room(), overheadBytes);
    if (std::min(byTime, byRoom) < worthHits) {
        because(byRoom < byTime ? "Not in " + name + ": its " + figureText(layer.room(), Unit::bytes) + " hold "
                    + share(std::min(1.0, layer.room() / (m_facts.keys * m_facts.entryBytes))) + " of the "
                    + figureText(m_facts.keys * m_facts.entryBytes, Unit::bytes) + " of values and would serve "
                    + share(byRoom) + " of the reads: too few keys come again."
                                : "Not in " + name + ": within the " + time(life) + " that an entry may live only "
                    + share(byTime) + " of the reads are for a key that was read before.");
        return false;
    }
    Rule rule;
    because("Keep it in " + name + ": a hit takes " + time(layer.latency()) + ", a miss " + time(m_facts.missSeconds)
        + (m_facts.personal ? "; personal data stays behind the application." : "."));
    freshness(rule, layer, m_limit - m_front);
    careOfMisses(rule, layer, rule.ttl.value_or(Duration {}));
    put(layer, rule);
    return true;
}

TypeAdvice TypeAdviser::advise()
{
    m_out.cacheability = cacheabilityOf(m_facts);
    if (const std::string why = hindrance(); !why.empty()) {
        because(why);
        return std::move(m_out);
    }
    const PaletteLayer *view = usable(LayerKind::materializedView), *process = usable(LayerKind::inProcess);
    const PaletteLayer *cdn = usable(LayerKind::cdn), *shared = remote();
    if (view && suitsView()) {
        useView(*view);
        return std::move(m_out);
    }
    if (process && suitsProcess(*process)) {
        useProcess(*process);
        return std::move(m_out);
    }
    constexpr double worthSecond = 0.01; // of the origin's time saved per second
    if (cdn && suitsCdn(*cdn)) {
        const double left
            = m_facts.reads * (1 - ttlHitRatio(m_facts, byTtl(), cdn->readers(), false)) * m_facts.missSeconds;
        const bool second = shared && left >= worthSecond;
        useCdn(*cdn, !second);
        if (!second) {
            because("No second layer behind it: the CDN leaves the origin " + figureText(left, Unit::share)
                + " of a server's time.");
            return std::move(m_out);
        }
    }
    if (shared)
        useRemote(*shared);
    if (m_out.layers.empty() && m_out.reasons.empty())
        because("Do not cache: no layer that may be used suits it.");
    else if (m_out.layers.empty())
        because("Do not cache.");
    return std::move(m_out);
}

} // namespace

TypeAdvice adviseType(const TypeFacts &facts, const Palette &palette, const RuleChoice &choice)
{
    return TypeAdviser(facts, palette, choice).advise();
}

Strategy strategyOf(const std::vector<TypeAdvice> &advice, const Palette &palette, const std::string &name)
{
    Strategy out;
    out.name = name;
    for (const PaletteLayer &one : palette) {
        Layer layer = one.layer;
        for (const TypeAdvice &type : advice)
            for (const LayerAdvice &at : type.layers)
                if (at.kind == layer.kind)
                    layer.rules.emplace_back(type.cacheability.dataType, at.rule);
        if (!layer.rules.empty())
            out.layers.push_back(std::move(layer));
    }
    return out;
}

} // namespace cs
