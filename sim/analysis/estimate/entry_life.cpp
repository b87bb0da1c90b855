// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/entry_life.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Arrivals are Poisson of rate l, an entry ends by idle time s or at age a. The share p(t) of entries that reach age
/// t solves a delay equation: p(t) = 1 - e - e M(t - s) with M the integral of l p and e = exp(-l s).
double poissonBoth(double l, double s, double a, double k)
{
    constexpr int perIdle = 16, mostIdle = 12;
    constexpr int most = perIdle * mostIdle;
    const double e = std::exp(-l * s), step = s / perIdle;
    double met[most + 1]; // M at the steps
    met[0] = 0;
    double sum = 0, last = 1, before = 1;
    const double decay = std::exp(-k * step);
    double discount = std::exp(-k * step / 2);
    const int steps = std::min(most, static_cast<int>(std::ceil(a / step - 1e-9)));
    for (int i = 0; i < steps; ++i, discount *= decay) {
        const double p = i < perIdle ? 1 : std::max(0.0, 1 - e - e * (met[i - perIdle] + met[i - perIdle + 1]) / 2);
        const double width = std::min(1.0, a / step - i);
        met[i + 1] = met[i] + l * p * step;
        sum += l * p * step * width * discount;
        before = last;
        last = p;
    }
    const double reached = steps * step;
    if (reached >= a || last <= 0)
        return sum;
    // From here on it falls exponentially.
    const double fall = before > last ? std::log(before / last) / step : 0;
    return sum + l * last * std::exp(-k * reached - fall * step / 2) * discounted(a - reached, k + fall);
}

/// The same for other streams: the share that reaches an age is 1 up to the idle time and falls exponentially from
/// then on, so fast that without an end by age the number of hits is right.
double streamBoth(const KeyStream &stream, const EntryLife &life, double k)
{
    const double s = life.idle, a = life.absolute, none = stream.noneWithin(s);
    const double first = stream.arrivalsWithin(s, k);
    if (none <= 1e-12)
        return stream.arrivalsWithin(a, k);
    const double early = stream.arrivalsWithin(s, 0), wanted = (1 - none) / none - early;
    if (wanted <= 0)
        return first;
    const double later = (1 - none) * stream.total(); // its density right after the idle time
    const double fall = later / wanted;
    return first + later * std::exp(-k * s) * discounted(a - s, k + fall);
}

double hitsOfAge(const KeyStream &stream, const EntryLife &life, double k)
{
    if (life.idle >= life.absolute)
        return life.absolute == forever && k <= 0 && stream.total() > 0 ? forever
                                                                        : stream.arrivalsWithin(life.absolute, k);
    if (life.absolute == forever) {
        const double again = stream.nextWithin(life.idle, k);
        const double none = k > 0 ? 1 - again : stream.noneWithin(life.idle);
        return none > 0 ? again / none : forever;
    }
    if (stream.isPoisson()) {
        const double l = stream.total(), reached = l * life.absolute * std::exp(-l * life.idle);
        return reached < 1e-7 ? l * discounted(life.absolute, k) : poissonBoth(l, life.idle, life.absolute, k);
    }
    return streamBoth(stream, life, k);
}

} // namespace

double hitsPerStore(const KeyStream &stream, const EntryLife &life, double k)
{
    if (life.absolute <= 0 || life.idle <= 0)
        return 0;
    const bool spread = life.jitter > 0 && life.absolute != forever && life.idle > life.absolute * (1 - life.jitter);
    if (!spread || (stream.isPoisson() && k <= 0 && life.idle > life.absolute * (1 + life.jitter)))
        return hitsOfAge(stream, life, k);
    // Gauss and Legendre over the spread.
    constexpr double node = 0.7745966692414834, middle = 8.0 / 18, side = 5.0 / 18;
    double sum = 0;
    for (const auto &[at, weight] : { std::pair(-node, side), std::pair(0.0, middle), std::pair(node, side) }) {
        EntryLife one = life;
        one.absolute = life.absolute * (1 + at * life.jitter);
        sum += weight * hitsOfAge(stream, one, k);
    }
    return sum;
}

double shareOfOdds(double odds)
{
    return odds > 1e15 ? 1 : odds / (1 + odds);
}

} // namespace cs
