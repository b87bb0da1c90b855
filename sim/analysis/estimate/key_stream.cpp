// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/key_stream.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cs
{

namespace
{

/// P(Erlang(n, c) <= t).
double erlangWithin(int n, double c, double t)
{
    if (t <= 0)
        return 0;
    const double x = c * t;
    if (x > 700)
        return 1;
    double term = std::exp(-x), sum = term;
    for (int i = 1; i < n; ++i) {
        term *= x / i;
        sum += term;
    }
    return std::max(0.0, 1 - sum);
}

/// Gaps of a filtered stream of mean 1 / c with a = hold, see KeyStream. In the transform 1 / (s + c e^{-sa}) of
/// P(gap > t) the poles nearest to 0 are -theta with theta = c e^{theta a}; both are real since c a <= 1/e.
struct FilteredGap {
    double a, c;

    static constexpr double seriesUpTo = 6;

    std::array<double, 2> poles() const
    {
        const double most = 1 / a;
        const auto root = [this](double low, double high, bool rising) {
            for (int i = 0; i < 60; ++i) {
                const double middle = (low + high) / 2;
                ((middle - c * std::exp(middle * a) < 0) == rising ? low : high) = middle;
            }
            return (low + high) / 2;
        };
        double high = 2 * most;
        while (high - c * std::exp(high * a) > 0)
            high *= 2;
        return { root(0, most, true), root(most, high, false) };
    }
    double none(double t) const
    {
        if (t <= seriesUpTo * a) {
            double sum = 1, factor = 1;
            for (int k = 1; t > k * a; ++k) {
                factor *= -1.0 / k;
                sum += factor * std::pow(c * (t - k * a), k);
            }
            return std::clamp(sum, 0.0, 1.0);
        }
        double sum = 0;
        for (const double theta : poles())
            sum += std::exp(-theta * t) / (1 - a * theta);
        return std::isfinite(sum) ? std::clamp(sum, 0.0, 1.0) : std::exp(-t / a);
    }
    /// Integral of none() over (0, t).
    double noneIntegral(double t) const
    {
        if (t <= seriesUpTo * a) {
            double sum = t, factor = 1;
            for (int k = 1; t > k * a; ++k) {
                factor *= -1.0 / k;
                sum += factor * std::pow(c * (t - k * a), k) * (t - k * a) / (k + 1);
            }
            return sum;
        }
        double sum = 1 / c;
        for (const double theta : poles())
            sum -= std::exp(-theta * t) / (theta * (1 - a * theta));
        return std::isfinite(sum) ? std::clamp(sum, 0.0, 1 / c) : 1 / c;
    }
};

} // namespace

double discounted(double t, double k)
{
    if (k <= 0)
        return t;
    return t == forever ? 1 / k : -std::expm1(-k * t) / k;
}

/// Of the source that the arrival at 0 came from.
double KeyStream::ownArrivals(double t, double k) const
{
    if (t <= hold || hazard <= 0)
        return 0;
    if (kind == Kind::filtered)
        return hazard * std::exp(-k * hold) * discounted(t - hold, k);
    constexpr int mostTerms = 12;
    const double cycle = hold + 1 / hazard;
    const double factor = std::exp(-k * hold) * hazard / (hazard + k);
    if (t < mostTerms * hold || hazard * t < 6) {
        double sum = 0, power = 1;
        for (int n = 1; n * hold < t && n < 64; ++n) {
            power *= factor;
            const double term = power * erlangWithin(n, hazard + k, t - n * hold);
            sum += term;
            if (term < 1e-9 * sum)
                break;
        }
        return sum;
    }
    // Many cycles: the renewal theorem with its constant term.
    const double constant = (1 / (hazard * hazard * cycle * cycle) - 1) / 2;
    if (k * t < 1e-5)
        return t / cycle + constant;
    // Of the whole geometric series, less what comes after t.
    const double gone = -(std::expm1(-k * hold) * hazard - k) / (hazard + k); // 1 - factor
    return std::max(0.0, factor / gone - (t == forever ? 0 : std::exp(-k * t) / (k * cycle)));
}

/// Of one source from the first restart on: the read that it lets through, then as at any time.
double KeyStream::afterRestart(double t, double k) const
{
    if (restarts <= 0)
        return 0;
    // The read that a restart lets through comes after Exp(asked): both waits together end by t.
    const double fall = k + restarts, until = discounted(t, fall);
    double first = restarts * until;
    if (asked > 0) {
        const double apart = restarts - asked;
        const double both = std::fabs(apart * t) < 1e-6 ? t : -std::expm1(-apart * t) / apart;
        first = restarts * asked / (asked + k) * std::max(0.0, until - std::exp(-(asked + k) * t) * both);
    }
    const double rest = std::max(0.0, t - discounted(std::min(hold, 1e14), restarts));
    return first + rate * std::max(0.0, discounted(rest, k) - discounted(rest, fall));
}

double KeyStream::arrivalsWithin(double t, double k) const
{
    if (isPoisson())
        return total() * discounted(t, k);
    const double fall = k + restarts;
    double all = ownArrivals(t, fall) + afterRestart(t, k);
    if (sources > 1 && restarts > 0 && !together) {
        all += (sources - 1) * rate * discounted(t, k);
    } else if (sources > 1) {
        // A source without an entry lets its first read through.
        const double first = asked <= 0
            ? 0
            : asked / (asked + fall) * -std::expm1(-(asked + fall) * t) * (1 + ownArrivals(t / 2, fall));
        const double steady = hazard <= 0 ? 0 : kind == Kind::filtered ? hazard : 1 / (hold + 1 / hazard);
        all += (sources - 1) * (emptied * first + (1 - emptied) * steady * discounted(t, fall) + afterRestart(t, k));
    }
    return all * share;
}

double KeyStream::ownNoneWithin(double t) const
{
    if (t <= hold)
        return 1;
    return kind == Kind::filtered ? FilteredGap { hold, hazard }.none(t) : std::exp(-hazard * (t - hold));
}

double KeyStream::residualNoneWithin(double t) const
{
    if (kind == Kind::filtered)
        return std::max(0.0, 1 - hazard * FilteredGap { hold, hazard }.noneIntegral(t));
    const double cycle = hold + 1 / hazard;
    const double shown = t <= hold ? t : hold + discounted(t - hold, hazard);
    return std::max(0.0, 1 - shown / cycle);
}

double KeyStream::noneWithin(double t) const
{
    if (isPoisson() || share < 1 || hazard <= 0)
        return std::exp(-total() * t);
    const double own = ownNoneWithin(t) * std::exp(-restarts * t);
    return sources > 1 ? own * std::pow(residualNoneWithin(t), sources - 1) : own;
}

double KeyStream::nextWithin(double t, double k) const
{
    if (isPoisson() || share < 1 || hazard <= 0) {
        const double all = total() + k;
        return all > 0 ? -total() / all * std::expm1(-all * t) : 0;
    }
    if (k <= 0)
        return 1 - noneWithin(t);
    // By parts: what is lost to Exp(k) is k times the integral of exp(-k s) P(none within s).
    const double known = sources > 1 || restarts > 0 ? 0 : std::min(t, hold); // nothing comes before
    double integral = discounted(known, k);
    constexpr int steps = 24;
    const double width = (std::min(t, known + 30 / (k + total())) - known) / steps;
    for (int i = 0; i < steps; ++i) {
        const double at = known + (i + 0.5) * width;
        integral += width * std::exp(-k * at) * noneWithin(at);
    }
    return std::clamp(1 - noneWithin(t) * std::exp(-k * t) - k * integral, 0.0, 1.0);
}

double KeyStream::recent(double t, double k) const
{
    const double rateOfAll = total();
    if (isPoisson() || share < 1 || hazard <= 0) {
        const double all = rateOfAll + k;
        return all > 0 ? -rateOfAll / all * std::expm1(-all * t) : 0;
    }
    const double within = 1 - std::pow(residualNoneWithin(t), sources) * std::exp(-restarts * t);
    if (k <= 0)
        return within;
    const double plain = -std::expm1(-rateOfAll * t);
    return plain > 0 ? within * (rateOfAll / (rateOfAll + k) * -std::expm1(-(rateOfAll + k) * t)) / plain : 0;
}

} // namespace cs
