// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/entry_life.h"

namespace cs
{

/// What a rule does with the entries of one data type, in numbers (s, 1/s).
struct RuleFigures {
    double ttl = forever, idleTtl = forever, jitter = 0;
    double window = 0; ///< after `ttl`, a read within this is served and starts a refresh
    bool windowIsStale = false; ///< it begins past the freshness (stale-while-revalidate), else before its end
    double earlyRefresh = 0; ///< XFetch beta
    bool coalesce = false, overwrite = true;
    bool refreshing = false; ///< a write puts the new value in place
    bool allocating = false; ///< also where there was none
    bool cleanFill = false; ///< a value that came too late is not stored
    bool ignoresWrites = true;
    double delivered = 0; ///< share of the writes that remove the entry
    double delay = 0; ///< from the commit to the removal or the new value
    bool countsAge = false; ///< ttl_from generated
};

/// One key at one node.
struct StageInput {
    KeyStream stream; ///< what reaches the node: the first of every group of reads that arrive during one fetch
    const KeyStream *untouched = nullptr; ///< the stream as long as no write comes, where writes change it
    double writes = 0; ///< of the key, 1/s: they make what is cached outdated
    double removals = 0; ///< other reasons to lose the entry, 1/s
    double idle = forever; ///< the node's characteristic time (LRU), or the time it has been running
    double age = forever; ///< the node's characteristic time (FIFO)
    double resident = 1; ///< share of the time for which the eviction lets the key in (LFU)
    double fetch = 0; ///< s from a miss to the fill
    double firstBack = 0; ///< s until the first of several fetches of the key under way is back
};

/// Rates (1/s) at the node.
struct StageOutcome {
    double hits = 0; ///< of the stream's arrivals
    double starts = 0; ///< misses that begin a fetch
    double joined = 0; ///< arrivals during such a fetch
    double refreshes = 0; ///< fetches in the background
    double staleServed = 0; ///< of the hits
    double freshHits = 0;
    double held = 0; ///< share of the time for which the entry is there and fresh
    double gapHold = 0; ///< after a fetch none follows for this long
    double hitsEver = 0; ///< hits per store
    double untilRemoved = 0; ///< gapHold with removals
    bool byIdle = false; ///< misses come from idle time rather than from age
};

StageOutcome stageOutcome(const StageInput &in, const RuleFigures &rule);

} // namespace cs
