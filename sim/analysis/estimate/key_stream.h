// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

namespace cs
{

/// How the fetches of one key that a layer lets through follow each other, as the next layer sees them: a renewal
/// process per node in front, several alike superposed. After one of them none comes for `hold`; what comes then
/// depends on the kind.
///
/// `poisson`: nothing is held, `rate` all the time. `afterHold` (an entry with a TTL): the gap is hold + Exp(hazard).
/// `filtered` (an LRU list or an idle TTL, whose misses are the requests that come more than `hold` after the one
/// before): at any time later than `hold` after one of them the density is `hazard`.
struct KeyStream {
    enum class Kind { poisson, afterHold, filtered };
    Kind kind = Kind::poisson;
    double rate = 0; ///< 1/s, of one source
    double hold = 0; ///< s
    double hazard = 0; ///< 1/s
    double sources = 1; ///< alike, superposed
    double share = 1; ///< an arrival comes here with this probability, else it goes to another node
    double restarts = 0; ///< 1/s: removals that let the next read through at once
    bool together = false; ///< they come to all sources at once
    double emptied = 0; ///< share of the starts at which the other sources have just lost their entries, too
    double asked = 0; ///< 1/s: the reads behind one source; matters where `emptied` does

    double total() const { return rate * sources * share; }
    bool isPoisson() const { return kind == Kind::poisson; }

    /// Expected sum of exp(-k s) over the arrivals at s in (0, t] after an arrival at 0.
    double arrivalsWithin(double t, double k) const;
    /// Probability that the next arrival comes within t and before an independent Exp(k).
    double nextWithin(double t, double k) const;
    /// 1 - nextWithin(t, 0), exact where it is small.
    double noneWithin(double t) const;
    /// Probability that at a random time the last arrival was less than t ago and no Exp(k) came in between.
    double recent(double t, double k) const;

private:
    double ownArrivals(double t, double k) const;
    double afterRestart(double t, double k) const;
    double ownNoneWithin(double t) const;
    double residualNoneWithin(double t) const;
};

inline constexpr double forever = std::numeric_limits<double>::infinity();

/// (1 - exp(-k t)) / k, also for k = 0; t may be `forever` where k > 0.
double discounted(double t, double k);

} // namespace cs
