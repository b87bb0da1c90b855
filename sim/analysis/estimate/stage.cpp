// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/stage.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// How an entry ends, after all of the rule and the node.
struct Ends {
    EntryLife life;
    double again = 0; ///< probability that the read after the end by age is served and starts a refresh
    double refreshesAtOnce = 1;
};

/// XFetch (Vattani et al., VLDB 2015): at a time `left` before expiry a read refreshes with probability
/// exp(-left / scale). The age at which that happens stands in for the TTL.
void endEarly(Ends &ends, double rate, double scale)
{
    constexpr int steps = 48;
    const double ttl = ends.life.absolute, depth = std::min(ttl, 24 * scale), width = depth / steps;
    double reached = ttl - depth, survival = 1;
    for (int i = 0; i < steps; ++i) {
        const double left = depth - (i + 0.5) * width;
        const double fall = std::exp(-rate * scale * (std::exp(-left / scale) - std::exp(-depth / scale)));
        reached += fall * width;
        survival = fall;
    }
    survival = std::exp(-rate * scale * -std::expm1(-depth / scale));
    ends.life.absolute = reached;
    ends.again = 1 - survival;
}

/// Probability that no idle time ends an entry before its age does.
double reachesAge(const EntryLife &life, double rate)
{
    if (life.idle >= life.absolute)
        return 1;
    const double none = std::exp(-rate * life.idle);
    return (1 - none) * std::exp(-rate * none * (life.absolute - life.idle));
}

Ends endsOf(const StageInput &in, const RuleFigures &rule)
{
    Ends ends;
    ends.life.idle = std::min(in.idle, rule.idleTtl);
    ends.life.absolute = std::min(rule.ttl, in.age);
    ends.life.jitter = rule.ttl <= in.age ? rule.jitter : 0;
    const double rate = in.stream.total();
    // A hit past the freshness may follow an idle TTL as well; what the node has evicted is gone.
    EntryLife kept = ends.life;
    if (rule.windowIsStale)
        kept.idle = in.idle;
    const double gone = in.removals + (rule.refreshing ? 0 : in.writes * rule.delivered);
    if (rule.window > 0 && rule.ttl < forever)
        ends.again = std::exp(-gone * ends.life.absolute) * rate / (rate + gone)
            * -std::expm1(-(rate + gone) * std::min(rule.window, kept.idle)) * reachesAge(kept, rate);
    else if (rule.earlyRefresh > 0 && rule.ttl < forever && in.fetch > 0) {
        endEarly(ends, rate, rule.earlyRefresh * in.fetch);
        // Until the first is back others start, too: e^{1/beta} in all at a high rate.
        if (!rule.coalesce)
            ends.refreshesAtOnce = std::min(std::exp(1 / rule.earlyRefresh), 1 + rate * in.fetch);
    }
    return ends;
}

/// Hits per store where writes put the new value in place: the entry ends when neither restarts it in time.
double refreshedOdds(const StageInput &in, const RuleFigures &rule, const EntryLife &life)
{
    const double l = in.stream.total(), w = in.writes, x = in.removals;
    // The mean time until neither a write nor, for the idle time, a read has come in time; removals cut in.
    const auto untilGap = [](double rate, double gap) {
        return rate * gap > 500 ? forever : rate > 0 ? std::expm1(rate * gap) / rate : gap;
    };
    const double byAge = life.absolute < forever ? untilGap(w, life.absolute) : forever;
    const double byIdle = life.idle < forever ? untilGap(l + w, life.idle) : forever;
    const double ends = 1 / byAge + 1 / byIdle + x;
    const double alive = byIdle == forever && w <= 0 && byAge < forever ? discounted(byAge, x)
        : ends > 0                                                      ? 1 / ends
                                                                        : forever;
    return alive * (rule.allocating ? l + w : l);
}

