// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/key_stream.h"

namespace cs
{

/// How long a node keeps an entry, told from the moment it is stored.
struct EntryLife {
    double idle = forever; ///< s without an arrival: an LRU list's characteristic time, an idle TTL
    double absolute = forever; ///< s: a TTL, a FIFO queue's characteristic time
    double jitter = 0; ///< `absolute` is spread evenly over absolute x [1 - jitter, 1 + jitter]
};

/// Expected sum of exp(-k s) over the hits at s after the store: k = 0 counts them, k = rate of removals counts those
/// that the removals leave, k = rate of writes those that no write came before. Infinite where nothing ends the entry.
double hitsPerStore(const KeyStream &stream, const EntryLife &life, double k);

/// odds / (1 + odds), 1 for infinite odds.
double shareOfOdds(double odds);

} // namespace cs