/// Of the hits per store, those that are of the newest value, if what was stored is.
double freshPerStore(
    const StageInput &in, const RuleFigures &rule, const EntryLife &life, double hits, double delivered)
{
    if (in.writes <= 0)
        return hits;
    if (rule.refreshing)
        return hits * std::exp(-in.writes * rule.delay);
    const double all = in.writes + in.removals;
    if (rule.delay <= 0 && delivered >= in.writes)
        return hits;
    const KeyStream &stream = in.untouched ? *in.untouched : in.stream;
    const double fresh = hitsPerStore(stream, life, all);
    if (rule.delay <= 0 || delivered <= 0)
        return fresh;
    // A removal that is still on its way kills entries that were loaded after the write, too.
    EntryLife young = life;
    young.absolute = std::min(life.absolute, rule.delay);
    young.jitter = 0;
    const double soon = hitsPerStore(stream, young, all);
    return hitsPerStore(stream, young, all + delivered) + std::exp(-delivered * rule.delay) * (fresh - soon);
}

/// After a fetch the next one comes no sooner than this.
void setGaps(StageOutcome &out, const StageInput &in, const Ends &ends, double removed)
{
    const double age = ends.life.absolute;
    out.byIdle = ends.life.idle < age;
    if (out.byIdle && age < forever) // which of the two ends more entries?
        out.byIdle = reachesAge(ends.life, in.stream.total()) < 0.5;
    out.gapHold = out.byIdle ? ends.life.idle : age;
    const double whole = std::min(out.gapHold, 1e15);
    out.untilRemoved = removed > 0 ? discounted(whole, removed) : whole;
}

} // namespace

StageOutcome stageOutcome(const StageInput &in, const RuleFigures &rule)
{
    StageOutcome out;
    const double rate = in.stream.total();
    if (rate <= 0)
        return out;
    const Ends ends = endsOf(in, rule);
    const double delivered = rule.refreshing ? 0 : in.writes * rule.delivered;
    const double removed = delivered + in.removals;
    const double hits = rule.refreshing && in.writes > 0 ? refreshedOdds(in, rule, ends.life)
                                                         : hitsPerStore(in.stream, ends.life, removed);
    const double fresh = freshPerStore(in, rule, ends.life, hits, delivered);
    setGaps(out, in, ends, removed);
    out.hitsEver = hits;
    // What arrives while a fetch is under way.
    const double meanwhile = in.stream.isPoisson() ? rate : in.stream.share * (in.stream.sources - 1) * in.stream.rate;
    const double open = rule.coalesce ? in.fetch : in.firstBack;
    const double joined = meanwhile * open;
    // Fetches that come back one after another restore the entry; the last one's TTL counts.
    const double restored
        = !rule.coalesce && rule.overwrite && in.stream.isPoisson() && ends.life.absolute < forever && joined > 1e-9
        ? joined + std::expm1(-joined)
        : 0;
    if (hits == forever) {
        out.hits = rate * in.resident;
        out.starts = (rate - out.hits) / (1 + joined);
        out.joined = out.starts * joined;
        out.freshHits = out.hits * (fresh == forever ? std::exp(-in.writes * (rule.refreshing ? rule.delay : 0)) : 0);
        out.held = in.resident;
        return out;
    }
    const double served = ends.again * (1 + meanwhile * in.fetch);
    const double perCycle = hits + restored + served + (1 - ends.again) * (1 + joined);
    const double cycles = rate / perCycle * in.resident;
    out.starts = cycles * (1 - ends.again) + rate * (1 - in.resident) / (1 + joined);
    out.joined = out.starts * joined;
    out.hits = std::max(0.0, rate - out.starts - out.joined);
    out.refreshes = cycles * ends.again * ends.refreshesAtOnce;
    out.staleServed = rule.windowIsStale ? cycles * served : 0;
    const double lateFresh
        = in.writes > 0 && rule.ignoresWrites ? std::exp(-in.writes * std::min(ends.life.absolute, 1e12)) : 1;
    out.freshHits = cycles * (fresh + restored * (hits > 0 ? fresh / hits : 1) + served * lateFresh);
    out.freshHits = std::min(out.hits, out.freshHits);
    const EntryLife inNode { in.idle, ends.life.absolute, 0 };
    const double kept
        = rule.windowIsStale ? cycles * reachesAge(inNode, rate) * discounted(std::min(rule.window, in.idle), rate) : 0;
    out.held = in.stream.isPoisson() ? std::min(1.0, cycles * (hits + restored) / rate)
        : out.byIdle                 ? in.stream.recent(ends.life.idle, removed)
                                     : std::min(1.0, cycles * out.untilRemoved);
    out.held = std::min(1.0, out.held + kept);
    return out;
}

} // namespace cs
